/* Exercise 14: a batch of matrices, shared out among ranks. Each makes and solves its own part of
   the tasks. TODO: some are never done, and which depends on how many ranks there are.

       7 tasks       0 1 2 3 4 5 6
       rank 0        |= 0 =|= 1 =|
       rank 1        |= 2 =|= 3 =|
       rank 2        |= 4 =|= 5 =|

   The driver calls farm on all ranks. eigh_task(7) makes, solves and judges task 7, and takes all
   the time there is; in the end the driver brings together what the ranks have found. */
#include "eigh.h"
#include "fastest.h"

#include <mpi.h>

static void farm(int64_t tasks) {
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    int64_t share = tasks / size;
    for (int64_t task = rank * share; task < (rank + 1) * share; task++)
        eigh_task(task);
}

const struct eigh_stage eigh_stage = {
    .idea = "exercise 14: a part of the tasks each",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .farm = farm,
    .options = fastest_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
