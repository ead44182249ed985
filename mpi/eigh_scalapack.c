/* One matrix at a time, solved by all ranks together: for one that no rank has the memory for.

       columns   0 0 1 1 2 2 0 0 1 1 2 2     in blocks, dealt out to the ranks in turns

   On the way to three diagonals one column after the other is done with. Were the first third of
   them one rank's, it would have nothing left to do soon; dealt out, all have work until the end.
   ScaLAPACK's pdsyevd does as LAPACK's dsyevd does, with a message where that reads memory. */
#include "die.h"
#include "eigh.h"
#include "eigh_spread.h"
#include "memory.h"
#include "world.h"

#include <dlfcn.h>
#include <limits.h>
#include <mpi.h>
#include <stdlib.h>

static void (*blacs_get)(int context, int what, int *value);
static void (*blacs_gridinit)(int *context, const char *order, int rows, int columns);
static void (*blacs_gridexit)(int context);
static void (*pdsyevd)(const char *job, const char *half, const int *n, double *a, const int *row,
                       const int *column, const int *of_a, double *w, double *v, const int *v_row,
                       const int *v_column, const int *of_v, double *work, const int *works,
                       int *whole, const int *wholes, int *info, size_t, size_t);

static const char *missing(void) {
    static const char *const names[] = {"libscalapack-mpich.so.2.2", "libscalapack-mpich.so",
                                        "libscalapack.so", "libsci_gnu_mpi.so", NULL};
    void *library = NULL;
    for (int i = 0; names[i] != NULL && library == NULL; i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        return "no ScaLAPACK was found: apt-get install libscalapack-mpich2.2, or load a module";
    *(void **)&blacs_get = dlsym(library, "Cblacs_get");
    *(void **)&blacs_gridinit = dlsym(library, "Cblacs_gridinit");
    *(void **)&blacs_gridexit = dlsym(library, "Cblacs_gridexit");
    *(void **)&pdsyevd = dlsym(library, "pdsyevd_");
    return blacs_gridexit != NULL && pdsyevd != NULL ? NULL : "this ScaLAPACK has no pdsyevd";
}

/* Numbers that it wants to work with. */
static int64_t works_for(int64_t n, int64_t columns) {
    return 2 * n * columns + 3 * EIGH_SPREAD_BLOCK * (n + EIGH_SPREAD_BLOCK) + 9 * n;
}

static void check_size(int64_t size, int64_t tasks) {
    (void)tasks;
    if (works_for(size, eigh_spread_columns(size)) > INT_MAX)
        die_usage("--size %lld: ScaLAPACK counts in 32 bits, which is for more than %d ranks",
                  (long long)size, world_size());
}

static const char *solve(struct eigh_spread *spread) {
    if (spread->size == 0)
        return NULL;
    const int n = (int)spread->size, block = EIGH_SPREAD_BLOCK, one = 1;
    int context;
    blacs_get(0, 0, &context);
    blacs_gridinit(&context, "Row", 1, world_size()); /* all side by side */
    const int dense = 1, descriptor[9] = {dense, context, n, n, block, block, 0, 0, n};
    const int works = (int)works_for(n, spread->count), wholes = 7 * n + 8 * world_size() + 2;
    double *work = memory_untouched(works, sizeof *work);
    int *whole = memory_new(wholes, sizeof *whole), info = 0;
    pdsyevd("V", "L", &n, spread->a, &one, &one, descriptor, spread->w, spread->v, &one, &one,
            descriptor, work, &works, whole, &wholes, &info, 1, 1);
    MPI_Bcast(spread->w, n, MPI_DOUBLE, 0, MPI_COMM_WORLD); /* who has no column has not got them */
    free(whole);
    free(work);
    blacs_gridexit(context);
    return info == 0 ? NULL : "pdsyevd found no solution";
}

const struct eigh_stage eigh_stage = {
    .idea = "ScaLAPACK: one on all ranks",
    .solve_spread = solve,
    .open = check_size,
    .missing = missing,
};
