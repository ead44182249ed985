/* Exercise 10: the halos again, sent and received in calls of their own. As it stands, no rank ever
   gets further than its first message. TODO: why, and what to do about it?

          rank 0              rank 1              rank 2
      h | 1 ... n | h     h | 1 ... n | h     h | 1 ... n | h
                n ──────▶ h         n ──────▶ h                  the last cell, to the rank ahead
                    h ◀────── 1         h ◀────── 1              the first, to the rank behind */
#include "part.h"

/* RANKS_TO_BEHIND and RANKS_TO_AHEAD are tags: on two ranks both neighbours are the same rank, and
   the tag says which way a message goes. */
static void send_borders(void) {
    const uint8_t *cell = cells.now;
    MPI_Ssend(&cell[1], 1, MPI_UINT8_T, beside.behind, RANKS_TO_BEHIND, MPI_COMM_WORLD);
    MPI_Ssend(&cell[cells.count], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_AHEAD, MPI_COMM_WORLD);
}

static void receive_halos(void) {
    uint8_t *cell = cells.now;
    MPI_Recv(&cell[cells.count + 1], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_BEHIND, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
    MPI_Recv(&cell[0], 1, MPI_UINT8_T, beside.behind, RANKS_TO_AHEAD, MPI_COMM_WORLD,
             MPI_STATUS_IGNORE);
}

static void exchange_halos(void) {
    send_borders();
    receive_halos();
    ranks_have_halos(beside, 1);
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 10: a deadlock",
    .open = part_open,
    .advance = advance,
    .close = part_close,
    .options = part_options,
    PART_STAGE,
};
