/* The other roads as anybody would write them first: one int a cell, and every cell asks its car
   whether it moves on.

       old[0] | old[1] ... old[n] | old[n+1]       cell i of the road is old[i + 1]
       0 or 1                         0            of an open road somebody waits at old[0]

   All look at the old road and write into the new one: what was decided first must not matter. */
#include "memory.h"
#include "street.h"

#include <stdlib.h>

static const struct street *street;
static int *old_road, *new_road;
static int64_t n;

static void open_road(const struct street *rules, const struct road *start) {
    street = rules;
    n = start->count;
    old_road = memory_new(n + 2, sizeof *old_road);
    new_road = memory_new(n + 2, sizeof *new_road);
    old_road[0] = street->open;
    for (int64_t i = 1; i <= n; i++)
        old_road[i] = road_get(start, i - 1);
}

static int64_t ahead_of(int64_t i) {
    return i == n && !street->open ? 1 : i + 1;
}

static bool moves_on(int64_t i, int64_t step) {
    return old_road[i] == 1 && old_road[ahead_of(i)] == 0 && street_goes(street, step, i - 1);
}

static void take_step(int64_t step, struct street_count *count) {
    for (int64_t i = 0; i <= n + 1; i++)
        new_road[i] = old_road[i];
    for (int64_t i = 0; i <= n; i++) {
        if (!moves_on(i, step))
            continue;
        new_road[i] = 0;
        new_road[ahead_of(i)] = 1;
        count->moved += i > 0;
        count->entered += i == 0;
        count->left += ahead_of(i) == n + 1;
    }
    for (int64_t i = 1; i <= n; i++)
        old_road[i] = new_road[i];
}

static struct street_count advance(int64_t step, int64_t steps) {
    struct street_count count = {0, 0, 0};
    for (int64_t last = step + steps; step < last; step++)
        take_step(step + 1, &count);
    return count;
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

const struct street_stage street_stage = {
    .idea = "cell by cell: does its car move on?",
    .bytes_per_cell = 2 * sizeof(int),
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
