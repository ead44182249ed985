#include "fuzz.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void fuzz_require(bool right, const char *what) {
    if (right)
        return;
    dprintf(STDERR_FILENO, "not as it must be: %s\n", what);
    abort();
}

/* ------------------------------------------------------------------- what ends the program --- */

static jmp_buf before;
static bool inside;
static int ended;

/* The linker puts these in the place of each other: --wrap=exit. */
_Noreturn void __real_exit(int status);
_Noreturn void __wrap_exit(int status);

void __wrap_exit(int status) {
    if (!inside)
        __real_exit(status);
    ended = status;
    longjmp(before, 1);
}

static void check_said(const char *said, size_t length) {
    bool line = length > 1 && memchr(said, '\n', length) == said + length - 1;
    fuzz_require(ended == -1 || ended == 0 || ended == 1 || ended == 2, "the status is known");
    fuzz_require(ended <= 0 || line, "who refuses says why in one line");
}

int fuzz_call(void (*parse)(void)) {
    char *said = NULL;
    size_t length = 0;
    FILE *out = stdout, *err = stderr, *heard = open_memstream(&said, &length);
    fuzz_require(heard != NULL, "there is memory");
    stdout = stderr = heard;
    ended = -1;
    inside = true;
    if (setjmp(before) == 0)
        parse();
    inside = false;
    stdout = out;
    stderr = err;
    fclose(heard);
    check_said(said, length);
    free(said);
    return ended;
}

/* ----------------------------------------------------------------------------------- files --- */

static char path[4096];

static void remove_file(void) {
    unlink(path);
}

static int new_file(void) {
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/fuzz.XXXXXX", folder != NULL ? folder : "/tmp");
    int file = mkstemp(path);
    fuzz_require(file >= 0 && atexit(remove_file) == 0, "there is room for a file");
    return file;
}

const char *fuzz_file(const void *bytes, size_t count) {
    static int file = -1;
    if (file < 0)
        file = new_file();
    fuzz_require(ftruncate(file, 0) == 0 && pwrite(file, bytes, count, 0) == (ssize_t)count,
                 "there is room for a file");
    return path;
}
