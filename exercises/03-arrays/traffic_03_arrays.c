/* Exercise 03: the road as whole arrays. This is right, but slow: it asks a question of every cell,
   and looks for its neighbours by a division. TODO: no ifs, no %, one byte a cell.

       cell[0]  cell[1]  ...  cell[n - 1]            behind cell[0] is cell[n - 1] */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

static uint8_t *cell, *next;
static int64_t n;

static void open_road(const struct road *road) {
    n = road->count;
    cell = memory_new(n, 1);
    next = memory_new(n, 1);
    for (int64_t i = 0; i < n; i++)
        cell[i] = road_get(road, i);
}

static int64_t update(void) {
    int64_t moves = 0;
    for (int64_t i = 0; i < n; i++) {
        if (cell[i] == 1) {
            next[i] = cell[(i + 1) % n];
            if (next[i] == 0)
                moves++;
        } else {
            next[i] = cell[(i + n - 1) % n];
        }
    }
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps-- > 0) {
        moves = update();
        for (int64_t i = 0; i < n; i++)
            cell[i] = next[i];
    }
    return moves;
}

static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t i = 0; i < n; i++)
        road->words[i / 64] |= (uint64_t)cell[i] << i % 64;
}

static void close_road(void) {
    free(cell);
    free(next);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 03: whole arrays",
    .bytes_per_cell = 2,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
