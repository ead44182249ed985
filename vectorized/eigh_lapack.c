/* The machine's LAPACK: one call for each task, with threads inside the library. Nothing here is
   parallel, and yet all cores are busy: that is indirect parallelism.

       task 0           task 1           task 2
       |== thread 0 ==| |== thread 0 ==| ...         each task is shared by all threads,
       |= thread 1 =  | |= thread 1 =  |             which wait for each other all the time

   dsyevd reduces the matrix to three diagonals, solves those by divide and conquer, and turns their
   eigenvectors back. Half of the first part only multiplies the matrix by a vector, which is as
   fast as the memory is; many threads do not help there. */
#include "eigh.h"
#include "lapack.h"
#include "machine.h"

static const char *missing(void) {
    return lapack_open(machine_cores(), false);
}

const struct eigh_stage eigh_stage = {
    .idea = "LAPACK: threads inside",
    .extra = LAPACK_EXTRA,
    .solve = lapack_solve,
    .open = lapack_check_size,
    .options = lapack_options,
    .missing = missing,
    .threads = lapack_threads,
    .about = lapack_about,
};
