/* The same rule on bits: 64 cells in a word, all of them updated by one line of logic.
           word w-1            word w             word w+1
       ... 61 62 63 | 0  1  2  3 ... 62 63 | 0  1  2 ...
                  \___>  behind = w << 1 | top bit of w-1
                         ahead  = w >> 1 | low bit of w+1  <___/

   New word w goes where old word w-1 was: the road drifts a word a step, and one array does. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>
#include <string.h>

enum { DRIFT = 4096 };          /* words before the road has to be moved back */
static uint64_t *memory, *word; /* word[0 ... words-1] is the road, a halo word at each end */
static uint64_t last_mask;      /* the road's cells in its last word */
static int64_t n, words;

static void open_road(const struct road *road) {
    n = road->count, words = road_words(n);
    last_mask = ~(uint64_t)0 >> (63 - (n - 1) % 64);
    memory = memory_new(DRIFT + words + 2, sizeof *memory);
    word = memcpy(memory + DRIFT + 1, road->words, (size_t)words * sizeof *word);
}

static void close_ring(void) {
    word[-1] = word[words - 1] >> (n - 1) % 64 << 63;
    word[words - 1] &= last_mask, word[words] = 0;
    word[n / 64] |= (word[0] & 1) << n % 64;
}

static int64_t movers(void) {
    int64_t moves = 0;
    for (int64_t w = 0; w < words; w++)
        moves += __builtin_popcountll(word[w] & ~(word[w] >> 1 | word[w + 1] << 63));
    return moves - (n % 64 != 0 && (word[0] & 1)); /* the copy of cell 0 is no car */
}

static void update(void) {
    for (int64_t w = 0; w < words; w++) {
        uint64_t behind = word[w] << 1 | word[w - 1] >> 63;
        uint64_t ahead = word[w] >> 1 | word[w + 1] << 63;
        word[w - 1] = behind ^ (word[w] & (behind ^ ahead));
    }
    if (--word == memory)
        word = memmove(memory + DRIFT + 1, word, (size_t)words * sizeof *word);
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
    free(memory);
}

static struct traffic_cost cost(int64_t steps) {
    return (struct traffic_cost){.25 + .125 / steps, (6 + COST_RULE + 6.0 / steps) / COST_BITS};
}

const struct traffic_stage traffic_stage = {
    .idea = "64 cells in a word",
    .bytes_per_cell = 1.0 / 8,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
};
