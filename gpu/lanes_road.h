/* The road on the GPU in lanes, as gpu/rule.h has them: how it gets into them and back.

   Stages drive on: after t steps word i holds what was t cells further on, so that nothing has to
   be moved back. A short road is driven several times side by side, which is the same road again.
 */
#ifndef LANES_ROAD_H
#define LANES_ROAD_H

#include "roads.h"
#include "rule.h"

static struct roads<uint32_t> lanes_roads;
static struct lanes lanes;
static int64_t lanes_cells, lanes_rounds; /* of the road; and how often it is there */
static int64_t lanes_origin;              /* the cell that word 0 of lane 0 holds */

enum { LANES_THREADS = 256 };

/* The road, driven round and round, from its words of 64 cells into lanes. */
__global__ static void lanes_from_words(struct lanes lanes, int64_t cells, const uint64_t *road,
                                        uint32_t *word) {
    int64_t i = (int64_t)blockIdx.x * LANES_THREADS + threadIdx.x;
    uint32_t bits = 0;
    if (i >= lanes.length)
        return;
    for (int lane = 0; lane < 32; lane++) {
        int64_t cell = (lane * lanes.length + i) % cells;
        bits |= (uint32_t)(road[cell / 64] >> cell % 64 & 1) << lane;
    }
    word[i] = bits;
}

/* Back; word 0 of lane 0 has driven on to cell `origin`. */
__global__ static void words_from_lanes(struct lanes lanes, int64_t origin, int64_t cells,
                                        const uint32_t *word, uint64_t *road) {
    int64_t w = (int64_t)blockIdx.x * LANES_THREADS + threadIdx.x;
    uint64_t bits = 0;
    for (int64_t cell = 64 * w; cell < 64 * w + 64 && cell < cells; cell++) {
        int64_t i = (cell - origin + lanes.cells) % lanes.cells;
        bits |= (uint64_t)(word[i % lanes.length] >> i / lanes.length & 1) << cell % 64;
    }
    if (64 * w < cells)
        road[w] = bits;
}

/* So that there are `shortest` cells at least. */
static inline void lanes_open(const struct road *road, int64_t shortest) {
    lanes_cells = road->count, lanes_origin = 0;
    lanes_rounds = road->count < shortest ? (shortest + road->count - 1) / road->count : 1;
    lanes = lanes_of(lanes_rounds * road->count);
    roads_open(&lanes_roads, lanes.length);
    uint64_t *words = roads_bring(road);
    lanes_from_words<<<device_blocks(lanes.length, LANES_THREADS), LANES_THREADS>>>(
        lanes, lanes_cells, words, lanes_roads.now);
    roads_brought(words);
}

/* A kernel was launched that drives so many steps. */
static inline void lanes_launched(int64_t steps) {
    roads_launched(&lanes_roads);
    lanes_origin = (lanes_origin + steps) % lanes.cells;
}

static inline void lanes_read(struct road *road) {
    uint64_t *words = roads_room(road);
    words_from_lanes<<<device_blocks(road_words(road->count), LANES_THREADS), LANES_THREADS>>>(
        lanes, lanes_origin, lanes_cells, lanes_roads.now, words);
    roads_fetch(words, road);
}

static inline void lanes_close(void) {
    roads_close(&lanes_roads);
}

#endif
