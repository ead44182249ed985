/* The road as anybody would write it first: one int a cell, one `if` a question.

       old[0]  old[1] ... old[n]  old[n+1]        halo cells 0 and n+1 close the ring:
        = [n]                      = [1]          every real cell has two neighbours

   Built with -O3 alone, the baseline of all speed-ups, and, as naive-native, for this machine. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

static int *old_road, *new_road;
static int64_t n;

static void open_road(const struct road *road) {
    n = road->count;
    old_road = memory_new(n + 2, sizeof *old_road);
    new_road = memory_new(n + 2, sizeof *new_road);
    for (int64_t i = 1; i <= n; i++)
        old_road[i] = road_get(road, i - 1);
}

static int64_t update(void) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= n; i++) {
        if (old_road[i] == 1) {
            if (old_road[i + 1] == 1) {
                new_road[i] = 1;
            } else {
                new_road[i] = 0;
                moves++;
            }
        } else if (old_road[i - 1] == 1) {
            new_road[i] = 1;
        } else {
            new_road[i] = 0;
        }
    }
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t step = 0; step < steps; step++) {
        old_road[0] = old_road[n];
        old_road[n + 1] = old_road[1];
        moves = update();
        for (int64_t i = 1; i <= n; i++)
            old_road[i] = new_road[i];
    }
    return moves;
}

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

static struct traffic_cost cost(int64_t steps) {
    (void)steps; /* each is the same: two loops, two questions and a count */
    return (struct traffic_cost){2 * 2 * sizeof(int), 3};
}

const struct traffic_stage traffic_stage = {
    .idea = "loops and ifs over ints",
    .bytes_per_cell = 2 * sizeof(int),
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
};
