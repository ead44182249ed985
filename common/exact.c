/* How the formula becomes a sliding minimum.

   Draw the road as a walk: one up for an empty cell, one down for a car. With G(x) the height
   behind cell x, G(x) = x + 2 A(x, 0) + const, and Newell's formula reads

       walk after t steps at x  =  min of the first walk over  x - t, x - t + 2, ..., x + t

   A walk of steps +-1 can be lower in between by one at most, so the minimum m over ALL cells of
   the window [x - t, x + t] tells as much: it is m if m has the parity of the window's ends, else m
   + 1. Cell x holds a car where the new walk goes down.

   Round the ring the walk rises by D = cells - 2 cars each time. A window wider than the ring
   therefore has its minimum in the first round (D >= 0) or in the last (D < 0) and is cut to that.

   64 windows side by side, beginning at l ... l+63 and ending at r ... r+63, share a core:

       l ............ l+63 | core ........................... | r ............ r+63
       minima from here on |  sliding minimum over whole      | minima up to here
       to l+63             |  strips (van Herk; Gil, Werman)  | from r on            */
#include "exact.h"

#include "memory.h"

#include <stdlib.h>

typedef int16_t heights[64]; /* of a strip of 64 cells, relative to the height before it */

enum { FAR = 4096 }; /* further up than any minimum within two strips can be */

/* For each byte of cells, heights behind its 8 cells: as they are, and their minima up to and from
   each cell. Tables, since a strip is then 8 look-ups and no branches. */
static int16_t walk_of[256][8], minima_to[256][8], minima_from[256][8];

static inline int16_t lower(int16_t a, int16_t b) {
    return a < b ? a : b;
}

static void make_tables(void) {
    for (int byte = 0; byte < 256; byte++) {
        int16_t *walk = walk_of[byte], *to = minima_to[byte], *from = minima_from[byte];
        for (int k = 0, height = 0; k < 8; k++) {
            walk[k] = (int16_t)(height += byte >> k & 1 ? -1 : 1);
            to[k] = k == 0 ? walk[0] : lower(to[k - 1], walk[k]);
        }
        from[7] = walk[7];
        for (int k = 6; k >= 0; k--)
            from[k] = lower(from[k + 1], walk[k]);
    }
}

static inline int rise(uint64_t cells) {
    return 64 - 2 * __builtin_popcountll(cells);
}

static void walk(uint64_t cells, int height, heights out) {
    for (int i = 0; i < 64; i += 8, cells >>= 8) {
        for (int k = 0; k < 8; k++)
            out[i + k] = (int16_t)(height + walk_of[cells & 255][k]);
        height = out[i + 7];
    }
}

/* out[k] = minimum of the heights 0 ... k */
static void walk_minima_to(uint64_t cells, heights out) {
    int16_t height = 0, lowest = FAR;
    for (int i = 0; i < 64; i += 8, cells >>= 8) {
        for (int k = 0; k < 8; k++)
            out[i + k] = lower(lowest, (int16_t)(height + minima_to[cells & 255][k]));
        lowest = out[i + 7];
        height = (int16_t)(height + walk_of[cells & 255][7]);
    }
}

/* out[k] = minimum of the heights k ... 63 */
static void walk_minima_from(uint64_t cells, heights out) {
    int16_t height = (int16_t)rise(cells), lowest = FAR;
    for (int i = 56; i >= 0; i -= 8) {
        uint64_t byte = cells >> i & 255;
        height = (int16_t)(height - walk_of[byte][7]);
        for (int k = 0; k < 8; k++)
            out[i + k] = lower(lowest, (int16_t)(height + minima_from[byte][k]));
        lowest = out[i];
    }
}

static int walk_minimum(uint64_t cells) {
    int height = 0, lowest = FAR;
    for (int i = 0; i < 8; i++, cells >>= 8) {
        int here = height + minima_to[cells & 255][7];
        lowest = here < lowest ? here : lowest;
        height += walk_of[cells & 255][7];
    }
    return lowest;
}

/* ----------------------------------------------------------------------- reading the ring --- */

/* A place on a ring of 128 cells or more. */
struct place {
    const struct road *ring;
    int64_t cell;
};

static struct place place_at(const struct road *ring, int64_t cell) {
    int64_t rest = cell % ring->cells;
    return (struct place){ring, rest < 0 ? rest + ring->cells : rest};
}

static uint64_t look(struct place place) {
    const uint64_t *word = place.ring->words + place.cell / 64;
    int64_t left = place.ring->cells - place.cell;
    int shift = place.cell % 64;
    uint64_t cells = *word >> shift;
    if (shift > 0 && left > 64 - shift)
        cells |= word[1] << (64 - shift);
    return left < 64 ? cells | place.ring->words[0] << left : cells;
}

/* The 64 cells from here on; goes on behind them. */
static uint64_t take(struct place *place) {
    uint64_t cells = look(*place);
    place->cell += 64;
    if (place->cell >= place->ring->cells)
        place->cell -= place->ring->cells;
    return cells;
}

/* How much the walk rises over the next `count` cells. */
static int64_t climb(struct place place, int64_t count) {
    int64_t height = 0;
    for (; count >= 64; count -= 64)
        height += rise(take(&place));
    uint64_t rest = look(place) & (((uint64_t)1 << count) - 1);
    return height + count - 2 * __builtin_popcountll(rest);
}

/* ---------------------------------------------------------------------------- the windows --- */

struct window {
    int64_t begin; /* of cell 0's window; the others follow a cell apart */
    int64_t width; /* in cells, at most the ring's */
    int parity;    /* 0: the height before the begin has the parity that counts; 1: it has not */
};

static struct window window_of(const struct road *ring, int64_t steps) {
    int64_t cells = ring->cells, t = steps % cells;
    if (steps <= (cells - 1) / 2)
        return (struct window){-t, 2 * t + 1, 1};
    if (2 * road_cars(ring) <= cells)
        return (struct window){-t, cells, 1};
    return (struct window){t - cells + 1, cells, (int)(cells & 1)};
}

/* 64 bytes, each 0 or 1, as 64 bits: the multiplication brings 8 of them side by side. */
static inline uint64_t bits_of(const uint8_t bytes[64]) {
    uint64_t bits = 0;
    for (int i = 0; i < 64; i += 8) {
        uint64_t eight = 0;
        for (int k = 0; k < 8; k++)
            eight |= (uint64_t)bytes[i + k] << 8 * k;
        bits |= (eight * 0x0102040810204080 >> 56) << i;
    }
    return bits;
}

/* 64 cells from the minima of 65 neighbouring windows, the first that of the cell before them, all
   relative to the height before the second window. */
static uint64_t cars_of(int16_t minima[65], int parity) {
    for (int k = 0; k < 65; k++)
        minima[k] = (int16_t)(minima[k] + ((minima[k] + parity + k + 1) & 1));
    uint8_t car[64];
    for (int k = 0; k < 64; k++)
        car[k] = minima[k + 1] < minima[k];
    return bits_of(car);
}

enum { NARROW = 1 + 3 * 64 };

static void pair_minima(const int16_t *restrict in, int apart, int count, int16_t *restrict out) {
    for (int k = 0; k < count; k++)
        out[k] = lower(in[k], in[k + apart]);
}

/* Windows narrower than two strips: minima over 1, 2, 4, ... neighbours, up to the width. */
static void narrow(const struct road *ring, struct window window, int64_t first, int64_t strips,
                   uint64_t *words) {
    struct place begin = place_at(ring, first + window.begin);
    for (int64_t strip = 0; strip < strips; strip++) {
        struct place ahead = begin;
        int16_t buffers[2][NARROW] = {{0}}, *minima = buffers[0], *other = buffers[1];
        for (int i = 0; i < 3 * 64; i += 64)
            walk(take(&ahead), minima[i], minima + i + 1);
        for (int have = 1, more; have < window.width; have += more) {
            more = have <= window.width - have ? have : (int)window.width - have;
            pair_minima(minima, more, NARROW - have - more + 1, other);
            int16_t *swap = minima;
            minima = other, other = swap;
        }
        words[strip] = cars_of(minima, window.parity);
        take(&begin);
    }
}

/* The lowest height in each of `count` strips from `place` on, `height` being that before them. */
static int64_t *lowest_of_strips(struct place place, int64_t height, int64_t count) {
    int64_t *lowest = memory_new(count, sizeof *lowest);
    for (int64_t strip = 0; strip < count; strip++) {
        uint64_t cells = take(&place);
        lowest[strip] = height + walk_minimum(cells);
        height += rise(cells);
    }
    return lowest;
}

/* Minimum of items[i] ... items[i + width - 1], for i = 0, 1, 2, ... in turn: the minima from each
   item to the end of the block that the window is leaving, and of what it has entered behind it. */
struct sliding {
    const int64_t *items;
    int64_t width, *left, entered;
};

static int64_t sliding_minimum(struct sliding *s, int64_t i) {
    if (s->width == 0)
        return INT64_MAX;
    int64_t at = i % s->width, newest = s->items[i + s->width - 1];
    if (at == 0) {
        s->entered = INT64_MAX;
        s->left[s->width - 1] = newest;
        for (int64_t k = s->width - 2; k >= 0; k--)
            s->left[k] = s->items[i + k] < s->left[k + 1] ? s->items[i + k] : s->left[k + 1];
    } else if (newest < s->entered)
        s->entered = newest;
    return s->entered < s->left[at] ? s->entered : s->left[at];
}

static inline int64_t lower64(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* A height too far up to be a minimum may be brought nearer, so that it fits; its parity stays. */
static inline int16_t near(int64_t height) {
    return (int16_t)(height > FAR ? FAR + (height & 1) : height);
}

/* Windows of two strips or more, by the picture above. Heights are counted from before the first
   window; `left` is the height before the strip in which the windows begin, `right` before that in
   which they end. What whole strips leave of the core, the strip before `right` covers. */
static void wide(const struct road *ring, struct window window, int64_t first, int64_t strips,
                 uint64_t *words) {
    int64_t inner = (window.width - 65) / 64;
    struct place begin = place_at(ring, first + window.begin);
    struct place end = place_at(ring, begin.cell + window.width - 65), inside = begin;
    int64_t left = 0, right = climb(begin, window.width - 65), first_rise = rise(take(&inside));
    int64_t *lowest = lowest_of_strips(inside, first_rise, strips + inner);
    int64_t *block = memory_new(inner, sizeof *block);
    struct sliding core = {lowest, inner, block, 0};

    heights from, to;
    uint64_t cells = take(&end);
    walk_minima_to(cells, to);
    int64_t before_end = right + to[63];
    right += rise(cells);
    for (int64_t strip = 0; strip < strips; strip++) {
        int64_t low = lower64(sliding_minimum(&core, strip), before_end);
        int64_t ground = lower64(low, lower64(left, right));
        int16_t l = near(left - ground), middle = near(low - ground), r = near(right - ground);
        uint64_t begins = take(&begin);
        walk_minima_from(begins, from);
        cells = take(&end);
        walk_minima_to(cells, to);
        int16_t minima[65] = {lower(lower(l, (int16_t)(l + from[0])), middle)};
        for (int k = 0; k < 64; k++)
            minima[k + 1] = lower(lower((int16_t)(l + from[k]), middle), (int16_t)(r + to[k]));
        words[strip] = cars_of(minima, window.parity + l);
        before_end = right + to[63];
        right += rise(cells);
        left += rise(begins);
    }
    free(block);
    free(lowest);
}

/* -------------------------------------------------------------------------- what is asked --- */

/* The same road, repeated until it has 128 cells: round a ring that changes nothing. */
static struct road repeated(const struct road *start) {
    int64_t cells = start->cells * (127 / start->cells + 1);
    struct road ring = road_new(cells, 0, cells);
    for (int64_t i = 0; i < cells; i++)
        if (road_get(start, i % start->cells))
            road_set(&ring, i);
    return ring;
}

void exact_cells(const struct road *start, int64_t steps, int64_t first, int64_t count,
                 uint64_t *words) {
    if (start->cells < 128) {
        struct road ring = repeated(start);
        exact_cells(&ring, steps, first, count, words);
        road_free(&ring);
        return;
    }
    make_tables();
    struct window window = window_of(start, steps);
    (window.width < 128 ? narrow : wide)(start, window, first, road_words(count), words);
    if (count % 64 != 0)
        words[count / 64] &= ((uint64_t)1 << count % 64) - 1;
}

struct road exact_road(const struct road *start, int64_t steps) {
    struct road road = road_new(start->cells, 0, start->cells);
    exact_cells(start, steps, 0, start->cells, road.words);
    return road;
}
