/* The road cut into as many parts as there are ranks. Beside its own cells each rank has a halo:
   copies of the two cells next to them, which other ranks own and which change in every step.

          rank 0              rank 1              rank 2
      h | 1 ... n | h     h | 1 ... n | h     h | 1 ... n | h
                n ──────▶ h         n ──────▶ h                  the last cell, to the rank ahead
                    h ◀────── 1         h ◀────── 1              the first, to the rank behind

   Each message is one call of MPI_Sendrecv: ranks that all sent first and received afterwards might
   wait for ever, each until somebody receives. */
#include "cells.h"
#include "ranks.h"
#include "traffic.h"

static struct cells cells;
static struct ranks beside;

static void open_road(const struct road *road) {
    cells = cells_new(road);
    beside = ranks_beside(road);
}

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    MPI_Sendrecv(&cell[1], 1, MPI_UINT8_T, beside.behind, 0, /* my first is its halo ahead, */
                 &cell[n + 1], 1, MPI_UINT8_T, beside.ahead, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(&cell[n], 1, MPI_UINT8_T, beside.ahead, 0, /* and my last its halo behind */
                 &cell[0], 1, MPI_UINT8_T, beside.behind, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t left = steps - 1; left >= 0; left--) {
        exchange_halos();
        if (ranks_sum_due(left))
            moves = ranks_sum(cells_movers(&cells, 1, cells.count));
        cells_update(&cells, 1, cells.count);
        cells_swap(&cells);
        ranks_end_step();
    }
    return moves;
}

static void read_road(struct road *road) {
    cells_read(&cells, road);
}

static void close_road(void) {
    cells_free(&cells);
}

static struct traffic_cost cost(int64_t steps) {
    return cells_cost(steps < ranks_option.sum_every ? steps : ranks_option.sum_every);
}

static const struct option_row options[] = {RANKS_OPTIONS, {0}};

const struct traffic_stage traffic_stage = {
    .idea = "a part for each rank: halos every step",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .options = options,
    .sums = true,
};
