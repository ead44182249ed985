#include "die.h"

#include "build.h"
#include "progress.h"
#include "terminal.h"
#include "world.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* What is quoted may be anything a user or a file said: it stays one line, and of a sane length. */
static void say(const char *format, va_list arguments) {
    char line[1024];
    vsnprintf(line, sizeof line, format, arguments);
    for (char *c = line; *c != '\0'; c++)
        if (iscntrl((unsigned char)*c))
            *c = '?';
    progress_clear();
    terminal_leave();
    fflush(stdout);
    fprintf(stderr, "%s: %s\n", build.program, line);
}

void die_usage(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    world_wait_turn();
    say(format, arguments);
    va_end(arguments);
    exit(2);
}

void die_failed(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    world_wait_turn();
    say(format, arguments);
    va_end(arguments);
    exit(1);
}

void die_at_exit(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    world_wait_turn();
    say(format, arguments);
    va_end(arguments);
    world_abort(1);
}

void die_warn(const char *format, ...) {
    va_list arguments;
    if (world_rank() != 0)
        return;
    va_start(arguments, format);
    say(format, arguments);
    va_end(arguments);
}
