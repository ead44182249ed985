/* cuSOLVER, the GPU's LAPACK, on several streams at a time.

   One matrix of 1000 rows cannot keep a GPU busy: half of the work is a thousand products with a
   vector, each of which waits for the one before.

       streams   cusolverDnXsyevd         |=== 0 ===|=== 3 ===|       a call for each matrix; the
                                          |=== 1 ===|=== 4 ===|       streams share the GPU
                                          |=== 2 ===|=== 5 ===|
       batched   cusolverDnXsyevBatched   |====== 0 1 2 ======|       a call for many; each of its
                                          |====== 3 4 5 ======|       steps is done with all of them
       jacobi    cusolverDnDsyevjBatched  the same, by rotations

   Which is best depends on the size, the GPU and the library: unless told, a trial decides. */
#include "cusolver.h"

static const struct option_row options[] = {CUSOLVER_OPTIONS, {0}};

const struct eigh_stage eigh_stage = {
    .idea = "cuSOLVER on streams",
    .extra = 1,
    .open = open_share,
    .solve_batch = solve_batch,
    .batch = at_once,
    .close = solvers_close,
    .workers = workers,
    .options = options,
    .missing = missing,
    .about = about,
    .accelerator = &device,
};
