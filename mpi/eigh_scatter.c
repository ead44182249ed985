/* Rank 0 makes all matrices and sends them, as most tutorials begin; the driver brings the results
   together.

       rank 0   0 1 2 3 4 5 6 7       all of them, in the memory of one
                | \ \
                |  \ 2 5 ........     rank 2
                |   1 4 7 .......     rank 1
                0 3 6 ...........     rank 0 keeps its own

   The others wait until theirs are made and sent. And however many they are, the batch must fit
   into the memory of one: the last line of the output says how much each rank had. */
#include "eigh.h"
#include "fastest.h"
#include "memory.h"

#include <mpi.h>
#include <stdlib.h>

static int rank, size;

static int owner(int64_t task) {
    return (int)(task % size);
}

/* A row is one item: MPI counts in int, and the entries of a large matrix are more. */
static void move(int64_t task, double *a) {
    int rows = (int)eigh_task_size(task);
    MPI_Datatype row;
    MPI_Type_contiguous(rows, MPI_DOUBLE, &row);
    MPI_Type_commit(&row);
    if (rank == 0)
        MPI_Send(a, rows, row, owner(task), 0, MPI_COMM_WORLD);
    else
        MPI_Recv(a, rows, row, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Type_free(&row);
}

static double *room_for(int64_t task) {
    return memory_untouched(eigh_task_size(task) * eigh_task_size(task), sizeof(double));
}

static void scatter(int64_t tasks, double **matrix) {
    for (int64_t task = 0; task < tasks && rank == 0; task++)
        eigh_task_make(task, matrix[task] = room_for(task));
    for (int64_t task = 0; task < tasks; task++) {
        if (rank != 0 && rank == owner(task))
            matrix[task] = room_for(task);
        if (owner(task) != 0 && matrix[task] != NULL)
            move(task, matrix[task]);
    }
}

static void farm(int64_t tasks) {
    double **matrix = memory_new(tasks, sizeof *matrix);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    scatter(tasks, matrix);
    for (int64_t task = rank; task < tasks; task += size)
        eigh_task_made(task, matrix[task]);
    for (int64_t task = 0; task < tasks; task++)
        free(matrix[task]);
    free(matrix);
}

static int64_t held(int64_t tasks) {
    return world_rank() == 0 ? tasks : tasks / world_size() + 1;
}

const struct eigh_stage eigh_stage = {
    .idea = "rank 0 makes and sends all",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .held = held,
    .options = fastest_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
