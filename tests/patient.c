/* MPI whose ranks sleep while they wait, for tests with more ranks than cores. MPI's own ranks do
   not: they look and look again, and where they share a core, the one that is waited for has to
   wait too, until the time slice of the one that looks has ended. A message then takes
   milliseconds.

   MPI lets a program define any of its functions anew; its own is then called PMPI_... Those that
   have a form that does not wait are built from it. For all the others, a fence, a window that is
   given back: Debian's MPICH waits by calling UCX again and again, and that can be defined anew as
   well. Where MPI does not call it, they only take longer. */
#include <dlfcn.h>
#include <mpi.h>
#include <sched.h>
#include <stddef.h>
#include <unistd.h>

enum { YIELDS = 100 }; /* to sleep takes longer than most waits last */

static void rest(int looks) {
    if (looks < YIELDS)
        sched_yield();
    else
        usleep(1);
}

static void patiently(MPI_Request *request, MPI_Status *status) {
    int done = 0;
    for (int i = 0; !done; i++) {
        PMPI_Test(request, &done, status);
        if (!done)
            rest(i);
    }
}

/* What UCX does whenever MPI looks; returns how much came of it. Before somebody rests, nothing
   must have come for a while: what MPI does besides may take several looks. */
unsigned ucp_worker_progress(void *worker);

unsigned ucp_worker_progress(void *worker) {
    static unsigned (*progress)(void *);
    static int idle;
    if (progress == NULL)
        *(void **)&progress = dlsym(RTLD_NEXT, "ucp_worker_progress");
    unsigned came = progress(worker);
    idle = came > 0 ? 0 : idle + 1;
    if (idle > YIELDS)
        rest(idle - YIELDS);
    return came;
}

int MPI_Waitall(int count, MPI_Request requests[], MPI_Status statuses[]) {
    for (int i = 0; i < count; i++)
        patiently(&requests[i], MPI_STATUS_IGNORE);
    return PMPI_Waitall(count, requests, statuses);
}

int MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                 void *receive, int receives, MPI_Datatype receive_type, int from, int receive_tag,
                 MPI_Comm comm, MPI_Status *status) {
    MPI_Request requests[2];
    PMPI_Irecv(receive, receives, receive_type, from, receive_tag, comm, &requests[0]);
    PMPI_Isend(send, sends, send_type, to, send_tag, comm, &requests[1]);
    patiently(&requests[0], status);
    patiently(&requests[1], MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

int MPI_Send(const void *data, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
    MPI_Request request;
    PMPI_Isend(data, count, type, to, tag, comm, &request);
    patiently(&request, MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

int MPI_Recv(void *data, int count, MPI_Datatype type, int from, int tag, MPI_Comm comm,
             MPI_Status *status) {
    MPI_Request request;
    PMPI_Irecv(data, count, type, from, tag, comm, &request);
    patiently(&request, status);
    return MPI_SUCCESS;
}

/* A flush after it has nothing left to wait for. */
int MPI_Fetch_and_op(const void *mine, void *before, MPI_Datatype type, int target, MPI_Aint at,
                     MPI_Op op, MPI_Win window) {
    MPI_Request request;
    PMPI_Rget_accumulate(mine, 1, type, before, 1, type, target, at, 1, type, op, window, &request);
    patiently(&request, MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

int MPI_Allreduce(const void *mine, void *all, int count, MPI_Datatype type, MPI_Op op,
                  MPI_Comm comm) {
    MPI_Request request;
    PMPI_Iallreduce(mine, all, count, type, op, comm, &request);
    patiently(&request, MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

int MPI_Allgather(const void *mine, int count, MPI_Datatype type, void *all, int counts,
                  MPI_Datatype types, MPI_Comm comm) {
    MPI_Request request;
    PMPI_Iallgather(mine, count, type, all, counts, types, comm, &request);
    patiently(&request, MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

int MPI_Barrier(MPI_Comm comm) {
    MPI_Request request;
    PMPI_Ibarrier(comm, &request);
    patiently(&request, MPI_STATUS_IGNORE);
    return MPI_SUCCESS;
}

/* Of all ranks: those that come first would wait in it. */
int MPI_Win_free(MPI_Win *window) {
    MPI_Group group;
    int members, ranks;
    MPI_Win_get_group(*window, &group);
    MPI_Group_size(group, &members);
    MPI_Group_free(&group);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (members == ranks)
        MPI_Barrier(MPI_COMM_WORLD);
    return PMPI_Win_free(window);
}
