/* The processes of common/world.h as MPI's ranks.

   The driver has a communicator of its own, so that none of its messages can be taken for one of a
   stage's. A rank that ends early, by exit, takes the job with it: the others would wait for it for
   ever. */
#include "world.h"

#include "build.h"
#include "memory.h"

#include <fcntl.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { LONGEST = 1 << 30 /* words: MPI counts in int */ };

static const useconds_t A_MOMENT = 100000, LONG_ENOUGH = 1000000; /* microseconds */

static MPI_Comm comm, mates;
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
    MPI_Comm_dup(MPI_COMM_WORLD, &comm);
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
    MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &mates);
    on_exit(leave, NULL);
    if (rank != 0 && freopen("/dev/null", "w", stdout) == NULL)
        world_abort(1);
}

void world_close(void) {
    closed = true;
    MPI_Comm_free(&mates);
    MPI_Comm_free(&comm);
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
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_INT64_T, MPI_SUM, comm);
    return mine;
}

double world_max(double mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_MAX, comm);
    return mine;
}

bool world_all(bool mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_C_BOOL, MPI_LAND, comm);
    return mine;
}

void world_barrier(void) {
    MPI_Barrier(comm);
}

double world_mates_sum(double mine) {
    MPI_Allreduce(MPI_IN_PLACE, &mine, 1, MPI_DOUBLE, MPI_SUM, mates);
    return mine;
}

void world_add(void *words, int64_t count) {
    for (int64_t at = 0; at < count; at += LONGEST) {
        int64_t left = count - at;
        MPI_Allreduce(MPI_IN_PLACE, (char *)words + 8 * at, (int)(left < LONGEST ? left : LONGEST),
                      MPI_UINT64_T, MPI_SUM, comm);
    }
}

void world_gather(const void *mine, int bytes, void *all) {
    MPI_Allgather(mine, bytes, MPI_BYTE, all, bytes, MPI_BYTE, comm);
}

/* --------------------------------------------------------------------------------- messages --- */

static int requests_for(const struct world_message *message, int messages) {
    int64_t requests = 0;
    for (int i = 0; i < messages; i++)
        requests += message[i].count / LONGEST + 1;
    return (int)requests;
}

/* Starts to send them all, or to receive them; returns the place behind their requests. */
static MPI_Request *start(const struct world_message *message, int messages, bool send,
                          MPI_Request *request) {
    for (int i = 0; i < messages; i++)
        for (int64_t at = 0; at <= message[i].count; at += LONGEST, request++) {
            uint64_t *words = message[i].words + at;
            int64_t left = message[i].count - at;
            int count = (int)(left < LONGEST ? left : LONGEST), other = message[i].rank;
            if (send)
                MPI_Isend(words, count, MPI_UINT64_T, other, 0, comm, request);
            else
                MPI_Irecv(words, count, MPI_UINT64_T, other, 0, comm, request);
        }
    return request;
}

void world_exchange(const struct world_message *send, int sends,
                    const struct world_message *receive, int receives) {
    int requests = requests_for(send, sends) + requests_for(receive, receives);
    MPI_Request *request = memory_new(requests, sizeof *request);
    MPI_Status *status = memory_new(requests, sizeof *status);
    start(send, sends, true, start(receive, receives, false, request));
    MPI_Waitall(requests, request, status);
    free(request);
    free(status);
}
