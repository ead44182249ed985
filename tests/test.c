#include "test.h"

#include <stdarg.h>
#include <stdio.h>

static int passed_checks, failed_checks;

static void line(const char *verdict, const char *format, va_list arguments) {
    printf("%s - ", verdict);
    vprintf(format, arguments);
    putchar('\n');
    fflush(stdout);
}

void test_check(bool passed, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    line(passed ? "ok" : "not ok", format, arguments);
    va_end(arguments);
    (passed ? &passed_checks : &failed_checks)[0]++;
}

void test_skip(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    line("skip", format, arguments);
    va_end(arguments);
}

int test_end(void) {
    return failed_checks > 0;
}
