/* Exercise 06: the loops of the arrays, shared out among threads. One of them is not right with
   more than one thread. TODO: find it, and mend it without making the threads wait for each other.

       thread 0          thread 1          thread 2          thread 3
       [ cells ........  | cells ........  | cells ........  | cells ........ ]      */
#include "memory.h"
#include "threads.h"
#include "traffic.h"

#include <stdlib.h>

static uint8_t *cell, *next; /* cells 1 ... n, and a halo cell at each end */
static int64_t n;

/* Memory lies near the core that first writes it: each thread lays out the cells it will update. */
static void open_road(const struct road *road) {
    n = road->count;
    cell = memory_untouched(n + 2, 1);
    next = memory_untouched(n + 2, 1);
#pragma omp parallel for schedule(static)
    for (int64_t i = 1; i <= n; i++)
        cell[i] = road_get(road, i - 1), next[i] = 0;
}

static void update(const uint8_t *restrict old, uint8_t *restrict new) {
#pragma omp parallel for schedule(static)
    for (int64_t i = 1; i <= n; i++)
        new[i] = old[i - 1] ^ (old[i] & (old[i - 1] ^ old[i + 1]));
}

static int64_t movers(const uint8_t *old) {
    int64_t moves = 0;
#pragma omp parallel for schedule(static)
    for (int64_t i = 1; i <= n; i++)
        if (old[i] && !old[i + 1])
            moves++;
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps-- > 0) {
        cell[0] = cell[n], cell[n + 1] = cell[1];
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

const struct traffic_stage traffic_stage = {
    .idea = "exercise 06: arrays shared by threads",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .missing = threads_missing,
    .threads = threads_most,
};
