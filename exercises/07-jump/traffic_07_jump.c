/* Exercise 07: the road as a walk, one up for an empty cell, one down for a car. A step makes each
   height the lower of its two neighbours'. This is right, and slow: a step at a time. TODO: jump.

       cells      .   .   X   X   .   .         one step later     .   .   X   .   X   .
       height     1   2   1   0   1   2                            0   1   0   1   0   1

   Once round the ring the walk has come to `rise`, and goes on from there. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

static int64_t *height, *next, n, rise;

/* Of any x, also of a lap before or after. */
static int64_t height_at(int64_t x) {
    int64_t lap = x / n - (x % n < 0);
    return height[x - lap * n] + lap * rise;
}

static bool is_car(int64_t x) {
    return height_at(x) < height_at(x - 1);
}

static void open_road(const struct road *road) {
    n = road->count;
    height = memory_new(n, sizeof *height);
    next = memory_new(n, sizeof *next);
    rise = 0;
    for (int64_t x = 0; x < n; x++)
        height[x] = rise += road_get(road, x) ? -1 : 1;
}

/* Each height becomes the lower of those `far` away on either side. */
static void lower_of(int64_t far) {
    for (int64_t x = 0; x < n; x++) {
        int64_t behind = height_at(x - far), ahead = height_at(x + far);
        next[x] = behind < ahead ? behind : ahead;
    }
    int64_t *swap = height;
    height = next, next = swap;
}

/* TODO: far = 1 is a step. What are two steps, in one call of lower_of? Four? And 100? */
static void take(int64_t steps) {
    for (int64_t taken = 0; taken < steps; taken++)
        lower_of(1);
}

static int64_t movers(void) {
    int64_t moves = 0;
    for (int64_t x = 0; x < n; x++)
        moves += is_car(x) && !is_car(x + 1);
    return moves;
}

static int64_t advance(int64_t steps) {
    take(steps - 1);
    int64_t moves = movers();
    take(1);
    return moves;
}

static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t x = 0; x < n; x++)
        if (is_car(x))
            road_set(road, x);
}

static void close_road(void) {
    free(height);
    free(next);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 07: the road as a walk",
    .bytes_per_cell = 16,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
