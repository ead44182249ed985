/* Each rank makes the matrices that it will solve, so there is nothing to send.

       rank 0   |= 0 =|= 3 =|= 6 =|        task i is solved by rank i mod 3, whatever
       rank 1   |= 1 =|= 4 =|= 7 =|        happens: a static split
       rank 2   |= 2 =|= 5 =|

   A matrix is known by its number alone. Where data come from files, each rank reads its own. */
#include "eigh.h"
#include "fastest.h"

#include <mpi.h>

static void farm(int64_t tasks) {
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    for (int64_t task = rank; task < tasks; task += size)
        eigh_task(task);
}

const struct eigh_stage eigh_stage = {
    .idea = "each rank makes its own",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .options = fastest_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
