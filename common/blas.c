#include "blas.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* All arguments of Fortran are addresses, and the lengths of its texts come last. */
typedef void dgemm_function(const char *, const char *, const int64_t *, const int64_t *,
                            const int64_t *, const double *, const double *, const int64_t *,
                            const double *, const int64_t *, const double *, double *,
                            const int64_t *, size_t, size_t);
typedef void set_function(int threads);
typedef char *name_function(void);

/* Fast ones first; the last may be any of them, or the slow one that defines what they do. */
static const char *const libraries[] = {"libopenblas.so.0",
                                        "libopenblas.so",
                                        "libmkl_rt.so.2",
                                        "libmkl_rt.so",
                                        "libblis.so.4",
                                        "libblis.so.3",
                                        "libsci_gnu.so",
                                        "libsci_cray.so",
                                        "libarmpl_lp64.so",
                                        "libatlas.so.3",
                                        "libflexiblas.so",
                                        "libblas.so.3",
                                        NULL};

static struct {
    char name[256];
    dgemm_function *dgemm;
    set_function *set_threads;
    name_function *kernels;
} blas;

static void *function(void *library, const char *const names[]) {
    void *found = NULL;
    for (int i = 0; names[i] != NULL && found == NULL; i++)
        found = dlsym(library, names[i]);
    return found;
}

static const char *open_one(const char *name) {
    static char why[512];
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        snprintf(why, sizeof why, "%s", dlerror());
        why[strcspn(why, "\n")] = '\0';
        return why;
    }
    blas.dgemm = (dgemm_function *)function(library, (const char *const[]){"dgemm_", NULL});
    if (blas.dgemm == NULL) {
        snprintf(why, sizeof why, "%s: it has no dgemm_", name);
        dlclose(library);
        return why;
    }
    blas.set_threads = (set_function *)function(
        library, (const char *const[]){"openblas_set_num_threads", "MKL_Set_Num_Threads", NULL});
    blas.kernels =
        (name_function *)function(library, (const char *const[]){"openblas_get_corename", NULL});
    const char *slash = strrchr(name, '/');
    snprintf(blas.name, sizeof blas.name, "%s", slash != NULL ? slash + 1 : name);
    return NULL;
}

const char *blas_open(const char *wanted) {
    if (wanted != NULL)
        return open_one(wanted);
    for (int i = 0; libraries[i] != NULL; i++)
        if (open_one(libraries[i]) == NULL)
            return NULL;
    return "no BLAS was found: apt-get install libopenblas0, or load a module";
}

const char *blas_name(void) {
    return blas.name;
}

const char *blas_kernels(void) {
    return blas.kernels != NULL ? blas.kernels() : "";
}

bool blas_set_threads(int threads) {
    if (blas.set_threads != NULL)
        blas.set_threads(threads);
    return blas.set_threads != NULL;
}

/* 64 bits for the sizes, so that libraries find theirs whether they read 32 or all of them. */
void blas_multiply(int64_t size, const double *a, const double *b, double *c) {
    const double one = 1, zero = 0;
    blas.dgemm("N", "N", &size, &size, &size, &one, a, &size, b, &size, &zero, c, &size, 1, 1);
}
