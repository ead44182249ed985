/* The first messages: who am I, a sum round the ring, and a message there and back.

       rank      0          1          2          3
                 │ ───────▶ │ ───────▶ │ ───────▶ │ ───┐      each passes on what it got last,
                 ▲                                     │      and adds it to its sum: after
                 └─────────────────────────────────────┘      size - 1 rounds all have all

   MPI_Allreduce does it in one call, and in log2(size) rounds: this is how one would begin. */
#include "messages.h"

#include <mpi.h>

static int rank(void) {
    int rank;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    return rank;
}

static int size(void) {
    int size;
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    return size;
}

static int64_t sum(int64_t mine) {
    int ahead = (rank() + 1) % size(), behind = (rank() + size() - 1) % size();
    int64_t passed = mine, total = mine;
    for (int round = 1; round < size(); round++) {
        MPI_Sendrecv_replace(&passed, 1, MPI_INT64_T, ahead, 0, behind, 0, MPI_COMM_WORLD,
                             MPI_STATUS_IGNORE);
        total += passed;
    }
    return total;
}

/* One sends while the other receives: no deadlock, however long the message. */
static void trip(const char *out, char *in, int bytes) {
    int other = 1 - rank();
    if (rank() == 0)
        MPI_Send(out, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD);
    MPI_Recv(in, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (rank() == 1)
        MPI_Send(in, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD);
}

const struct messages_stage messages_stage = {
    .idea = "a ring, and messages there and back",
    .rank = rank,
    .size = size,
    .sum = sum,
    .trip = trip,
};
