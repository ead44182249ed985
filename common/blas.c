#include "blas.h"

#include "memory.h"

#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

/* All arguments of Fortran are addresses, and the lengths of its texts come last. */
typedef void dgemm_function(const char *, const char *, const int64_t *, const int64_t *,
                            const int64_t *, const double *, const double *, const int64_t *,
                            const double *, const int64_t *, const double *, double *,
                            const int64_t *, size_t, size_t);
typedef void dsyevd_function(const char *, const char *, const int64_t *, double *, const int64_t *,
                             double *, double *, const int64_t *, int64_t *, const int64_t *,
                             int64_t *, size_t, size_t);
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

static const int64_t MOST_OF_32 = 32766; /* rows: 1 + 6 n + 2 n^2 of one more is past 2^31 */

static struct {
    char name[256], version[128], mended[64];
    dgemm_function *dgemm;
    dsyevd_function *dsyevd;
    set_function *set_threads;
    name_function *kernels;
} blas;

static void *function(void *library, const char *const names[]) {
    void *found = NULL;
    for (int i = 0; names[i] != NULL && found == NULL; i++)
        found = dlsym(library, names[i]);
    return found;
}

/* ------------------------------------------------------------------------------- kernels --- */

static bool lacks_avx512(const char *kernels) {
    static const char *const with[] = {"SkylakeX", "Cooperlake", "SapphireRapids", NULL};
    bool lacks = *kernels != '\0';
    for (int i = 0; with[i] != NULL; i++)
        lacks &= strcasecmp(kernels, with[i]) != 0;
    return lacks;
}

static bool intel_with_avx512(void) {
#ifdef __x86_64__
    return __builtin_cpu_is("intel") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#else
    return false;
#endif
}

/* What the library takes by itself. It chooses once, when it is loaded: a process of its own tries
   that, so that here it is loaded when all is known. */
static void ask_kernels(const char *name, char *kernels, size_t size) {
    int ends[2];
    kernels[0] = '\0';
    if (pipe(ends) != 0)
        return;
    pid_t child = fork();
    if (child == 0) {
        void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
        name_function *ask =
            library != NULL ? (name_function *)dlsym(library, "openblas_get_corename") : NULL;
        const char *answer = ask != NULL ? ask() : "";
        _exit(write(ends[1], answer, strlen(answer)) < 0);
    }
    close(ends[1]);
    ssize_t length = child > 0 ? read(ends[0], kernels, size - 1) : 0;
    kernels[length > 0 ? length : 0] = '\0';
    close(ends[0]);
    if (child > 0)
        waitpid(child, NULL, 0);
}

static void mend_kernels(const char *name) {
    if (getenv("OPENBLAS_CORETYPE") != NULL || !intel_with_avx512())
        return;
    ask_kernels(name, blas.mended, sizeof blas.mended);
    if (lacks_avx512(blas.mended))
        setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
    else
        blas.mended[0] = '\0';
}

/* ------------------------------------------------------------------------------- opening --- */

/* "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH ...": two words of that. */
static void find_version(void *library) {
    name_function *ask = (name_function *)dlsym(library, "openblas_get_config");
    const char *all = ask != NULL ? ask() : "";
    size_t first = strcspn(all, " "),
           second = all[first] != '\0' ? strcspn(all + first + 1, " ") : 0;
    snprintf(blas.version, sizeof blas.version, "%.*s", (int)(first + 1 + second), all);
}

static const char *open_one(const char *name) {
    static char why[512];
    mend_kernels(name);
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
    blas.dsyevd = (dsyevd_function *)function(library, (const char *const[]){"dsyevd_", NULL});
    find_version(library);
    blas.set_threads = (set_function *)function(
        library, (const char *const[]){"openblas_set_num_threads", "MKL_Set_Num_Threads", NULL});
    blas.kernels =
        (name_function *)function(library, (const char *const[]){"openblas_get_corename", NULL});
    const char *slash = strrchr(name, '/');
    snprintf(blas.name, sizeof blas.name, "%s", slash != NULL ? slash + 1 : name);
    return NULL;
}

const char *blas_open(const char *wanted) {
    if (wanted == NULL)
        wanted = getenv("BLAS");
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

const char *blas_version(void) {
    return blas.version;
}

const char *blas_mended(void) {
    return blas.mended;
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

const char *blas_eigh_missing(void) {
    static char why[320];
    snprintf(why, sizeof why, "%s has no LAPACK: apt-get install libopenblas0, or set BLAS",
             blas.name);
    return blas.dsyevd != NULL ? NULL : why;
}

/* Asked for its workspace, a library that reads 32 bits of a number writes as many, and leaves the
   upper ones as they were. */
static bool reads_64_bits(void) {
    const int64_t one = 1, ask = -1;
    int64_t whole = 0, info = -1;
    double a = 1, w = 0, work = 0;
    blas.dsyevd("V", "L", &one, &a, &one, &w, &work, &ask, &whole, &ask, &info, 1, 1);
    return info == 0;
}

static int64_t eigh_works(int64_t size) {
    return 1 + 6 * size + 2 * size * size;
}

int64_t blas_eigh_most(void) {
    return reads_64_bits() ? INT32_MAX : MOST_OF_32;
}

/* By columns or by rows is the same, for a symmetric matrix; its vectors, by columns for Fortran,
   lie in rows for us. Whole numbers are read as above, and written to memory that was zero. */
const char *blas_eigh(int64_t size, double *a, double *w) {
    const int64_t works = eigh_works(size), wholes = 3 + 5 * size;
    const int64_t stride = size > 0 ? size : 1;
    double *work = memory_untouched(works, sizeof *work);
    int64_t *whole = memory_new(wholes, sizeof *whole), info = 0;
    blas.dsyevd("V", "L", &size, a, &stride, w, work, &works, whole, &wholes, &info, 1, 1);
    free(whole);
    free(work);
    return info == 0 ? NULL : "dsyevd found no solution";
}
