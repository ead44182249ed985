/* Rule 184 on words, for kernels and for the tests of them in C: what is computed, apart from who
   computes it.

   A bit is a car. Where its neighbours are, is up to the layout: in the words before and behind if
   a bit is a lane, in the bits beside it if a word is a stretch of road. */
#ifndef RULE_H
#define RULE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __CUDACC__
#define DEVICE __host__ __device__ static inline
#else
#define DEVICE static inline
#endif

/* What is in the cells after a step: behind where there was no car, else ahead, where it may wait.
   Written so that a GPU does it in one instruction. */
DEVICE uint32_t rule_step(uint32_t behind, uint32_t cell, uint32_t ahead) {
    return behind ^ (cell & (behind ^ ahead));
}

DEVICE uint32_t rule_movers(uint32_t cell, uint32_t ahead) {
    return cell & ~ahead;
}

/* ------------------------------------------------------- a word is a stretch of 32 cells --- */

/* A ring of `words` words, of the last of which `tail` bits are cells: 1 ... 32. */
struct packed {
    int64_t words;
    int tail;
};

DEVICE struct packed packed_of(int64_t cells) {
    struct packed ring = {(cells + 31) / 32, (int)((cells - 1) % 32 + 1)};
    return ring;
}

/* The cells behind those of word w: all but one are in it too. */
DEVICE uint32_t packed_behind(struct packed ring, const uint32_t *word, int64_t w) {
    uint32_t before = w > 0 ? word[w - 1] : word[ring.words - 1] << (32 - ring.tail);
    return word[w] << 1 | before >> 31;
}

DEVICE uint32_t packed_ahead(struct packed ring, const uint32_t *word, int64_t w) {
    if (w < ring.words - 1)
        return word[w] >> 1 | word[w + 1] << 31;
    return word[w] >> 1 | (word[0] & 1) << (ring.tail - 1);
}

/* The bits of word w that are cells. */
DEVICE uint32_t packed_cells(struct packed ring, int64_t w) {
    return w < ring.words - 1 ? 0xffffffff : 0xffffffff >> (32 - ring.tail);
}

/* ----------------------------------------------------------------------- a bit is a lane --- */

/* A ring of `cells` cells as 32 lanes of `length`. Word i holds the i-th place of each, the first
   of all being where cell `origin` is. The last lane is longer than its share by `spare` places,
   and there drives once more on what the first lane begins with.

   The first `own` cells are to be counted. Those behind them are there for the sake of the others.
 */
struct lanes {
    int64_t cells, length, spare, own, origin;
};

DEVICE struct lanes lanes_of(int64_t cells, int64_t own) {
    struct lanes lanes = {cells, (cells + 31) / 32, 0, own, 0};
    lanes.spare = 32 * lanes.length - cells;
    return lanes;
}

/* So many steps on, each word holds what was so much further on. */
DEVICE struct lanes lanes_driven(struct lanes lanes, int64_t steps) {
    lanes.origin = (lanes.origin + steps) % lanes.cells;
    return lanes;
}

/* Word i, also behind the end (i < 2 * length - spare), where each lane goes on with the next. */
DEVICE uint32_t lanes_word(struct lanes lanes, const uint32_t *word, int64_t i) {
    if (i < lanes.length)
        return word[i];
    i -= lanes.length;
    return word[i] >> 1 | word[i + lanes.spare] << 31;
}

/* Where a cell is, counted on beyond either end of the ring: lane * length + word. */
DEVICE int64_t lanes_place(struct lanes lanes, int64_t cell) {
    int64_t from_origin = (cell - lanes.origin) % lanes.cells;
    return from_origin < 0 ? from_origin + lanes.cells : from_origin;
}

/* The bits of word i that are to be counted. */
DEVICE uint32_t lanes_own(struct lanes lanes, int64_t i) {
    uint32_t bits = 0;
    for (int64_t lane = 0; lane < 32; lane++) {
        int64_t place = lane * lanes.length + i;
        bool is_own = place < lanes.cells && (lanes.origin + place) % lanes.cells < lanes.own;
        bits |= (uint32_t)is_own << lane;
    }
    return bits;
}

/* Whether in so many words from i on all bits are: what others hold is a stretch of the ring, and
   so it is of the words, round and round. */
DEVICE bool lanes_all_own(struct lanes lanes, int64_t i, int64_t words) {
    int64_t others = lanes.cells - lanes.own, length = lanes.length;
    int64_t from = lanes_place(lanes, lanes.own) % length;
    bool meet = (from - i % length + length) % length < words ||
                (i % length - from + length) % length < others;
    return (others == 0 || !meet) && (lanes.spare == 0 || i + words <= length - lanes.spare);
}

#endif
