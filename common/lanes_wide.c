/* Many steps of a road in lanes (lanes.h) in one walk along it.

   A group of vectors is loaded, carried on by all the steps, and stored that many vectors behind:

          of the group before             the group
       step t        p-2  p-1  |  p    p+1  p+2  p+3  p+4        each row from the one above it,
       step t + 1    p-3  p-2  |  p-1  p    p+1  p+2  p+3        a vector from the two above it
       step t + 2    p-4  p-3  |  p-2  p-1  p    p+1  p+2        and the next

   Of every row the group that comes next needs the last two vectors; they are held in memory, in
   the first cache. All others stay in registers, so a step loads two vectors and stores two, and
   the more registers there are, the less that costs. Memory sees the road once in a sweep.

   A vector of a row is one instruction where there is a three-input logic instruction, and it needs
   none of the instructions just before it: the row above is a whole group back. */
#include "lanes_wide.h"

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

/* Vectors of a group, as registers suffice: 16 of them, or 32; found by trying. And how many rows
   are written out, so that few vectors have to be moved between registers. */
#ifdef __clang__
enum { GROUP = WIDE_BITS > 256 ? 22 : 8, ROWS = 2 };
#else
enum { GROUP = WIDE_BITS > 256 ? 18 : 10, ROWS = 4 };
#endif

enum { BLOCK = 24 * GROUP }; /* vectors to be counted together, a multiple of 16 */

struct work {
    vector held[LANES_DEPTH][2];
    vector moved[BLOCK / 2], seen[1 + BLOCK]; /* see filter; seen[0] is of the block before */
};

INLINE vector rule(vector behind, vector cell, vector ahead) {
    return behind ^ (cell & (behind ^ ahead));
}

/* One row: the group is v[2] ... v[GROUP + 1]. */
INLINE void step(vector v[2 + GROUP], vector held[2]) {
    v[0] = held[0];
    v[1] = held[1];
    held[0] = v[GROUP];
    held[1] = v[GROUP + 1];
    vector next[GROUP];
    UNROLL for (int k = 0; k < GROUP; k++) next[k] = rule(v[k], v[k + 1], v[k + 2]);
    UNROLL for (int k = 0; k < GROUP; k++) v[2 + k] = next[k];
}

enum look { AT_NOTHING, AT_MOVED, AT_SEEN };

/* Carries `count` vectors, a multiple of GROUP, `steps` steps on. If looked at, work->seen gets
   what the last step sees, or work->moved the cars that move in it, of two neighbouring cells
   together: one of them at most holds a car that moves, since it needs the other to be empty. */
INLINE void filter(enum look look, struct work *work, int steps, const vector *in, vector *out,
                   int64_t count) {
    int last = look == AT_NOTHING ? steps : steps - 1;
    for (int64_t i = 0; i < count; i += GROUP) {
        vector v[2 + GROUP];
        UNROLL for (int k = 0; k < GROUP; k++) v[2 + k] = in[i + k];
        int row = 0;
        for (; row + ROWS <= last; row += ROWS)
            UNROLL for (int more = 0; more < ROWS; more++) step(v, work->held[row + more]);
        for (; row < last; row++)
            step(v, work->held[row]);
        if (look == AT_SEEN)
            UNROLL for (int k = 0; k < GROUP; k++) work->seen[1 + i + k] = v[2 + k];
        if (look == AT_MOVED) {
            v[0] = work->held[last][0];
            v[1] = work->held[last][1];
            UNROLL for (int k = 1; k < GROUP; k += 2) work->moved[(i + k) / 2] =
                rule(v[k], v[k + 1], ~v[k + 2]);
        }
        if (last < steps)
            step(v, work->held[last]);
        UNROLL for (int k = 0; k < GROUP; k++) out[i + k] = v[2 + k];
    }
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

static int64_t ones_in(vector v) {
    int64_t ones = 0;
    for (int w = 0; w < WIDE_BITS / 64; w++)
        ones += __builtin_popcountll(v[w]);
    return ones;
}

/* A counter for each lane, its binary digits in as many vectors: eight bits are added with seven
   full adders (Harley and Seal), and only the eights have to be counted one by one. */
struct counter {
    vector ones, twos, fours;
    int64_t total;
};

/* Adds two bits to a digit; returns what is carried to the next. */
INLINE vector add(vector *digit, vector a, vector b) {
    vector differ = *digit ^ a;
    *digit = differ ^ b;
    return rule(a, differ, b); /* b where the other two differ, else what both are */
}

INLINE void count_eight(struct counter *counter, const vector bits[8]) {
    vector two = add(&counter->ones, bits[0], bits[1]);
    vector four = add(&counter->twos, two, add(&counter->ones, bits[2], bits[3]));
    two = add(&counter->ones, bits[4], bits[5]);
    vector more = add(&counter->twos, two, add(&counter->ones, bits[6], bits[7]));
    counter->total += 8 * ones_in(add(&counter->fours, four, more));
}

static int64_t counted(const struct counter *counter) {
    return counter->total + 4 * ones_in(counter->fours) + 2 * ones_in(counter->twos) +
           ones_in(counter->ones);
}

static int64_t ones_in_all(const vector *bits, int64_t count) {
    struct counter counter = {0};
    int64_t i = 0;
    for (; i + 8 <= count; i += 8)
        count_eight(&counter, bits + i);
    int64_t ones = counted(&counter);
    for (; i < count; i++)
        ones += ones_in(bits[i]);
    return ones;
}

/* The last cells of the lanes, of which some are a cell longer: seen[0] is of position p. */
static int64_t movers_at_end(const struct lanes *lanes, const vector *seen, int64_t p,
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
    for (int64_t p = -steps; p < end; p += BLOCK) {
        int64_t vectors = p + BLOCK <= end ? BLOCK : (end - p + GROUP - 1) / GROUP * GROUP;
        int64_t done = p - steps; /* the position of the first vector that leaves */
        bool at_end = done + vectors > lanes->shortest;
        filter_function *run = !count   ? filter_AT_NOTHING
                               : at_end ? filter_AT_SEEN
                                        : filter_AT_MOVED;
        run(work, steps, road + p, road + done, vectors);
        if (count && at_end)
            moves += movers_at_end(lanes, work->seen, done, vectors);
        else if (count && done + vectors > 0)
            moves += ones_in_all(done < 0 ? work->moved - done / 2 : work->moved,
                                 (done < 0 ? vectors + done : vectors) / 2);
        work->seen[0] = work->held[steps - 1][1];
    }
    return moves;
}

const int64_t WIDE(lanes_work) = sizeof(struct work);
