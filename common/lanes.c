#include "lanes.h"

#include "die.h"
#include "lanes_wide.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------------------- options --- */

#define NAME(width) WIDE_NAME_##width,
#define NUMBER(width) width,
const char *const lanes_names[] = {"fastest", WIDE_EACH(NAME) NULL};
static const int widths[] = {0, WIDE_EACH(NUMBER)};
int lanes_chosen;

const struct option_row lanes_options[] = {
    LANES_OPTION,
    {0},
};

int lanes_width(void) {
    if (lanes_chosen == 0)
        return wide_fastest();
    if (!wide_runs(widths[lanes_chosen]))
        die_usage("--lanes %s: this processor has no such vectors; its widest have %d bits",
                  lanes_names[lanes_chosen], wide_best() / 64 * 64);
    return widths[lanes_chosen];
}

/* Counting the cars that move takes some four operations for each two vectors of the last step. */
struct traffic_cost lanes_cost(int64_t steps) {
    double sweeps = ceil((double)steps / LANES_DEPTH), rule = lanes_width() > 256 ? 1 : COST_RULE;
    int bits = lanes_width() / 64 * 64;
    return (struct traffic_cost){2.0 / 8 * sweeps / (double)steps,
                                 (rule + 2.0 / (double)steps) / bits};
}

/* ------------------------------------------------------------------------------- segments --- */

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t longer_lanes(const struct lanes *lanes) {
    return lanes->cells % lanes->used;
}

static int64_t first_of(const struct lanes *lanes, int64_t lane) {
    return lane * lanes->shortest + smaller(lane, longer_lanes(lanes));
}

static int64_t length_of(const struct lanes *lanes, int64_t lane) {
    return lanes->shortest + (lane < longer_lanes(lanes));
}

static void set_lanes(uint64_t *mask, int64_t count) {
    for (int64_t lane = 0; lane < count; lane++)
        mask[lane / 64] |= (uint64_t)1 << lane % 64;
}

static int64_t work_words(int of_width) {
#define WORK(width)          \
    if (of_width == (width)) \
        return lanes_work_##width / 8;
    WIDE_EACH(WORK)
    return 0;
}

struct lanes *lanes_new(int64_t cells, int width) {
    struct lanes *lanes = memory_new(1, sizeof *lanes);
    lanes->cells = cells;
    lanes->width = width;
    lanes->words = width / 64;
    lanes->used = (int)smaller(64 * lanes->words, cells);
    lanes->shortest = cells / lanes->used;
    lanes->length = length_of(lanes, 0);
    lanes->depth = (int)smaller(LANES_DEPTH, (lanes->shortest + 1) / 2);
    set_lanes(lanes->use, lanes->used);
    set_lanes(lanes->longer, longer_lanes(lanes));
    int64_t before = 2 * lanes->depth, behind = lanes->depth + LANES_SLACK;
    lanes->memory = memory_new(before + lanes->length + behind, 8 * lanes->words);
    lanes->vector = lanes->memory + before * lanes->words;
    lanes->work = memory_new(work_words(width), 8);
    return lanes;
}

void lanes_free(struct lanes *lanes) {
    free(lanes->work);
    free(lanes->memory);
    free(lanes);
}

/* ----------------------------------------------------------------- from words and to words --- */

/* Bit i of word k changes places with bit k of word i: blocks of 32 x 32 bits, then of 16 x 16 ...
 */
static void transpose(uint64_t word[64]) {
    uint64_t low = 0x00000000ffffffff;
    for (int size = 32; size > 0; size /= 2, low ^= low << size)
        for (int first = 0; first < 64; first += 2 * size)
            for (int k = first; k < first + size; k++) {
                uint64_t swap = (word[k] >> size ^ word[k + size]) & low;
                word[k] ^= swap << size;
                word[k + size] ^= swap;
            }
}

/* `count` <= 64 cells from cell `first` on. */
static uint64_t cells_at(const uint64_t *words, int64_t first, int64_t count) {
    int shift = first % 64;
    uint64_t cells = words[first / 64] >> shift;
    if (count > 64 - shift)
        cells |= words[first / 64 + 1] << (64 - shift);
    return count < 64 ? cells & (((uint64_t)1 << count) - 1) : cells;
}

static void add_cells(uint64_t *words, int64_t first, int64_t count, uint64_t cells) {
    int shift = first % 64;
    words[first / 64] |= cells << shift;
    if (count > 64 - shift)
        words[first / 64 + 1] |= cells >> (64 - shift);
}

/* How many of the 64 cells from p on the lane has. */
static int64_t cells_left(const struct lanes *lanes, int64_t lane, int64_t p) {
    int64_t left = lane < lanes->used ? length_of(lanes, lane) - p : 0;
    return left < 0 ? 0 : smaller(left, 64);
}

void lanes_take(struct lanes *lanes, const uint64_t *words) {
    for (int64_t p = 0; p < lanes->length; p += 64)
        for (int w = 0; w < lanes->words; w++) {
            uint64_t square[64];
            for (int k = 0; k < 64; k++) {
                int64_t lane = 64 * w + k, count = cells_left(lanes, lane, p);
                square[k] = count > 0 ? cells_at(words, first_of(lanes, lane) + p, count) : 0;
            }
            transpose(square);
            for (int64_t i = 0; i < smaller(64, lanes->length - p); i++)
                lanes->vector[(p + i) * lanes->words + w] = square[i];
        }
}

void lanes_put(const struct lanes *lanes, uint64_t *words) {
    memset(words, 0, (size_t)(lanes->cells + 63) / 64 * sizeof *words);
    for (int64_t p = 0; p < lanes->length; p += 64)
        for (int w = 0; w < lanes->words; w++) {
            uint64_t square[64] = {0};
            for (int64_t i = 0; i < smaller(64, lanes->length - p); i++)
                square[i] = lanes->vector[(p + i) * lanes->words + w];
            transpose(square);
            for (int k = 0; k < 64; k++) {
                int64_t lane = 64 * w + k, count = cells_left(lanes, lane, p);
                if (count > 0)
                    add_cells(words, first_of(lanes, lane) + p, count,
                              square[k] & ~(uint64_t)0 >> (64 - count));
            }
        }
}

/* ---------------------------------------------------------------------------------- seams --- */

static uint64_t bit(const uint64_t *bits, int64_t i) {
    return bits[i / 64] >> i % 64 & 1;
}

void lanes_ends(const struct lanes *lanes, int64_t steps, struct lanes_ends *ends) {
    int last = lanes->used - 1;
    memset(ends, 0, sizeof *ends);
    for (int64_t i = 0; i < steps; i++) {
        const uint64_t *front = lanes->vector + i * lanes->words;
        const uint64_t *back = lanes->vector + (length_of(lanes, last) - 1 - i) * lanes->words;
        ends->first[i / 64] |= bit(front, 0) << i % 64;
        ends->last[i / 64] |= bit(back, last) << i % 64;
    }
}

/* Vector -1 - i: each lane sees the lane before it, so many cells from its end. */
static void see_behind(struct lanes *lanes, int64_t i, uint64_t cell) {
    uint64_t *seen = lanes->vector - (i + 1) * lanes->words;
    const uint64_t *of_short = lanes->vector + (lanes->shortest - 1 - i) * lanes->words;
    const uint64_t *of_long = lanes->vector + (lanes->length - 1 - i) * lanes->words;
    for (int w = 0; w < lanes->words; w++) {
        uint64_t last = (of_long[w] & lanes->longer[w]) | (of_short[w] & ~lanes->longer[w]);
        seen[w] = (last << 1 | cell) & lanes->use[w];
        cell = last >> 63;
    }
}

/* What each lane sees of the lane that follows: its cell i. */
static void look_ahead(const struct lanes *lanes, int64_t i, uint64_t cell,
                       uint64_t seen[LANES_WORDS]) {
    const uint64_t *first = lanes->vector + i * lanes->words;
    for (int w = 0; w < lanes->words; w++)
        seen[w] = first[w] >> 1 | (w + 1 < lanes->words ? first[w + 1] << 63 : 0);
    int last = lanes->used - 1;
    seen[last / 64] = (seen[last / 64] & ~((uint64_t)1 << last % 64)) | cell << last % 64;
}

/* The vectors behind the last: short lanes see ahead from there on, long ones a vector later. */
static void see_ahead(struct lanes *lanes, int64_t steps, const uint64_t *ahead) {
    bool uneven = lanes->length > lanes->shortest;
    for (int64_t i = 0; i < steps; i++) {
        uint64_t seen[LANES_WORDS], *here = lanes->vector + (lanes->shortest + i) * lanes->words;
        look_ahead(lanes, i, bit(ahead, i), seen);
        for (int w = 0; w < lanes->words; w++) {
            here[w] = (here[w] & lanes->longer[w]) | (seen[w] & ~lanes->longer[w]);
            if (uneven)
                here[lanes->words + w] = seen[w];
        }
    }
}

int64_t lanes_sweep(struct lanes *lanes, int64_t steps, const uint64_t *behind,
                    const uint64_t *ahead, bool count) {
    for (int64_t i = 0; i < steps; i++)
        see_behind(lanes, i, bit(behind, i));
    see_ahead(lanes, steps, ahead);
#define WALK(of_width)              \
    if (lanes->width == (of_width)) \
        return lanes_walk_##of_width(lanes, (int)steps, count);
    WIDE_EACH(WALK)
    return 0;
}
