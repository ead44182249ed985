/* A task of OpenMP for each matrix: whoever has nothing to do takes the next.

       thread 0   |= task 0 =|== task 2 ==|= task 3 =|= task 6 ...
       thread 1   |==== task 1 ====|= task 4 =|== task 5 ==| ...

   The threads share one memory and one library, which is told to use one thread for each of them:
   --nproc times --threads should be the number of cores. With more, parallelism inside of
   parallelism, the threads wait for each other. */
#include "eigh.h"
#include "farm.h"
#include "threads.h"

static void farm(int64_t tasks) {
#pragma omp parallel num_threads((int)farm_workers())
#pragma omp single
    for (int64_t task = 0; task < tasks; task++)
#pragma omp task
        eigh_task(task);
}

static const char *missing(void) {
    const char *openmp = threads_missing();
    return openmp != NULL ? openmp : fastest_open(true);
}

const struct eigh_stage eigh_stage = {
    .idea = "a matrix for each thread",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .workers = farm_workers,
    .options = farm_options,
    .missing = missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
