/* Many steps of a road in lanes (lanes.h) in one walk along it.

   A filter carries the road `depth` steps on while it walks over it once. It holds two vectors for
   each of its steps; what enters passes through all of them and leaves, `depth` vectors late:

       p+3   p+2   p+1  ──▶ [ l c ] ──▶ [ l c ] ──▶ [ l c ] ──▶  p-2   p-3   p-4
            step t            t + 1       t + 2       t + 3          step t + 3

   A step of one vector is one instruction where there is a three-input logic instruction. It takes
   its operands from registers, and memory sees the road once in `depth` steps. More registers than
   there are would be needed for more steps, so filters stand in a row: a block of vectors that
   stays in the first cache passes through all of them, and memory sees the road once in a sweep. */
#include "lanes_wide.h"

#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* Vectors that filters update at a time, and steps of a filter: as registers suffice. */
enum { GROUP = 4, BLOCK = 384 };

#define UP_TO_5(X) X(1) X(2) X(3) X(4) X(5)
#define UP_TO_8(X) UP_TO_5(X) X(6) X(7) X(8)
#define UP_TO_10(X) UP_TO_8(X) X(9) X(10)

/* 16 registers where vectors are narrow, 32 where they are wide; found by trying. */
#if WIDE_BITS < 512
#define EACH_DEPTH UP_TO_5
enum { DEPTH = 5 };
#elif defined __clang__
#define EACH_DEPTH UP_TO_8
enum { DEPTH = 8 };
#else
#define EACH_DEPTH UP_TO_10
enum { DEPTH = 10 };
#endif

struct work {
    vector held[LANES_DEPTH][2]; /* by all steps of all filters */
    vector block[BLOCK];
    vector moved[BLOCK / 2], seen[1 + BLOCK]; /* see filter; seen[0] is from the block before */
};

INLINE vector rule(vector behind, vector cell, vector ahead) {
    return behind ^ (cell & (behind ^ ahead));
}

/* One filter over `count` vectors, a multiple of GROUP. If asked for, `seen` gets what its last
   step sees, and `moved` the cars that move in it, of two neighbouring cells together: one of them
   at most holds a car that moves, since it needs the other to be empty. */
INLINE void filter(int depth, vector (*held)[2], const vector *in, vector *out, int64_t count,
                   vector *moved, vector *seen) {
    vector hold[DEPTH][2];
    UNROLL for (int step = 0; step < depth; step++) {
        hold[step][0] = held[step][0];
        hold[step][1] = held[step][1];
    }
    for (int64_t i = 0; i < count; i += GROUP) {
        vector v[2 + GROUP];
        UNROLL for (int k = 0; k < GROUP; k++) v[2 + k] = in[i + k];
        UNROLL for (int step = 0; step < depth; step++) {
            v[0] = hold[step][0];
            v[1] = hold[step][1];
            if (moved != NULL && step == depth - 1)
                UNROLL for (int k = 1; k < GROUP; k += 2) moved[(i + k) / 2] =
                    rule(v[k], v[k + 1], ~v[k + 2]);
            if (seen != NULL && step == depth - 1)
                UNROLL for (int k = 0; k < GROUP; k++) seen[i + k] = v[2 + k];
            hold[step][0] = v[GROUP];
            hold[step][1] = v[GROUP + 1];
            vector next[GROUP];
            UNROLL for (int k = 0; k < GROUP; k++) next[k] = rule(v[k], v[k + 1], v[k + 2]);
            UNROLL for (int k = 0; k < GROUP; k++) v[2 + k] = next[k];
        }
        UNROLL for (int k = 0; k < GROUP; k++) out[i + k] = v[2 + k];
    }
    UNROLL for (int step = 0; step < depth; step++) {
        held[step][0] = hold[step][0];
        held[step][1] = hold[step][1];
    }
}

/* A filter of its own for each depth, since registers have no index. */
typedef void filter_function(vector (*held)[2], const vector *in, vector *out, int64_t count,
                             vector *moved, vector *seen);

#define DEFINE(depth)                                                                          \
    static void filter_##depth(vector(*held)[2], const vector *in, vector *out, int64_t count, \
                               vector *moved, vector *seen) {                                  \
        if (seen != NULL)                                                                      \
            filter(depth, held, in, out, count, NULL, seen);                                   \
        else if (moved != NULL)                                                                \
            filter(depth, held, in, out, count, moved, NULL);                                  \
        else                                                                                   \
            filter(depth, held, in, out, count, NULL, NULL);                                   \
    }
EACH_DEPTH(DEFINE)

#define NAME(depth) filter_##depth,
static filter_function *const filters_of_depth[] = {NULL, EACH_DEPTH(NAME)};

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
    int filters = (steps + DEPTH - 1) / DEPTH;
    int64_t moves = 0, end = lanes->length + steps;
    for (int64_t p = -steps; p < end; p += BLOCK) {
        int64_t vectors = p + BLOCK <= end ? BLOCK : (end - p + GROUP - 1) / GROUP * GROUP;
        int64_t done = p - steps; /* the position of the first vector that leaves */
        bool at_end = done + vectors > lanes->shortest;
        const vector *in = road + p;
        for (int f = 0; f < filters; f++) {
            int begin = steps * f / filters, depth = steps * (f + 1) / filters - begin;
            bool last = f == filters - 1;
            filters_of_depth[depth](work->held + begin, in, last ? road + done : work->block,
                                    vectors, last && count ? work->moved : NULL,
                                    last && count && at_end ? work->seen + 1 : NULL);
            in = work->block;
        }
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
