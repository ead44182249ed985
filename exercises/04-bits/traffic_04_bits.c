/* Exercise 04: 64 cells in a word, all of them moved by one line of logic. It is right within each
   word, but words do not know of each other. TODO: fill the two holes.

           word w-1            word w             word w+1
       ... 61 62 63 | 0  1  2  3 ... 62 63 | 0  1  2 ...        cell i is bit i % 64

   A shift to the left moves all bits to higher cells: what was behind a cell is now at its place.
 */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

static uint64_t *word, *next; /* word[0 ... words-1] is the road, a halo word at each end */
static uint64_t last_mask;    /* the road's cells in its last word */
static int64_t n, words;

static void open_road(const struct road *road) {
    n = road->count, words = road_words(n);
    last_mask = ~(uint64_t)0 >> (63 - (n - 1) % 64);
    word = (uint64_t *)memory_new(words + 2, sizeof *word) + 1;
    next = (uint64_t *)memory_new(words + 2, sizeof *next) + 1;
    memcpy(word, road->words, (size_t)words * sizeof *word);
}

/* The last word need not be full: cell 0 is copied behind the last cell, wherever that is. */
static void close_ring(void) {
    word[-1] = word[words - 1] >> (n - 1) % 64 << 63;
    word[words - 1] &= last_mask, word[words] = 0;
    word[n / 64] |= (word[0] & 1) << n % 64;
}

static uint64_t behind(int64_t w) {
    return word[w] << 1; /* TODO: and who is behind bit 0? */
}

static uint64_t ahead(int64_t w) {
    return word[w] >> 1; /* TODO: and who is ahead of bit 63? */
}

static int64_t movers(void) {
    int64_t moves = 0;
    for (int64_t w = 0; w < words; w++)
        moves += __builtin_popcountll(word[w] & ~ahead(w));
    return moves - (n % 64 != 0 && (word[0] & 1)); /* the copy of cell 0 is no car */
}

static void update(void) {
    for (int64_t w = 0; w < words; w++)
        next[w] = (word[w] & ahead(w)) | (~word[w] & behind(w));
    uint64_t *swap = word;
    word = next, next = swap;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps-- > 0) {
        close_ring();
        moves = steps == 0 ? movers() : 0; /* only the last step's are asked for */
        update();
    }
    return moves;
}

static void read_road(struct road *road) {
    memcpy(road->words, word, (size_t)words * sizeof *word);
    road->words[words - 1] &= last_mask;
}

static void close_road(void) {
    free(word - 1);
    free(next - 1);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 04: 64 cells in a word",
    .bytes_per_cell = 1.0 / 4,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
