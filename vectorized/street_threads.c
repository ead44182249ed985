/* The other roads shared out among threads. With random numbers that come one after the other,
   threads would have to take turns, or each road would be another one.

       thread 0          thread 1          thread 2
       [ cells ........  | cells ........  | cells ........ ]
            cell i asks: does my car leave?  does the one behind me come?

   Each thread writes its own cells only; whether the car behind its first one comes, it works out
   by itself: the number of a step and a cell is the same whoever asks for it. */
#include "memory.h"
#include "street.h"
#include "threads.h"

#include <stdlib.h>

static const struct street *street;
static uint8_t *cell, *next; /* cells 1 ... n, and one at each end */
static int64_t n;

static void open_road(const struct street *rules, const struct road *start) {
    street = rules;
    n = start->count;
    cell = memory_new(n + 2, 1);
    next = memory_new(n + 2, 1);
    for (int64_t i = 1; i <= n; i++)
        cell[i] = road_get(start, i - 1);
}

static bool moves_on(int64_t i, int64_t step) {
    return cell[i] && !cell[i + 1] && street_goes(street, step, i - 1);
}

static void take_step(int64_t step, struct street_count *count) {
    int64_t moved = 0;
    cell[0] = street->open ? 1 : cell[n];
    cell[n + 1] = street->open ? 0 : cell[1];
#pragma omp parallel for schedule(static) reduction(+ : moved)
    for (int64_t i = 1; i <= n; i++) {
        bool leaves = moves_on(i, step);
        next[i] = cell[i] ? !leaves : moves_on(i - 1, step);
        moved += leaves;
    }
    count->moved += moved;
    count->entered += street->open && next[1] && !cell[1];
    count->left += street->open && moves_on(n, step);
    uint8_t *swap = cell;
    cell = next, next = swap;
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
        road->words[(i - 1) / 64] |= (uint64_t)cell[i] << (i - 1) % 64;
}

static void close_road(void) {
    free(cell);
    free(next);
}

const struct street_stage street_stage = {
    .idea = "cells shared by threads: the same chances",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .missing = threads_missing,
};
