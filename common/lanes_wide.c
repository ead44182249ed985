/* Many steps of a road in lanes (lanes.h) in one walk along it.

   A group of vectors is loaded, carried on by all the steps, and stored that many vectors behind:

          of the group before             the group
       step t        p-2  p-1  |  p    p+1  p+2  p+3  p+4        each row from the one above it,
       step t + 1    p-3  p-2  |  p-1  p    p+1  p+2  p+3        a vector from the two above it
       step t + 2    p-4  p-3  |  p-2  p-1  p    p+1  p+2        and the next

   Of every row the group that comes next needs the last two vectors; they are held in memory, in
   the first cache. All others stay in registers, so a step loads two vectors and stores two, and
   the more registers there are, the less that costs. Memory sees the road once in a sweep.

   A vector of a row is one instruction where there is a three-input logic instruction, and needs
   none of the instructions just before it: the row above is a whole group back. A row is begun at
   its end, so that each new vector takes the place of the one ahead of it, which nobody needs any
   more, and none is ever moved from register to register. */
#include "lanes_wide.h"

#include "logic.h"

#include <string.h>

/* Vectors of a group, an even number, found by trying: as many as registers suffice for, of which
   there are 16 or 32. */
enum { GROUP = WIDE_BITS > 256 ? 16 : 12 };

/* Cars that move are counted by pairs of neighbouring cells, one of which at most holds such a car,
   since it needs the other to be empty. Adders turn PAIRS vectors into LEFT, to be counted one by
   one, in which a bit counts WEIGHT cars. */
enum { PAIRS = GROUP / 2, WEIGHT = PAIRS & -PAIRS, LEFT = PAIRS / WEIGHT };

enum { BLOCK = 24 * GROUP }; /* vectors to be looked at together */

struct work {
    vector held[LANES_DEPTH][2];
    vector seen[1 + BLOCK]; /* by the last step; seen[0] is of the block before */
    vector digit[3];        /* of the number of cars that moved in it; see add_up */
    vector left[BLOCK / GROUP][LEFT];
};

/* ------------------------------------------------------------------------------ counting --- */

/* A counter for each lane, its three binary digits in vectors. Of n more bits a full adder takes
   two and leaves one for the next digit (Harley and Seal), until an odd number of bits is left:
   those are the first then, and count a power of two, 8 at most. */
INLINE void add_up(vector digit[3], int n, vector bits[]) {
    UNROLL for (int d = 0; d < 3; d++) {
        if (n % (2 << d) != 0)
            continue;
        UNROLL for (int k = 0; k < n >> d; k += 2) {
            vector a = bits[k], b = bits[k + 1];
            bits[k / 2] = logic_carry(digit[d], a, b);
            digit[d] = logic_sum(digit[d], a, b);
        }
    }
}

static int64_t ones_in(vector v) {
    int64_t ones = 0;
    for (int w = 0; w < WIDE_BITS / 64; w++)
        ones += __builtin_popcountll(v[w]);
    return ones;
}

static int64_t number(const vector digit[3]) {
    return ones_in(digit[0]) + 2 * ones_in(digit[1]) + 4 * ones_in(digit[2]);
}

static int64_t ones_in_all(vector *bits, int64_t n) {
    vector digit[3] = {0};
    int64_t ones = 0, i = 0;
    for (; i + 8 <= n; i += 8) {
        add_up(digit, 8, bits + i);
        ones += 8 * ones_in(bits[i]);
    }
    for (; i < n; i++)
        ones += ones_in(bits[i]);
    return ones + number(digit);
}

/* ------------------------------------------------------------------------------ stepping --- */

/* One row. The group is v[2] ... v[GROUP + 1]. */
INLINE void step(vector v[2 + GROUP], vector held[2]) {
    v[0] = held[0];
    v[1] = held[1];
    held[0] = v[GROUP];
    held[1] = v[GROUP + 1];
    UNROLL for (int k = GROUP - 1; k >= 0; k--) {
        v[k + 2] = logic_choose(v[k + 2], v[k + 1], v[k]);
        KEEP(v[k + 2]);
    }
}

INLINE void count_movers(vector digit[3], vector left[LEFT], const vector v[2 + GROUP]) {
    vector moved[PAIRS];
    UNROLL for (int k = 0; k < PAIRS; k++) moved[k] =
        logic_choose_not(v[2 * k + 3], v[2 * k + 2], v[2 * k + 1]);
    add_up(digit, PAIRS, moved);
    UNROLL for (int k = 0; k < LEFT; k++) left[k] = moved[k];
}

enum look { AT_NOTHING, AT_MOVED, AT_SEEN };

/* Carries `count` vectors, a multiple of GROUP, `steps` steps on. If looked at, work->seen gets
   what the last step sees, or the cars that move in it are counted. */
INLINE void filter(enum look look, struct work *work, int steps, const vector *in, vector *out,
                   int64_t count) {
    int last = look == AT_NOTHING ? steps : steps - 1;
    vector digit[3] = {work->digit[0], work->digit[1], work->digit[2]};
    for (int64_t i = 0; i < count; i += GROUP) {
        vector v[2 + GROUP];
        UNROLL for (int k = 0; k < GROUP; k++) v[2 + k] = in[i + k];
        for (int row = 0; row < last; row++)
            step(v, work->held[row]);
        if (look == AT_SEEN)
            UNROLL for (int k = 0; k < GROUP; k++) work->seen[1 + i + k] = v[2 + k];
        if (look == AT_MOVED) {
            v[1] = work->held[last][1];
            count_movers(digit, work->left[i / GROUP], v);
        }
        if (last < steps)
            step(v, work->held[last]);
        UNROLL for (int k = 0; k < GROUP; k++) out[i + k] = v[2 + k];
    }
    memcpy(work->digit, digit, sizeof digit);
}

/* A function for each way to look, so that none is slowed down by the others. */
typedef void filter_function(struct work *work, int steps, const vector *in, vector *out,
                             int64_t count);
#define LOOK(look)                                                                         \
    static void filter_##look(struct work *work, int steps, const vector *in, vector *out, \
                              int64_t count) {                                             \
        filter(look, work, steps, in, out, count);                                         \
    }
LOOK(AT_NOTHING)
LOOK(AT_MOVED)
LOOK(AT_SEEN)

/* Those whom `seen` tells of, where not all are to be counted: it begins at position p, which may
   be before the first, and the last position is one of some lanes only. */
static int64_t movers_seen(const struct lanes *lanes, const vector *seen, int64_t p,
                           int64_t count) {
    int64_t moves = 0;
    for (int64_t i = p < 0 ? -p : 0; i < count && p + i < lanes->length; i++) {
        vector moved = seen[i] & ~seen[i + 1];
        moves += ones_in(p + i < lanes->shortest ? moved : moved & *(const vector *)lanes->longer);
    }
    return moves;
}

int64_t WIDE(lanes_walk)(struct lanes *lanes, int steps, bool count) {
    struct work *work = (struct work *)lanes->work;
    vector *road = (vector *)lanes->vector;
    int64_t moves = 0, end = lanes->length + steps;
    memset(work->digit, 0, sizeof work->digit);
    for (int64_t p = -steps; p < end; p += BLOCK) {
        int64_t vectors = p + BLOCK <= end ? BLOCK : (end - p + GROUP - 1) / GROUP * GROUP;
        int64_t done = p - steps; /* the position of the first vector that leaves */
        bool inside = done >= 0 && done + vectors <= lanes->shortest;
        filter_function *run = !count   ? filter_AT_NOTHING
                               : inside ? filter_AT_MOVED
                                        : filter_AT_SEEN;
        run(work, steps, road + p, road + done, vectors);
        if (count)
            moves += inside ? WEIGHT * ones_in_all(work->left[0], vectors / GROUP * LEFT)
                            : movers_seen(lanes, work->seen, done, vectors);
        work->seen[0] = work->held[steps - 1][1];
    }
    return moves + number(work->digit);
}

const int64_t WIDE(lanes_work) = sizeof(struct work);
