/* What stages share whose ranks have a part of the road in bytes, and halos that are filled before
   every step: all but how they are filled. */
#ifndef PART_H
#define PART_H

#include "cells.h"
#include "ranks.h"
#include "traffic.h"

static struct cells cells;
static struct ranks beside;

static inline void part_open(const struct road *road) {
    cells = cells_new(road);
    beside = ranks_beside(road);
}

static inline int64_t part_advance(int64_t steps, void exchange_halos(void)) {
    int64_t moves = 0;
    for (int64_t left = steps - 1; left >= 0; left--) {
        profile_in(PROFILE_HALOS);
        exchange_halos();
        profile_in(PROFILE_COMPUTE);
        if (ranks_sum_due(left))
            moves = ranks_sum(cells_movers(&cells, 1, cells.count));
        cells_update(&cells, 1, cells.count);
        cells_swap(&cells);
        ranks_end_step();
    }
    return moves;
}

static inline void part_read(struct road *road) {
    cells_read(&cells, road);
}

static inline void part_close(void) {
    cells_free(&cells);
}

static inline struct traffic_cost part_cost(int64_t steps) {
    return cells_cost(steps < ranks_option.sum_every ? steps : ranks_option.sum_every);
}

static const struct option_row part_options[] = {RANKS_OPTIONS, {0}};

/* What no stage has otherwise. */
#define PART_STAGE .bytes_per_cell = 2, .read = part_read, .cost = part_cost, .sums = true

#endif
