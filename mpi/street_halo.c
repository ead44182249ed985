/* The other roads cut into as many parts as there are ranks, as the ring is in traffic_halo.c.

          rank 0              rank 1              rank 2
      h | 1 ... n | h     h | 1 ... n | h     h | 1 ... n | h
      ▲           n ──────▶ h         n ──────▶ h           ▲      an open road has two ends
   a car waits        h ◀────── 1         h ◀────── 1   always empty

   Only cells are sent. What happens to the car in a halo cell nobody has to be told: its number
   can be worked out on any rank. */
#include "cells.h"
#include "ranks.h"
#include "street.h"

static const struct street *street;
static struct cells cells;
static struct ranks beside;
static int64_t first; /* cell of this part */

static void open_road(const struct street *rules, const struct road *start) {
    street = rules;
    first = start->first;
    cells = cells_new(start);
    beside = ranks_beside(start);
}

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    ranks_exchange(beside, 1, &cell[1], &cell[n], &cell[0], &cell[n + 1]);
    if (street->open && first == 0)
        cell[0] = 1;
    if (street->open && first + n == street->cells)
        cell[n + 1] = 0;
}

static bool moves_on(int64_t i, int64_t step) {
    return cells.now[i] && !cells.now[i + 1] && street_goes(street, step, first + i - 1);
}

static void take_step(int64_t step, struct street_count *count) {
    for (int64_t i = 1; i <= cells.count; i++) {
        bool leaves = moves_on(i, step), comes = !cells.now[i] && moves_on(i - 1, step);
        cells.next[i] = cells.now[i] ? !leaves : comes;
        count->moved += leaves;
        count->entered += street->open && comes && first + i == 1;
        count->left += street->open && leaves && first + i == street->cells;
    }
    cells_swap(&cells);
}

static struct street_count advance(int64_t step, int64_t steps) {
    struct street_count count = {0, 0, 0};
    for (int64_t last = step + steps; step < last; step++) {
        exchange_halos();
        take_step(step + 1, &count);
    }
    return count;
}

static void read_road(struct road *road) {
    cells_read(&cells, road);
}

static void close_road(void) {
    cells_free(&cells);
}

const struct street_stage street_stage = {
    .idea = "a part for each rank: only cells are sent",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
