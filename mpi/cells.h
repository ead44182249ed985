/* A rank's part of the road as whole arrays, a byte a cell, as in vectorized/traffic_array.c; but
   what the halo cells at the ends hold, other ranks must tell.

         now[0] | now[1] ........ now[count] | now[count + 1]
          halo                                   halo

   A deeper halo is now[1 - halo] ... now[0], and as much ahead.  */
#ifndef CELLS_H
#define CELLS_H

#include "cost.h"
#include "memory.h"
#include "road.h"

#include <stdlib.h>

struct cells {
    uint8_t *now, *next;
    int64_t count, halo;
};

static inline struct cells cells_new_deep(const struct road *road, int64_t halo) {
    int64_t all = halo + road->count + halo;
    uint8_t *now = memory_new(all, 1), *next = memory_new(all, 1);
    struct cells cells = {now + halo - 1, next + halo - 1, road->count, halo};
    for (int64_t i = 0; i < road->count; i++)
        cells.now[i + 1] = road_get(road, i);
    return cells;
}

static inline struct cells cells_new(const struct road *road) {
    return cells_new_deep(road, 1);
}

/* What cells from ... to, both included, will be. */
static inline void cells_update(struct cells *cells, int64_t from, int64_t to) {
    const uint8_t *restrict old = cells->now;
    uint8_t *restrict new = cells->next;
    for (int64_t i = from; i <= to; i++)
        new[i] = old[i - 1] ^ (old[i] & (old[i - 1] ^ old[i + 1]));
}

/* Cars among them that move. A sum of two bytes fits so many, and four times as many such sums into
   a vector as sums of eight. */
static inline int64_t cells_movers(const struct cells *cells, int64_t from, int64_t to) {
    const uint8_t *old = cells->now;
    const int64_t most = UINT16_MAX;
    int64_t moves = 0;
    for (int64_t begin = from; begin <= to; begin += most) {
        int64_t end = to - begin < most ? to + 1 : begin + most;
        uint16_t some = 0;
        for (int64_t i = begin; i < end; i++)
            some += old[i] & ~old[i + 1];
        moves += some;
    }
    return moves;
}

static inline void cells_swap(struct cells *cells) {
    uint8_t *swap = cells->now;
    cells->now = cells->next, cells->next = swap;
}

static inline void cells_read(const struct cells *cells, struct road *road) {
    for (int64_t w = 0; w < road_words(cells->count); w++)
        road->words[w] = 0;
    for (int64_t i = 0; i < cells->count; i++)
        road->words[i / 64] |= (uint64_t)cells->now[i + 1] << i % 64;
}

static inline void cells_free(struct cells *cells) {
    free(cells->now + 1 - cells->halo);
    free(cells->next + 1 - cells->halo);
}

/* Of a step whose moves are counted every so many steps. */
static inline struct traffic_cost cells_cost(int64_t every) {
    double share = 1.0 / (double)every;
    return (struct traffic_cost){2 + share, (COST_RULE + 2 * share) / COST_BYTES};
}

#endif
