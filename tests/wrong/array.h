/* A right stage with holes in it: each wrong stage here defines one of these macros, and is right
   in everything else. With none of them defined the stage passes. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

#ifndef CLOSE_RING
#define CLOSE_RING cell[0] = cell[n], cell[n + 1] = cell[1]
#endif
#ifndef UPDATED /* the cells that a step updates: 1 ... UPDATED */
#define UPDATED n
#endif
#ifndef AFTER_STEP
#define AFTER_STEP
#endif
#ifndef AFTER_ADVANCE
#define AFTER_ADVANCE
#endif
#ifndef OPENED
#define OPENED
#endif
#ifndef READ
#define READ
#endif
#ifndef STEPS
#define STEPS steps
#endif

static uint8_t *cell, *next;
static int64_t n, step;

static void open_road(const struct road *road) {
    n = road->count;
    step = 0;
    cell = memory_new(n + 2, 1);
    next = memory_new(n + 2, 1);
    for (int64_t i = 1; i <= n; i++)
        cell[i] = road_get(road, i - 1);
    OPENED;
}

static int64_t take_step(void) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= UPDATED; i++) {
        next[i] = cell[i] ? cell[i + 1] : cell[i - 1];
        moves += cell[i] && !cell[i + 1];
    }
    for (int64_t i = 1; i <= UPDATED; i++)
        cell[i] = next[i];
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t left = STEPS; left > 0; left--) {
        step++;
        CLOSE_RING;
        moves = take_step();
        AFTER_STEP;
    }
    AFTER_ADVANCE;
    return moves;
}

static void read_road(struct road *road) {
    READ;
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t i = 1; i <= n; i++)
        if (cell[i])
            road_set(road, i - 1);
}

static void close_road(void) {
    free(cell);
    free(next);
}

const struct traffic_stage traffic_stage = {
    .idea = "wrong on purpose",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
