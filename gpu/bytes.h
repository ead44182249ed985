/* The road with a byte for each cell, on the GPU: a pair of roads, as it is and as it will be, the
   cars that moved, and the way there and back. Bits go over the bus, being an eighth of the bytes.
 */
#ifndef BYTES_H
#define BYTES_H

#include "device.h"

extern "C" {
#include "road.h"
}

static struct bytes {
    int64_t cells;
    uint8_t *now, *next;
    unsigned long long *moves;
} bytes;

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

static inline void bytes_open(const struct road *road) {
    int64_t words = road_words(road->count);
    uint64_t *word = device_new<uint64_t>(words);
    bytes.cells = road->count;
    bytes.now = device_new<uint8_t>(road->count);
    bytes.next = device_new<uint8_t>(road->count);
    bytes.moves = device_new<unsigned long long>(1);
    device_begin();
    CUDA(cudaMemcpy(word, road->words, words * sizeof *word, cudaMemcpyHostToDevice));
    bytes_from_words<<<device_blocks(bytes.cells, BYTES_THREADS), BYTES_THREADS>>>(bytes.cells,
                                                                                   word, bytes.now);
    CUDA_LAUNCHED();
    device_end(&device_spent.to);
    CUDA(cudaFree(word));
}

static inline void bytes_swap(void) {
    uint8_t *before = bytes.now;
    bytes.now = bytes.next;
    bytes.next = before;
}

static inline void bytes_read(struct road *road) {
    int64_t words = road_words(road->count);
    uint64_t *word = device_new<uint64_t>(words);
    device_begin();
    words_from_bytes<<<device_blocks(words, BYTES_THREADS), BYTES_THREADS>>>(bytes.cells, bytes.now,
                                                                             word);
    CUDA_LAUNCHED();
    CUDA(cudaMemcpy(road->words, word, words * sizeof *word, cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
    CUDA(cudaFree(word));
}

static inline void bytes_close(void) {
    CUDA(cudaFree(bytes.now));
    CUDA(cudaFree(bytes.next));
    CUDA(cudaFree(bytes.moves));
}

#endif
