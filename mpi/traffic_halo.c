/* The road cut into as many parts as there are ranks. Beside its own cells each rank has a halo:
   copies of the two cells next to them, which other ranks own and which change in every step.

          rank 0              rank 1              rank 2
      h | 1 ... n | h     h | 1 ... n | h     h | 1 ... n | h
                n ──────▶ h         n ──────▶ h                  the last cell, to the rank ahead
                    h ◀────── 1         h ◀────── 1              the first, to the rank behind

   Each message is one call of MPI_Sendrecv: ranks that all sent first and received afterwards might
   wait for ever, each until somebody receives. What is done once the halos are there is in part.h:
   every rank takes the step on its part, and the moves of all are summed. */
#include "part.h"

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    MPI_Sendrecv(&cell[1], 1, MPI_UINT8_T, beside.behind, 0, /* my first is its halo ahead, */
                 &cell[n + 1], 1, MPI_UINT8_T, beside.ahead, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(&cell[n], 1, MPI_UINT8_T, beside.ahead, 0, /* and my last its halo behind */
                 &cell[0], 1, MPI_UINT8_T, beside.behind, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    ranks_have_halos(beside, 1);
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

const struct traffic_stage traffic_stage = {
    .idea = "ranks: halos at every step",
    .open = part_open,
    .advance = advance,
    .close = part_close,
    .options = part_options,
    PART_STAGE,
};
