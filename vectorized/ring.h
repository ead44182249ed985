/* A ring road of any length that needs no closing: its words go on behind the last cell with the
   first, for as many words as are asked for. Nor does it have to be moved: only the place of its
   first cell is kept.

       word     |  cells 0 ... n-1                   |  0 ... n-1  |  0 ...
                         ^ cell 0 of the road                                        */
#ifndef RING_H
#define RING_H

#include "memory.h"
#include "road.h"

#include <stdlib.h>
#include <string.h>

struct ring {
    int64_t cells, words, copies; /* a road shorter than a word goes round more than once */
    int64_t cars, most;           /* most: words that there may be, all repeats together */
    int64_t first;                /* the cell of the road that is cell 0 here, or that - cells */
    uint64_t *word, *next;        /* as it is, and room for as it will be */
};

static inline struct ring ring_new(const struct road *road) {
    int64_t copies = 63 / road->count + 1, cells = copies * road->count, words = road_words(cells);
    struct ring ring = {cells,           words, copies, copies * road_cars(road),
                        2 * words + 256, 0,     NULL,   NULL};
    ring.word = memory_new(ring.most, sizeof *ring.word);
    ring.next = memory_new(ring.most, sizeof *ring.next);
    memcpy(ring.word, road->words, (size_t)road_words(road->count) * sizeof *ring.word);
    for (int64_t i = road->count; i < cells; i++)
        ring.word[i / 64] |= (uint64_t)road_get(road, i % road->count) << i % 64;
    return ring;
}

static inline void ring_free(struct ring *ring) {
    free(ring->word);
    free(ring->next);
}

/* Cell i is cell n + i too: `count` < most words are filled. */
static inline void ring_repeat(struct ring *ring, int64_t count) {
    int shift = ring->cells % 64;
    uint64_t *word = ring->word, *again = word + ring->cells / 64;
    *again &= ((uint64_t)1 << shift) - 1;
    for (int64_t w = 0; w < count - ring->cells / 64; w++) {
        again[w] |= word[w] << shift;
        again[w + 1] = word[w] >> 1 >> (63 - shift);
    }
}

/* What was written to `next` is the road now, `cells` further on. */
static inline void ring_turn(struct ring *ring, int64_t cells) {
    uint64_t *swap = ring->word;
    ring->word = ring->next, ring->next = swap;
    ring->first = (ring->first + cells % ring->cells) % ring->cells;
}

static inline void ring_read(struct ring *ring, struct road *road) {
    ring_repeat(ring, ring->words + 1);
    for (int64_t w = 0; w < road_words(road->count); w++) {
        int64_t i = (64 * w - ring->first + ring->cells) % ring->cells;
        road->words[w] = ring->word[i / 64] >> i % 64 | ring->word[i / 64 + 1] << 1
                                                                               << (63 - i % 64);
    }
    if (road->count % 64 != 0)
        road->words[road->count / 64] &= ((uint64_t)1 << road->count % 64) - 1;
}

/* One step of `count` words, the next one lent: cell i becomes what cell i + 1 will be. Of the last
   word, two cells are lost. */
static inline void ring_step(uint64_t *word, int count) {
    for (int w = 0; w < count; w++) {
        uint64_t ahead = word[w] >> 1 | word[w + 1] << 63,
                 second = word[w] >> 2 | word[w + 1] << 62;
        word[w] ^= ahead & (word[w] ^ second);
    }
}

/* Of the first `cells` cells, those with a car and none ahead. */
static inline int64_t ring_movers(const uint64_t *word, int64_t cells) {
    int64_t movers = 0, w = 0;
    for (; w < cells / 64; w++)
        movers += __builtin_popcountll(word[w] & ~(word[w] >> 1 | word[w + 1] << 63));
    uint64_t rest = ((uint64_t)1 << cells % 64) - 1;
    return movers + __builtin_popcountll(rest & word[w] & ~(word[w] >> 1 | word[w + 1] << 63));
}

#endif
