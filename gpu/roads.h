/* Two roads on the GPU, as it is and as it will be, in whatever layout a stage has; the cars that
   moved; and the way there and back for a road's words of 64 cells, which are what crosses the bus.

       the host    | words | --> | copy | -- the stage's kernel --> | now |      roads_bring
                   | words | <-- | copy | <-- the stage's kernel -- | now |      roads_fetch */
#ifndef ROADS_H
#define ROADS_H

#include "device.h"

extern "C" {
#include "road.h"
}

template <class item> struct roads {
    item *now, *next;
    unsigned long long *moves;
};

template <class item> static inline void roads_open(struct roads<item> *roads, int64_t items) {
    roads->now = device_new<item>(items);
    roads->next = device_new<item>(items);
    roads->moves = device_new<unsigned long long>(1);
}

template <class item> static inline void roads_close(struct roads<item> *roads) {
    CUDA(cudaFree(roads->now));
    CUDA(cudaFree(roads->next));
    CUDA(cudaFree(roads->moves));
}

/* Around all launches of an advance; and behind each of them. The end returns the cars that the
   kernels have counted. */
template <class item> static inline void roads_begin(struct roads<item> *roads) {
    CUDA(cudaMemset(roads->moves, 0, sizeof *roads->moves));
    device_begin();
}

template <class item> static inline void roads_launched(struct roads<item> *roads) {
    item *before = roads->now;
    CUDA_LAUNCHED();
    roads->now = roads->next;
    roads->next = before;
}

template <class item> static inline int64_t roads_end(struct roads<item> *roads) {
    unsigned long long moves = 0;
    device_end(&device_spent.work);
    CUDA(cudaMemcpy(&moves, roads->moves, sizeof moves, cudaMemcpyDeviceToHost));
    return (int64_t)moves;
}

/* ------------------------------------------------------------------------ there and back --- */

/* Brings the road's words; a kernel makes of them what it likes, then they are given back. */
static inline uint64_t *roads_bring(const struct road *road) {
    int64_t words = road_words(road->count);
    uint64_t *copy = device_new<uint64_t>(words);
    device_begin();
    CUDA(cudaMemcpy(copy, road->words, words * sizeof *copy, cudaMemcpyHostToDevice));
    return copy;
}

static inline void roads_brought(uint64_t *copy) {
    CUDA_LAUNCHED();
    device_end(&device_spent.to);
    CUDA(cudaFree(copy));
}

/* Room for the road's words; a kernel fills it, then they are fetched. */
static inline uint64_t *roads_room(const struct road *road) {
    uint64_t *copy = device_new<uint64_t>(road_words(road->count));
    device_begin();
    return copy;
}

static inline void roads_fetch(uint64_t *copy, struct road *road) {
    CUDA_LAUNCHED();
    CUDA(cudaMemcpy(road->words, copy, road_words(road->count) * sizeof *copy,
                    cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
    CUDA(cudaFree(copy));
}

#endif
