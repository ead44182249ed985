/* The processes of common/world.h as MPI's ranks.

   The driver has a communicator of its own, so that none of its messages can be taken for one of a
   stage's. A rank that ends early, by exit, takes the job with it: the others would wait for it for
   ever. */
#include "world.h"

#include "build.h"
#include "world_comm.h"

#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const useconds_t A_MOMENT = 100000, LONG_ENOUGH = 1000000; /* microseconds */

MPI_Comm world_comm;
static MPI_Comm mates;
static int rank, size;
static bool closed;

static void leave(int status, void *unused) {
    (void)unused;
    if (!closed && status != 0)
        world_abort(status);
    if (!closed)
        world_close();
}

/* Threads are for stages: of a rank's, only the first will call MPI, unless one says otherwise. */
static void start_mpi(int *argc, char ***argv) {
    bool many = &world_threads_call != NULL && world_threads_call;
    int wanted = many ? MPI_THREAD_MULTIPLE : MPI_THREAD_FUNNELED, provided;
    MPI_Init_thread(argc, argv, wanted, &provided);
    if (provided >= wanted)
        return;
    fprintf(stderr, "%s: this MPI was built without MPI_THREAD_MULTIPLE\n", build.program);
    MPI_Abort(MPI_COMM_WORLD, 2);
}

void world_open(int *argc, char ***argv) {
    start_mpi(argc, argv);
    MPI_Comm_dup(MPI_COMM_WORLD, &world_comm);
    MPI_Comm_rank(world_comm, &rank);
    MPI_Comm_size(world_comm, &size);
    MPI_Comm_split_type(world_comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &mates);
    on_exit(leave, NULL);
    if (rank != 0 && freopen("/dev/null", "w", stdout) == NULL)
        world_abort(1);
}

void world_close(void) {
    closed = true;
    MPI_Comm_free(&mates);
    MPI_Comm_free(&world_comm);
    MPI_Finalize();
}

/* The launcher may forget what it has not read yet, so it gets a moment to read our last words;
   what MPI would add to them is lost on whoever reads them. */
void world_abort(int status) {
    fflush(stdout);
    usleep(A_MOMENT);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    MPI_Abort(MPI_COMM_WORLD, status);
    _exit(status);
}

/* A second for rank 1, and a little more for each further digit of a rank's number, so that of
   many others only a few can come to speak. */
void world_wait_turn(void) {
    for (int r = rank; r > 0; r /= 2)
        usleep(r == rank ? LONG_ENOUGH : LONG_ENOUGH / 4);
}

int world_rank(void) {
    return rank;
}

int world_size(void) {
    return size;
}

int world_mate(void) {
    int mate;
    MPI_Comm_rank(mates, &mate);
    return mate;
}

int64_t world_sum(int64_t mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_INT64_T, MPI_SUM, world_comm);
    return mine;
}

double world_max(double mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_MAX, world_comm);
    return mine;
}

bool world_all(bool mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_C_BOOL, MPI_LAND, world_comm);
    return mine;
}

void world_barrier(void) {
    MPI_Barrier(world_comm);
}

double world_mates_sum(double mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_SUM, mates);
    return mine;
}
