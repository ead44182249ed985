/* The same road as whole arrays: one byte a cell and no branches, so that the compiler can update
   as many cells at once as a vector register has bytes.

       behind  = cell[i - 1]        a cell's future is the cell ahead of it if it holds a car,
       ahead   = cell[i + 1]        and the cell behind it if it does not                      */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

static uint8_t *cell, *next; /* cells 1 ... n, and a halo cell at each end */
static int64_t n;

static void open_road(const struct road *road) {
    n = road->count;
    cell = memory_new(n + 2, 1);
    next = memory_new(n + 2, 1);
    for (int64_t i = 1; i <= n; i++)
        cell[i] = road_get(road, i - 1);
}

static void update(const uint8_t *restrict old, uint8_t *restrict new) {
    for (int64_t i = 1; i <= n; i++)
        new[i] = old[i - 1] ^ (old[i] & (old[i - 1] ^ old[i + 1]));
}

static int64_t movers(const uint8_t *old) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= n; i++)
        moves += old[i] & ~old[i + 1];
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps-- > 0) {
        cell[0] = cell[n];
        cell[n + 1] = cell[1];
        moves = steps == 0 ? movers(cell) : 0; /* only the last step's are asked for */
        update(cell, next);
        uint8_t *swap = cell;
        cell = next, next = swap;
    }
    return moves;
}

static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t i = 1; i <= n; i++)
        road->words[(i - 1) / 64] |= (uint64_t)cell[i] << (i - 1) % 64;
}

static void close_road(void) {
    free(cell);
    free(next);
}

static struct traffic_cost cost(int64_t steps) {
    return (struct traffic_cost){2 + 1.0 / steps, (COST_RULE + 2.0 / steps) / COST_BYTES};
}

const struct traffic_stage traffic_stage = {
    .idea = "a byte a cell: no ifs",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
};
