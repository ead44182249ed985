/* 32 cells in a word, a thread for each word: a cell's neighbours are the bits beside it.

           word w-1            word w             word w+1
       ... 29 30 31 | 0  1  2  3 ... 30 31 | 0  1  2 ...
                  \___>  behind = w << 1 | top bit of w-1      a funnel shift of two words:
                         ahead  = w >> 1 | low bit of w+1      one instruction

   An eighth of the bytes to load and to store for each cell, and 32 cells at a time to work on. */
#include "roads.h"
#include "rule.h"

extern "C" {
#include "traffic.h"
}

enum { THREADS = 256 };
static struct roads<uint32_t> words;
static struct packed ring;

__global__ static void step(struct packed ring, const uint32_t *now, uint32_t *next,
                            unsigned long long *moves) {
    int64_t w = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    unsigned moved = 0;
    if (w < ring.words) {
        uint32_t behind = packed_behind(ring, now, w), ahead = packed_ahead(ring, now, w);
        next[w] = rule_step(behind, now[w], ahead) & packed_cells(ring, w);
        moved = __popc(rule_movers(now[w], ahead));
    }
    if (moves != NULL)
        device_add(moves, moved);
}

/* Words of 64 cells are words of 32, two by two: nothing has to be made of them. */
static void open_road(const struct road *road) {
    ring = packed_of(road->count);
    roads_open(&words, ring.words);
    device_begin();
    CUDA(
        cudaMemcpy(words.now, road->words, ring.words * sizeof *words.now, cudaMemcpyHostToDevice));
    device_end(&device_spent.to);
}

static int64_t advance(int64_t steps) {
    roads_begin(&words);
    while (steps-- > 0) {
        step<<<device_blocks(ring.words, THREADS), THREADS>>>(ring, words.now, words.next,
                                                              steps == 0 ? words.moves : NULL);
        roads_launched(&words);
    }
    return roads_end(&words);
}

/* The last of 64 may have half a word more than ours. */
static void read_road(struct road *road) {
    road->words[road_words(road->count) - 1] = 0;
    device_begin();
    CUDA(
        cudaMemcpy(road->words, words.now, ring.words * sizeof *words.now, cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
}

static void close_road(void) {
    roads_close(&words);
}

static struct traffic_cost cost(int64_t) {
    return (struct traffic_cost){.25, 3.0 / 32};
}

const struct traffic_stage traffic_stage = {
    .idea = "CUDA: 32 cells in a word",
    .bytes_per_cell = 0,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .accelerator = &device,
};
