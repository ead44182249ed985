/* The number of the next task is in rank 0's memory. Each rank takes it from there and adds 1, in
   one step: one-sided communication. Nobody manages, all work.

       next task  0 1 2 3 4 ...       in a window of rank 0's memory
                  | | |  \ \
       rank 0     |= 0 =|= 3 =|= 5 ...
       rank 1     |=== 1 ====|= 4 ...
       rank 2     |====== 2 ======| ...

   Some networks read and add by themselves. Elsewhere it is rank 0 that does it, but only within a
   call of MPI, and a solver makes none: without its second thread all would wait for its tasks. */
#include "die.h"
#include "eigh.h"
#include "fastest.h"

#include <mpi.h>
#include <pthread.h>
#include <unistd.h>

static const useconds_t A_MOMENT = 50; /* microseconds */

const bool world_threads_call = true;

/* Calls MPI now and then, until a message from its own rank ends it. */
static void *answer(void *unused) {
    MPI_Request end;
    int ended = 0;
    MPI_Irecv(NULL, 0, MPI_BYTE, 0, 0, MPI_COMM_SELF, &end);
    while (!ended) {
        usleep(A_MOMENT);
        MPI_Test(&end, &ended, MPI_STATUS_IGNORE);
    }
    return unused;
}

static int64_t take(MPI_Win window) {
    const int64_t one = 1;
    int64_t task;
    MPI_Fetch_and_op(&one, &task, MPI_INT64_T, 0, 0, MPI_SUM, window);
    MPI_Win_flush(0, window);
    return task;
}

static void work(MPI_Win window, int64_t tasks) {
    MPI_Win_lock_all(MPI_MODE_NOCHECK, window);
    for (int64_t task; (task = take(window)) < tasks;)
        eigh_task(task);
    MPI_Win_unlock_all(window);
}

static void farm(int64_t tasks) {
    int rank;
    int64_t next = 0;
    pthread_t thread;
    MPI_Win window;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Win_create(&next, sizeof next, sizeof next, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
    if (rank == 0 && pthread_create(&thread, NULL, answer, NULL) != 0)
        die_failed("a second thread cannot be made");
    work(window, tasks);
    MPI_Win_free(&window);
    if (rank == 0) {
        MPI_Send(NULL, 0, MPI_BYTE, 0, 0, MPI_COMM_SELF);
        pthread_join(thread, NULL);
    }
}

const struct eigh_stage eigh_stage = {
    .idea = "tasks by a shared counter",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .options = fastest_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
