#include "lapack.h"

#include "blas.h"
#include "die.h"

#include <stdio.h>
#include <stdlib.h>

int64_t lapack_wanted;
static int threads;
static const char *said_by;

const struct option_row lapack_options[] = {
    {"threads", OPTION_WHOLE, &lapack_wanted, "of the library, for each task", 1, 4096, NULL},
    {0},
};

/* ------------------------------------------------------------------------------- threads --- */

static int number_in(const char *variable) {
    const char *text = getenv(variable);
    int number = text != NULL ? atoi(text) : 0;
    return number > 0 ? number : 0;
}

static void choose_threads(int otherwise, bool threads_are_ours) {
    static const char *const variables[] = {"OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS",
                                            "OMP_NUM_THREADS"};
    threads = (int)lapack_wanted;
    said_by = "--threads";
    for (int i = 0; threads == 0 && i < (threads_are_ours ? 2 : 3); i++) {
        threads = number_in(variables[i]);
        said_by = variables[i];
    }
    if (threads == 0) {
        threads = otherwise;
        said_by = "nothing";
    }
}

const char *lapack_open(int otherwise, bool threads_are_ours) {
    const char *missing = blas_open(NULL);
    if (missing != NULL)
        return missing;
    if ((missing = blas_eigh_missing()) != NULL)
        return missing;
    choose_threads(otherwise, threads_are_ours);
    blas_set_threads(threads);
    return NULL;
}

int lapack_threads(void) {
    return threads;
}

const char *lapack_about(void) {
    static char line[512];
    const char *version = blas_version(), *kernels = blas_kernels(), *instead = blas_mended();
    int length = snprintf(line, sizeof line, "%s%s%s%s", blas_name(), *version ? ": " : "", version,
                          *kernels ? ", kernels for " : "");
    length += snprintf(line + length, sizeof line - (size_t)length, "%s", kernels);
    if (*instead != '\0')
        length += snprintf(line + length, sizeof line - (size_t)length,
                           " (by OPENBLAS_CORETYPE: it does not know this processor and would take "
                           "the slower ones for %s)",
                           instead);
    snprintf(line + length, sizeof line - (size_t)length, "; threads set by %s", said_by);
    return line;
}

/* ------------------------------------------------------------------------------- solving --- */

void lapack_check_size(int64_t size, int64_t tasks) {
    (void)tasks;
    if (size > blas_eigh_most())
        die_usage("--size %lld: %s counts in 32 bits, which is for %lld rows at most",
                  (long long)size, blas_name(), (long long)blas_eigh_most());
}

const char *lapack_solve(int64_t size, double *a, double *w) {
    return blas_eigh(size, a, w);
}
