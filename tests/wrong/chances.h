/* A street stage that is wrong on purpose: the file that includes this says what, by redefining one
   of what stands below. */
#include "memory.h"
#include "street.h"

#include <stdlib.h>
#include <string.h>

static const struct street *street;
static uint8_t *cell, *next; /* cells 1 ... n, and one at each end */
static int64_t n;

#ifndef GOES /* whether the car on cell i of the road moves on, if the one ahead is empty */
#define GOES(step, i) street_goes(street, step, i)
#endif
#ifndef AHEAD /* what cell i + 1 of the array holds */
#define AHEAD(i) cell[i + 1]
#endif
#ifndef AT_ENDS /* of a step */
#define AT_ENDS(count)
#endif

static void open_road(const struct street *rules, const struct road *start) {
    street = rules;
    n = start->count;
    cell = memory_new(n + 2, 1);
    next = memory_new(n + 2, 1);
    for (int64_t i = 1; i <= n; i++)
        cell[i] = road_get(start, i - 1);
}

static bool moves_on(int64_t i, int64_t step) {
    return cell[i] && !AHEAD(i) && GOES(step, i - 1);
}

static void take_step(int64_t step, struct street_count *count) {
    cell[0] = street->open ? 1 : cell[n];
    cell[n + 1] = street->open ? 0 : cell[1];
    for (int64_t i = 1; i <= n; i++) {
        next[i] = cell[i] ? !moves_on(i, step) : moves_on(i - 1, step);
        count->moved += cell[i] && moves_on(i, step);
    }
    count->entered += street->open && !cell[1] && next[1];
    count->left += street->open && cell[n] && moves_on(n, step);
    AT_ENDS(count);
    memcpy(cell, next, (size_t)n + 1);
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
        if (cell[i])
            road_set(road, i - 1);
}

static void close_road(void) {
    free(cell);
    free(next);
}

const struct street_stage street_stage = {
    .idea = "wrong on purpose",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
