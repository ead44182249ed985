/* The road on the GPU with a byte for each cell. */
#ifndef BYTES_H
#define BYTES_H

#include "roads.h"

static struct roads<uint8_t> bytes;

enum { BYTES_THREADS = 256 };

__global__ static void bytes_from_words(int64_t n, const uint64_t *word, uint8_t *cell) {
    int64_t i = (int64_t)blockIdx.x * BYTES_THREADS + threadIdx.x;
    if (i < n)
        cell[i] = word[i / 64] >> i % 64 & 1;
}

__global__ static void words_from_bytes(int64_t n, const uint8_t *cell, uint64_t *word) {
    int64_t w = (int64_t)blockIdx.x * BYTES_THREADS + threadIdx.x;
    uint64_t bits = 0;
    if (64 * w >= n)
        return;
    for (int i = 0; i < 64 && 64 * w + i < n; i++)
        bits |= (uint64_t)cell[64 * w + i] << i;
    word[w] = bits;
}

static int64_t bytes_cells;

static inline void bytes_open(const struct road *road) {
    int64_t n = bytes_cells = road->count;
    roads_open(&bytes, n);
    uint64_t *words = roads_bring(road);
    bytes_from_words<<<device_blocks(n, BYTES_THREADS), BYTES_THREADS>>>(n, words, bytes.now);
    roads_brought(words);
}

static inline void bytes_read(struct road *road) {
    int64_t n = bytes_cells;
    uint64_t *words = roads_room(road);
    words_from_bytes<<<device_blocks(road_words(n), BYTES_THREADS), BYTES_THREADS>>>(n, bytes.now,
                                                                                     words);
    roads_fetch(words, road);
}

static inline void bytes_close(void) {
    roads_close(&bytes);
}

#endif
