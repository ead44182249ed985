/* Exercise 05: the road cut into pieces, one behind the other, and each bit of a vector drives
   along one of them: its lane. TODO 1: lanes do not know of each other. TODO 2: it is slow.

                   lane 0    lane 1    lane 2 ...        here with 5 cells in each
       vector -1   ?         ?         ?                 a halo
       vector  0   cell 0    cell 5    cell 10
       vector  1   cell 1    cell 6    cell 11           the neighbours of all its cells are the
       ...                                               vectors before and after: no shifts
       vector  4   cell 4    cell 9    cell 14
       vector  5   ?         ?         ?                 a halo

   Each lane has `length` cells, but the last one, which may have fewer: `rest`. */
#include "memory.h"
#include "traffic.h"

#include <stdlib.h>

enum { TIMES = 1 }; /* so many steps in a walk along the vectors */

/* As many lanes as a register of this machine has bits. */
#if defined __AVX512F__
enum { LANES = 512 };
#elif defined __AVX2__
enum { LANES = 256 };
#else
enum { LANES = 128 };
#endif
enum { WORDS = LANES / 64 };

typedef uint64_t vector __attribute__((vector_size(LANES / 8)));

static vector *lanes; /* vectors 0 ... length - 1, and TIMES halo vectors at each end */
static int64_t n, length, rest;
static int last;

static int64_t get(int64_t p, int lane) {
    return lanes[p][lane / 64] >> lane % 64 & 1;
}

static void set(int64_t p, int lane, int64_t cell) {
    lanes[p][lane / 64] &= ~((uint64_t)1 << lane % 64);
    lanes[p][lane / 64] |= (uint64_t)cell << lane % 64;
}

static void open_road(const struct road *road) {
    n = road->count;
    length = (n + LANES - 1) / LANES;
    last = (int)((n - 1) / length);
    rest = n - last * length;
    lanes = (vector *)memory_new(length + 2 * TIMES, sizeof *lanes) + TIMES;
    for (int64_t i = 0; i < n; i++)
        set(i % length, (int)(i / length), road_get(road, i));
}

/* Vector `to` becomes vector `from`, but what was in lane k - 1 is in lane k. */
static inline void copy_up(int64_t to, int64_t from) {
    for (int w = 0; w < WORDS; w++)
        lanes[to][w] = lanes[from][w] << 1 | (w > 0 ? lanes[from][w - 1] >> 63 : 0);
}

/* The other way: what was in lane k + 1 is in lane k. */
static inline void copy_down(int64_t to, int64_t from) {
    for (int w = 0; w < WORDS; w++)
        lanes[to][w] = lanes[from][w] >> 1 | (w < WORDS - 1 ? lanes[from][w + 1] << 63 : 0);
}

/* For so many steps. The ring is closed already: lane 0 has the end of the last lane behind it,
   and that has the cells of lane 0 ahead. */
static void fill_halos(int times) {
    for (int i = 0; i < times; i++) {
        (void)copy_up, (void)copy_down;
        /* TODO 1: vectors -1 - i and length + i. These two are of use. */
        set(-1 - i, 0, get(rest - 1 - i, last));
    }
    for (int i = 0; i < times; i++)
        set(rest + i, last, get(i, 0));
}

/* One walk along all vectors. A step needs three: two it has kept, the third comes along. What it
   makes of them is a vector of the road one step later. */
static inline __attribute__((always_inline)) void walk(int times) {
    vector before[TIMES] = {0}, here[TIMES] = {0};
    for (int64_t p = -times; p < length + times; p++) {
        vector ahead = lanes[p];
        /* TODO 2: this is one step, the first. Could the next one take what comes out of it? */
        vector moved = before[0] ^ (here[0] & (before[0] ^ ahead));
        before[0] = here[0], here[0] = ahead, ahead = moved;
        if (p >= times)
            lanes[p - times] = ahead;
    }
}

/* Of word w of vector p: the lanes that have a cell of the road there. */
static uint64_t in_use(int64_t p, int w) {
    int64_t here = (p < rest ? last + 1 : last) - 64 * w;
    return here <= 0 ? 0 : here >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << here) - 1;
}

static int64_t movers(void) {
    int64_t moves = 0;
    for (int64_t p = 0; p < length; p++)
        for (int w = 0; w < WORDS; w++)
            moves += __builtin_popcountll(lanes[p][w] & ~lanes[p + 1][w] & in_use(p, w));
    return moves;
}

/* TIMES at a time, then the others; of the last step the moves are counted. */
static int64_t advance(int64_t steps) {
    for (; steps > TIMES && rest >= TIMES; steps -= TIMES) {
        fill_halos(TIMES);
        walk(TIMES);
    }
    int64_t moves = 0;
    for (; steps > 0; steps--) {
        fill_halos(1);
        moves = steps == 1 ? movers() : 0;
        walk(1);
    }
    return moves;
}

static void read_road(struct road *road) {
    for (int64_t w = 0; w < road_words(n); w++)
        road->words[w] = 0;
    for (int64_t i = 0; i < n; i++)
        if (get(i % length, (int)(i / length)))
            road_set(road, i);
}

static void close_road(void) {
    free(lanes - TIMES);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 05: bits as lanes",
    .bytes_per_cell = 1.0 / 8,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
};
