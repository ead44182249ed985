/* The road on the GPU in lanes, as gpu/rule.h has them: how it gets into them and back.

   Stages drive on: after t steps a word holds what was t cells further on, so that nothing has to
   be moved back, and the origin is cell t. */
#ifndef LANES_ROAD_H
#define LANES_ROAD_H

#include "roads.h"
#include "rule.h"

static struct roads<uint32_t> lanes_roads;
static struct lanes lanes;

enum { LANES_THREADS = 256 };

/* The road, round and round, from its words of 64 cells into the ring. */
__global__ static void lanes_from_words(struct lanes lanes, int64_t cells, const uint64_t *road,
                                        uint32_t *word) {
    int64_t i = (int64_t)blockIdx.x * LANES_THREADS + threadIdx.x;
    uint32_t bits = 0;
    if (i >= lanes.length || cells == 0)
        return;
    for (int lane = 0; lane < 32; lane++) {
        int64_t cell = (lane * lanes.length + i) % lanes.cells % cells;
        bits |= (uint32_t)(road[cell / 64] >> cell % 64 & 1) << lane;
    }
    word[i] = bits;
}

/* So many cells of the ring, from the first of them on, into words of 64. */
__global__ static void words_from_lanes(struct lanes lanes, int64_t first, int64_t cells,
                                        const uint32_t *word, uint64_t *road) {
    int64_t w = (int64_t)blockIdx.x * LANES_THREADS + threadIdx.x;
    uint64_t bits = 0;
    for (int64_t i = 64 * w; i < 64 * w + 64 && i < cells; i++) {
        int64_t place = lanes_place(lanes, first + i);
        bits |= (uint64_t)(word[place % lanes.length] >> place / lanes.length & 1) << i % 64;
    }
    if (64 * w < cells)
        road[w] = bits;
}

/* As a ring of so many cells, of which the road's are the first. */
static inline void lanes_open(const struct road *road, int64_t ring) {
    lanes = lanes_of(ring, road->count);
    roads_open(&lanes_roads, lanes.length);
    uint64_t *words = roads_bring(road);
    lanes_from_words<<<device_blocks(lanes.length, LANES_THREADS), LANES_THREADS>>>(
        lanes, road->count, words, lanes_roads.now);
    roads_brought(words);
}

/* A kernel was launched that drives so many steps. */
static inline void lanes_launched(int64_t steps) {
    roads_launched(&lanes_roads);
    lanes = lanes_driven(lanes, steps);
}

static inline void lanes_take(int64_t first, int64_t cells, uint64_t *words) {
    if (cells == 0)
        return;
    words_from_lanes<<<device_blocks(cells, 64 * LANES_THREADS), LANES_THREADS>>>(
        lanes, first, cells, lanes_roads.now, words);
}

static inline void lanes_read(struct road *road) {
    uint64_t *words = roads_room(road);
    lanes_take(0, road->count, words);
    roads_fetch(words, road);
}

static inline void lanes_close(void) {
    roads_close(&lanes_roads);
}

#endif
