/* How deep halos should be. With D halo cells a rank takes D steps from one exchange to the next,
   and in each updates what is still right of both halos too: D - 1 cells more than its own, on
   average.

       seconds of a step  =  (own cells + D - 1) * seconds of a cell  +  seconds of an exchange / D

   That is least where D is the root of exchange / cell. The bytes of a message do not matter: D
   times as many go, a D-th as often. Both are measured: an exchange between these very ranks, a
   cell on this part of the road. */
#ifndef DEPTH_H
#define DEPTH_H

#include "cells.h"
#include "clock.h"
#include "ranks.h"

#include <math.h>
#include <stdio.h>

enum { DEPTH_MOST = 1000000 /* cells; no network is so slow */ };

static struct {
    int64_t asked, taken, best, least_part;
    double exchange, cell; /* seconds; the slowest rank's */
} depth;

#define DEPTH_OPTION                                                                     \
    {                                                                                    \
        "depth", OPTION_WHOLE, &depth.asked, "cells of a halo [as many as pay best]", 1, \
            DEPTH_MOST, NULL                                                             \
    }

/* The best of several times, of which others that use the machine spoil some. */
static inline double depth_time(void (*work)(struct cells *, struct ranks), struct cells *cells,
                                struct ranks beside, int64_t times) {
    enum { TRIALS = 20 };
    double best = INFINITY;
    for (int trial = 0; trial < TRIALS; trial++) {
        double began = clock_now();
        for (int64_t i = 0; i < times; i++)
            work(cells, beside);
        best = fmin(best, (clock_now() - began) / (double)times);
    }
    return best;
}

static inline void depth_exchange(struct cells *cells, struct ranks beside) {
    uint8_t *cell = cells->next;
    int64_t n = cells->count;
    ranks_exchange(beside, 1, &cell[1], &cell[n], &cell[0], &cell[n + 1]);
}

static inline void depth_update(struct cells *cells, struct ranks beside) {
    (void)beside;
    cells_update(cells, 1, cells->count);
}

static inline double depth_slowest(double mine) {
    double most;
    MPI_Allreduce(&mine, &most, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return most;
}

static inline void depth_measure(const struct road *road, struct ranks beside) {
    enum { EXCHANGES = 3, ENOUGH = 100000 /* cells */ };
    struct cells cells = cells_new(road);
    int64_t n = cells.count;
    double cell = n > 0 ? depth_time(depth_update, &cells, beside, 1 + ENOUGH / n) / (double)n : 0;
    depth.exchange = depth_slowest(depth_time(depth_exchange, &cells, beside, EXCHANGES));
    depth.cell = depth_slowest(cell);
    depth.best = (int64_t)fmin(fmax(round(sqrt(depth.exchange / depth.cell)), 1), DEPTH_MOST);
    cells_free(&cells);
}

/* The depth to take on this road: what was asked for, or what is best, as far as there are cells.
   Collective; measured once. */
static inline int64_t depth_choose(const struct road *road, struct ranks beside) {
    if (depth.best == 0)
        depth_measure(road, beside);
    depth.taken = depth.asked > 0 ? depth.asked : depth.best;
    depth.least_part = ranks_least_part(road->cells); /* a halo is a piece of one other part */
    if (depth.taken > depth.least_part)
        depth.taken = depth.least_part;
    return depth.taken;
}

static inline const char *depth_about(void) {
    static char line[300];
    snprintf(
        line, sizeof line,
        "Depth of the halos is %lld%s; predicted best: %lld, the root of %.3g us an exchange / "
        "%.3g ns a cell%s",
        (long long)depth.taken,
        depth.taken == depth.least_part ? ", all that the smallest part has" : "",
        (long long)depth.best, 1e6 * depth.exchange, 1e9 * depth.cell,
        ranks_option.sum_every < depth.taken ? ", without the sums (--sum-every)" : "");
    return line;
}

#endif
