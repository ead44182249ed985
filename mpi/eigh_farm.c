/* A manager and its workers: whoever has nothing to do asks for a task.

       rank 0   ?0 ?1       ?2    ?3 ?4          the manager hands out numbers, and solves nothing
       rank 1   |= 0 =|==== 2 ====|= 4 =| ...
       rank 2   |======= 1 =======|= 3 =| ...

   However unequal the tasks are, all are busy until there are none left. The price is a rank. It
   could solve as well, but then those who ask would wait until its own task is done. So it sleeps
   between two questions, and leaves its core to others. Where it is alone, it works. */
#include "eigh.h"
#include "fastest.h"

#include <mpi.h>
#include <unistd.h>

enum { QUESTION, ANSWER, NONE_LEFT = -1 };

static const useconds_t A_MOMENT = 20; /* microseconds */

static int wait_for_question(void) {
    MPI_Status status;
    int asked = 0;
    for (;;) {
        MPI_Iprobe(MPI_ANY_SOURCE, QUESTION, MPI_COMM_WORLD, &asked, &status);
        if (asked)
            break;
        usleep(A_MOMENT);
    }
    MPI_Recv(NULL, 0, MPI_BYTE, status.MPI_SOURCE, QUESTION, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return status.MPI_SOURCE;
}

/* The last question of each worker is answered too. */
static void manage(int64_t tasks, int workers) {
    for (int64_t next = 0; next < tasks + workers; next++) {
        int worker = wait_for_question();
        int64_t answer = next < tasks ? next : NONE_LEFT;
        MPI_Send(&answer, 1, MPI_INT64_T, worker, ANSWER, MPI_COMM_WORLD);
    }
}

static int64_t ask(void) {
    int64_t task;
    MPI_Sendrecv(NULL, 0, MPI_BYTE, 0, QUESTION, &task, 1, MPI_INT64_T, 0, ANSWER, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
    return task;
}

static void farm(int64_t tasks) {
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (size == 1)
        for (int64_t task = 0; task < tasks; task++)
            eigh_task(task);
    else if (rank == 0)
        manage(tasks, size - 1);
    else
        for (int64_t task; (task = ask()) != NONE_LEFT;)
            eigh_task(task);
}

static int64_t workers(void) {
    return world_size() == 1 || world_rank() != 0;
}

const struct eigh_stage eigh_stage = {
    .idea = "a manager hands out tasks",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .workers = workers,
    .options = fastest_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
