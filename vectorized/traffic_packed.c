/* The same rule on bits: 64 cells in a word, all of them updated by one line of logic.

           word w-1            word w             word w+1
       ... 61 62 63 | 0  1  2  3 ... 62 63 | 0  1  2 ...
                  \___>  behind = w << 1 | top bit of w-1
                         ahead  = w >> 1 | low bit of w+1  <___/
   Word 0 is a halo; the other halo is the bit behind the road's last cell, wherever that falls. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

static uint64_t *word, *next; /* cells in words 1 ... words, a halo word at each end */
static uint64_t last_mask;    /* the road's cells in the last word */
static int64_t n, words;

static void open_road(const struct road *road) {
    n = road->count;
    words = road_words(n);
    last_mask = ~(uint64_t)0 >> (63 - (n - 1) % 64);
    word = memory_new(words + 2, sizeof *word);
    next = memory_new(words + 2, sizeof *next);
    memcpy(word + 1, road->words, (size_t)words * sizeof *word);
}

static void close_ring(void) {
    uint64_t first_cell = word[1] & 1, last_cell = word[words] >> (n - 1) % 64 & 1;
    word[0] = last_cell << 63;
    word[words] &= last_mask;
    word[words + 1] = 0;
    word[1 + n / 64] |= first_cell << n % 64;
}

static void update(const uint64_t *restrict old, uint64_t *restrict new) {
    for (int64_t w = 1; w <= words; w++) {
        uint64_t behind = old[w] << 1 | old[w - 1] >> 63, ahead = old[w] >> 1 | old[w + 1] << 63;
        new[w] = behind ^ (old[w] & (behind ^ ahead));
    }
}

static int64_t movers(const uint64_t *old) {
    int64_t moves = 0;
    for (int64_t w = 1; w <= words; w++) {
        uint64_t moving = old[w] & ~(old[w] >> 1 | old[w + 1] << 63);
        moves += __builtin_popcountll(w < words ? moving : moving & last_mask);
    }
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps-- > 0) {
        close_ring();
        moves = steps == 0 ? movers(word) : 0; /* only the last step's are asked for */
        update(word, next);
        uint64_t *swap = word;
        word = next, next = swap;
    }
    return moves;
}

static void read_road(struct road *road) {
    memcpy(road->words, word + 1, (size_t)words * sizeof *word);
    road->words[words - 1] &= last_mask;
}

static void close_road(void) {
    free(word);
    free(next);
}

const struct traffic_stage traffic_stage = {
    .idea = "64 cells in a machine word",
    .bytes_per_cell = 2.0 / 8,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
