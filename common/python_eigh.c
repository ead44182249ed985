#include "python_eigh.h"

#include "die.h"
#include "python_process.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct {
    int file; /* without a name, open in python too */
    size_t bytes;
    double *block;
} shared;

static int threads;
static const char *about;

/* Not in the place of the standard files that python will have. */
static void share(void) {
    int low = memfd_create("matrices", MFD_CLOEXEC);
    shared.file = low < 0 ? low : fcntl(low, F_DUPFD, 10);
    if (shared.file < 0)
        die_failed("no memory to share with python: %m");
    close(low);
}

static void make_room(size_t bytes) {
    if (bytes <= shared.bytes)
        return;
    if (shared.block != NULL)
        munmap(shared.block, shared.bytes);
    if (ftruncate(shared.file, (off_t)bytes) != 0)
        die_failed("%zu bytes to share with python cannot be had: %m", bytes);
    shared.block = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, shared.file, 0);
    if (shared.block == MAP_FAILED)
        die_failed("%zu bytes to share with python cannot be had: %m", bytes);
    shared.bytes = bytes;
}

const char *python_eigh_missing(void) {
    char *rest;
    share();
    const char *missing = python_start();
    if (missing != NULL)
        return missing;
    threads = (int)strtol(python.ready, &rest, 10);
    about = rest + strspn(rest, " ");
    return NULL;
}

int python_eigh_threads(void) {
    return threads;
}

const char *python_eigh_about(void) {
    return about;
}

const char *python_eigh_solve(int64_t processes, int64_t size, int64_t count, double *a,
                              double *w) {
    size_t matrices = (size_t)(count * size * size), values = (size_t)(count * size);
    make_room((matrices + values + 1) * sizeof *a); /* nothing cannot be mapped */
    memcpy(shared.block, a, matrices * sizeof *a);
    fprintf(python.requests, "solve %d %lld %lld %lld\n", shared.file, (long long)size,
            (long long)count, (long long)processes);
    const char *why = python_answer_or_end();
    if (why == NULL)
        return python_ended;
    memcpy(a, shared.block, matrices * sizeof *a);
    memcpy(w, shared.block + matrices, values * sizeof *w);
    return *why != '\0' ? why : NULL;
}
