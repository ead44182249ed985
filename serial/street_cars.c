/* The other roads car by car: no cells at all, only where each car is.

       car       0    1    2    3         the first is the one that is farthest on
       at       17   16   12    4         each looks at the one in front of it;
                                          car 0 of a ring at the last, of an open road at nobody

   All move at the same time: each must look where the one in front was, not where it went. An empty
   road costs nothing. */
#include "memory.h"
#include "street.h"

#include <stdlib.h>

enum { NOWHERE = -2 };

static const struct street *street;
static int64_t *at; /* of car k, k = first ... first + cars - 1, at[k % most] */
static int64_t first, cars, most;

static int64_t *place(int64_t k) {
    return &at[(first + k) % most];
}

static void open_road(const struct street *rules, const struct road *start) {
    street = rules;
    most = start->cells;
    at = memory_new(most, sizeof *at);
    first = cars = 0;
    for (int64_t cell = start->cells - 1; cell >= 0; cell--)
        if (road_get(start, cell))
            *place(cars++) = cell;
}

static int64_t ahead_of(int64_t cell) {
    return street->open ? cell + 1 : (cell + 1) % street->cells;
}

static void take_step(int64_t step, struct street_count *count) {
    int64_t in_front = street->open || cars == 0 ? NOWHERE : *place(cars - 1);
    for (int64_t k = 0; k < cars; k++) {
        int64_t here = *place(k);
        if (ahead_of(here) != in_front && street_goes(street, step, here)) {
            *place(k) = ahead_of(here);
            count->moved++;
        }
        in_front = here;
    }
    if (cars > 0 && *place(0) == street->cells)
        first++, cars--, count->left++;
    if (street->open && in_front != 0 && street_goes(street, step, STREET_ENTRY))
        *place(cars++) = 0, count->entered++;
}

static struct street_count advance(int64_t step, int64_t steps) {
    struct street_count count = {0, 0, 0};
    for (int64_t last = step + steps; step < last; step++)
        take_step(step + 1, &count);
    return count;
}

static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(road->count); w++)
        road->words[w] = 0;
    for (int64_t k = 0; k < cars; k++)
        road_set(road, *place(k));
}

static void close_road(void) {
    free(at);
}

const struct street_stage street_stage = {
    .idea = "car by car: does the one in front leave?",
    .bytes_per_cell = sizeof(int64_t),
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
