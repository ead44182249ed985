/* Exercise 01: the road in loops. What is missing is marked TODO.

       old_road[0]   old_road[1] ... old_road[n]   old_road[n + 1]
          halo          the n cells of the road         halo

   A cell is 1 where there is a car, else 0. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

static int *old_road, *new_road;
static int64_t n;

/* The road is handed over: take it into an array of your own. */
static void open_road(const struct road *road) {
    n = road->count;
    old_road = memory_new(n + 2, sizeof *old_road);
    new_road = memory_new(n + 2, sizeof *new_road);
    for (int64_t i = 1; i <= n; i++)
        old_road[i] = road_get(road, i - 1);
}

/* TODO 1: fill new_road[1] ... new_road[n] by the rule, from old_road.
   Returns how many cars moved. */
static int64_t update(void) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= n; i++)
        new_road[i] = old_road[i];
    return moves;
}

/* `steps` steps; returns how many cars moved in the last of them. */
static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t step = 0; step < steps; step++) {
        /* TODO 2: the road is a ring. Whom does cell 1 have behind it, whom cell n ahead? */
        moves = update();
        for (int64_t i = 1; i <= n; i++)
            old_road[i] = new_road[i];
    }
    return moves;
}

/* Hand the road back. */
static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t i = 1; i <= n; i++)
        if (old_road[i] == 1)
            road_set(road, i - 1);
}

static void close_road(void) {
    free(old_road);
    free(new_road);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 01: the road in loops",
    .bytes_per_cell = 2 * sizeof(int),
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
