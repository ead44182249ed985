/* What the processes of common/world.h send each other as MPI's messages, of any length: MPI counts
   in int, so a longer one goes in pieces. */
#include "world.h"

#include "memory.h"
#include "world_comm.h"

#include <stdlib.h>

enum { LONGEST = 1 << 30 /* words */ };

void world_add(void *words, int64_t count) {
    for (int64_t at = 0; at < count; at += LONGEST) {
        int64_t left = count - at;
        MPI_Allreduce(MPI_IN_PLACE, (char *)words + 8 * at, (int)(left < LONGEST ? left : LONGEST),
                      MPI_UINT64_T, MPI_SUM, world_comm);
    }
}

void world_gather(const void *mine, int bytes, void *all) {
    MPI_Allgather(mine, bytes, MPI_BYTE, all, bytes, MPI_BYTE, world_comm);
}

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
                MPI_Isend(words, count, MPI_UINT64_T, other, 0, world_comm, request);
            else
                MPI_Irecv(words, count, MPI_UINT64_T, other, 0, world_comm, request);
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
