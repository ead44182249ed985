/* A road drawn as a walk, one up for an empty cell, one down for a car; and how low it gets.

   For whole words that is a prefix sum and a sliding minimum. Where a walk stands after each single
   cell is found for 64 words at once, each in a lane of a vector of bytes: within a word no walk
   gets further than 64 up or down. */
#ifndef HEIGHTS_H
#define HEIGHTS_H

#include "memory.h"

#include <stdlib.h>
#include <string.h>

enum { LANES = 64, MANY = 4096 /* words that are worth waking threads for */ };

typedef uint8_t lanes __attribute__((vector_size(LANES)));

struct heights {
    int64_t *before; /* the height before each word */
    int64_t
        *lowest;   /* the lowest in each word, its two ends included; then in each `width` words */
    int64_t *upto; /* the lowest from the beginning of a block of `width` words on */
};

static inline struct heights heights_new(int64_t words) {
    return (struct heights){memory_new(words, sizeof(int64_t)), memory_new(words, sizeof(int64_t)),
                            memory_new(words, sizeof(int64_t))};
}

static inline void heights_free(struct heights *heights) {
    free(heights->before);
    free(heights->lowest);
    free(heights->upto);
}

/* column[j] = byte j of each word */
static inline void lanes_of(const uint64_t word[LANES], lanes column[8]) {
    for (int j = 0; j < 8; j++)
        for (int lane = 0; lane < LANES; lane++)
            column[j][lane] = (uint8_t)(word[lane] >> 8 * j);
}

static inline void words_of(const lanes column[8], uint64_t word[LANES]) {
    memset(word, 0, LANES * sizeof *word);
    for (int j = 0; j < 8; j++)
        for (int lane = 0; lane < LANES; lane++)
            word[lane] |= (uint64_t)column[j][lane] << 8 * j;
}

/* In cell k of each lane: -1 for a car, 1 for none. */
#define RISE(column, k) ((lanes)(((column)[(k) / 8] & (uint8_t)(1 << (k) % 8)) != 0) | 1)

#define LOWER(a, b) ((a) ^ (((a) ^ (b)) & (lanes)((b) < (a))))

static inline void heights_in_words(const uint64_t word[LANES], const int64_t before[LANES],
                                    int64_t lowest[LANES]) {
    lanes column[8], here = {0}, low;
    lanes_of(word, column);
    low = here += 64;
    for (int k = 0; k < 64; k++) {
        here += RISE(column, k);
        low = LOWER(low, here);
    }
    for (int lane = 0; lane < LANES; lane++)
        lowest[lane] = before[lane] + low[lane] - 64;
}

static inline int64_t lower(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Sliding minimum: `width` words are the end of one block and the beginning of the next (van Herk
   1992; Gil, Werman 1993). */
static inline void heights_slide(struct heights *heights, int64_t count, int64_t width) {
    int64_t *lowest = heights->lowest, *upto = heights->upto;
#pragma omp parallel for if (count > MANY)
    for (int64_t block = 0; block < count; block += width) {
        int64_t end = lower(block + width, count);
        upto[block] = lowest[block];
        for (int64_t w = block + 1; w < end; w++)
            upto[w] = lower(upto[w - 1], lowest[w]);
        for (int64_t w = end - 2; w >= block; w--)
            lowest[w] = lower(lowest[w], lowest[w + 1]);
    }
#pragma omp parallel for if (count > MANY)
    for (int64_t w = 0; w <= count - width; w++)
        lowest[w] = lower(lowest[w], upto[w + width - 1]);
}

/* Fills before[] of `count` words, a multiple of LANES, and lowest[w] = the lowest height in words
   w ... w + width - 1, where there are so many. */
static inline void heights_measure(struct heights *heights, const uint64_t *word, int64_t count,
                                   int64_t width) {
    int64_t *before = heights->before, height = 0;
    for (int64_t w = 0; w < count; w++) {
        before[w] = height;
        height += 64 - 2 * __builtin_popcountll(word[w]);
    }
#pragma omp parallel for if (count > MANY)
    for (int64_t w = 0; w < count; w += LANES)
        heights_in_words(word + w, before + w, heights->lowest + w);
    heights_slide(heights, count, width);
}

/* The new words at `word`, from the lowest heights in windows that begin k = 0 ... 64 cells into
   each of them and end k cells into the word `width` further on. The words in between, the core,
   are in all of a lane's windows, and their lowest height is known.

   Heights are counted from an even one, 64 or 65 below the core's lowest: no window gets lower, and
   what is far higher than the core need not be known exactly. */
static inline void heights_windows(const struct heights *heights, const uint64_t *word,
                                   int64_t first, int64_t width, uint64_t out[LANES]) {
    const int64_t *begin = heights->before + first + 1, *end = begin + width - 1,
                  *core = heights->lowest + first + 1;
    lanes column[8], cell[8] = {{0}}, from[65], here = {0}, there = {0}, low = {0}, old;
    for (int lane = 0; lane < LANES; lane++) {
        int64_t ground = (core[lane] & ~(int64_t)1) - 64;
        low[lane] = (uint8_t)(core[lane] - ground);
        here[lane] = (uint8_t)lower(begin[lane] - ground, 130);
        there[lane] = (uint8_t)lower(end[lane] - ground, 130);
    }
    lanes_of(word + first, column);
    from[64] = low; /* from[k] = the lowest from cell k of the first word to the end of the core */
    for (int k = 63; k >= 0; k--) {
        here -= RISE(column, k);
        from[k] = LOWER(from[k + 1], here);
    }
    lanes_of(word + first + width, column);
    old = from[0] + (from[0] & 1);
    for (int k = 0; k < 64; k++) {
        there += RISE(column, k);
        low = LOWER(low, there);
        here = LOWER(low, from[k + 1]);
        here += (here ^ (uint8_t)(k + 1)) & 1; /* only every second place of a window counts */
        cell[k / 8] |= (lanes)(here < old) & (uint8_t)(1 << k % 8);
        old = here;
    }
    words_of(cell, out);
}

#endif
