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
       to l+63             |  strips (van Herk; Gil, Werman)  | from r on

   A part of the ring has as many strips as it has words. If the core has more, all windows share
   its middle, of which only the lowest height counts: for the parts that lie in there whole, their
   ranks have told it. So nobody has to see more than the cells that the windows begin and end in,
   and what is left of the parts around them:

       | part          | part          | part          | part          | part          |
             l .... l+count ...........  gap: told ............ r ..... r+count            */
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

/* --------------------------------------------------------------------- reading the pieces --- */

/* A place in a row of pieces. Behind the last of them there are no cars. */
struct place {
    const struct exact_piece *piece, *end;
    const uint64_t *word;
    int64_t left; /* cells of this piece from here on */
    int shift;    /* of the first of them within its word */
};

static void enter(struct place *place, int64_t cell) {
    place->word = place->piece->words + (place->piece->first % 64 + cell) / 64;
    place->shift = (int)((place->piece->first + cell) % 64);
    place->left = place->piece->count - cell;
}

/* The next `count` <= 64 cells, of which the piece has as many. */
static uint64_t take_within(struct place *place, int64_t count) {
    uint64_t cells = place->word[0] >> place->shift;
    if (place->shift + count > 64)
        cells |= place->word[1] << (64 - place->shift);
    place->word += (place->shift + count) / 64;
    place->shift = (int)((place->shift + count) % 64);
    place->left -= count;
    return count < 64 ? cells & (((uint64_t)1 << count) - 1) : cells;
}

static uint64_t take_across(struct place *place) {
    uint64_t cells = 0;
    for (int64_t have = 0, more; have < 64 && place->piece < place->end; have += more) {
        more = place->left < 64 - have ? place->left : 64 - have;
        cells |= take_within(place, more) << have;
        if (place->left == 0 && ++place->piece < place->end)
            enter(place, 0);
    }
    return cells;
}

/* The 64 cells from here on; goes on behind them. */
static inline uint64_t take(struct place *place) {
    if (place->left < 128)
        return take_across(place);
    uint64_t cells = *place->word >> place->shift;
    place->word++;
    place->left -= 64;
    return cells | *place->word << 1 << (63 - place->shift);
}

static inline int64_t lower64(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static const int64_t NEVER = INT64_MAX / 2; /* lower than all that is added to it can reach */

/* One walk behind the other. */
static struct exact_walk then(struct exact_walk one, struct exact_walk other) {
    return (struct exact_walk){one.rise + other.rise, lower64(one.lowest, one.rise + other.lowest)};
}

/* The walk over the next `count` cells. An empty cell too many is no lower than what is before it,
   unless there is nothing. */
static struct exact_walk walk_over(struct place place, int64_t count) {
    struct exact_walk whole = {0, NEVER};
    for (; count > 0; count -= 64) {
        uint64_t cells = take(&place);
        if (count < 64)
            cells &= ((uint64_t)1 << count) - 1;
        whole = then(whole, (struct exact_walk){rise(cells), walk_minimum(cells)});
    }
    whole.rise += count; /* it was not 64 cells each time */
    return whole;
}

/* ------------------------------------------------------------------------ parts of a ring --- */

struct exact_part exact_part_of(const struct road *road) {
    const struct exact_piece all = {0, 0, road->count, road->words};
    struct place place = {&all, &all + 1, road->words, road->count, 0};
    make_tables();
    return (struct exact_part){road->first, road->count, walk_over(place, road->count)};
}

struct exact_ring exact_ring_of(const struct exact_part *part, int parts) {
    struct exact_ring ring = {part, parts, 0, 0};
    for (int p = 0; p < parts; p++) {
        ring.cells += part[p].count;
        ring.rise += part[p].walk.rise;
    }
    return ring;
}

static int64_t round_ring(const struct exact_ring *ring, int64_t cell) {
    int64_t rest = cell % ring->cells;
    return rest < 0 ? rest + ring->cells : rest;
}

/* The part that holds a cell from 0 to cells - 1: the last that begins there or before. */
static int part_with(const struct exact_ring *ring, int64_t cell) {
    int low = 0, high = ring->parts - 1;
    while (low < high) {
        int middle = low + (high - low + 1) / 2;
        if (ring->part[middle].count > 0 && ring->part[middle].first <= cell)
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

/* The cell, counted round the ring, with which the part of this one begins, or the next part. */
static int64_t part_begin(const struct exact_ring *ring, int64_t cell, bool next) {
    int64_t here = round_ring(ring, cell);
    const struct exact_part *part = &ring->part[part_with(ring, here)];
    int64_t inside = here - part->first;
    return next && inside > 0 ? cell - inside + part->count : cell - inside;
}

/* ---------------------------------------------------------------------------- the windows --- */

static struct exact_need window_of(const struct exact_ring *ring, int64_t steps) {
    int64_t cells = ring->cells, t = steps % cells;
    if (steps <= (cells - 1) / 2)
        return (struct exact_need){.ring = ring, .begin = -t, .width = 2 * t + 1, .parity = 1};
    if (ring->rise >= 0)
        return (struct exact_need){.ring = ring, .begin = -t, .width = cells, .parity = 1};
    return (struct exact_need){
        .ring = ring, .begin = t - cells + 1, .width = cells, .parity = (int)(cells & 1)};
}

/* Strips in the core, of which one more is in front of it. */
static int64_t inner_of(const struct exact_need *need) {
    return need->width < 65 ? 0 : (need->width - 65) / 64;
}

/* The gap is what whole parts there are in the middle that all cores share. */
struct exact_need exact_need_of(const struct exact_ring *ring, int64_t steps, int64_t first,
                                int64_t count) {
    struct exact_need need = window_of(ring, steps);
    int64_t all = count > 0 ? count + need.width - 1 : 0;
    need.begin += first;
    need.count = count;
    int64_t from = need.begin + 64 * (road_words(count) + 1);
    int64_t to = need.begin + 64 * inner_of(&need);
    if (from < to) {
        from = part_begin(ring, from, true);
        to = part_begin(ring, to, false);
    }
    need.gap_from = from < to ? from - need.begin : all;
    need.gap_to = from < to ? to - need.begin : all;
    need.cells = all - (need.gap_to - need.gap_from);
    return need;
}

struct exact_piece exact_piece_at(const struct exact_need *need, int64_t at) {
    int64_t end = need->gap_from;
    if (at >= need->gap_from) {
        at += need->gap_to - need->gap_from;
        end = need->count + need->width - 1;
    }
    int64_t cell = round_ring(need->ring, need->begin + at);
    int number = part_with(need->ring, cell);
    const struct exact_part *part = &need->ring->part[number];
    int64_t inside = cell - part->first;
    return (struct exact_piece){number, inside, lower64(part->count - inside, end - at), NULL};
}

struct exact_piece *exact_pieces(const struct exact_need *need, int *pieces) {
    *pieces = 0;
    for (int64_t at = 0; at < need->cells; at += exact_piece_at(need, at).count)
        ++*pieces;
    struct exact_piece *piece = memory_new(*pieces, sizeof *piece);
    int64_t at = 0;
    for (int i = 0; i < *pieces; at += piece[i++].count)
        piece[i] = exact_piece_at(need, at);
    return piece;
}

/* ------------------------------------------------------------------------ sliding minimum --- */

/* A need whose pieces are filled in. */
struct sight {
    const struct exact_need *need;
    const struct exact_piece *piece, *end;
};

/* `at` cells behind the first needed one, the gap counted. */
static struct place place_at(const struct sight *sight, int64_t at) {
    const struct exact_need *need = sight->need;
    struct place place = {sight->piece, sight->end, NULL, 0, 0};
    if (at >= need->gap_to)
        at -= need->gap_to - need->gap_from;
    while (place.piece < place.end && at >= place.piece->count)
        at -= (place.piece++)->count;
    if (place.piece < place.end)
        enter(&place, at);
    return place;
}

/* The walk from one place to another, over the gap. */
static struct exact_walk walk_between(const struct sight *sight, int64_t from, int64_t to) {
    const struct exact_need *need = sight->need;
    const struct exact_ring *ring = need->ring;
    struct exact_walk whole = walk_over(place_at(sight, from), lower64(to, need->gap_from) - from);
    if (to <= need->gap_from)
        return whole;
    for (int64_t at = need->gap_from; at < need->gap_to;) {
        int part = part_with(ring, round_ring(ring, need->begin + at));
        whole = then(whole, ring->part[part].walk);
        at += ring->part[part].count;
    }
    return then(whole, walk_over(place_at(sight, need->gap_to), to - need->gap_to));
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
static void narrow(const struct sight *sight, int64_t strips, uint64_t *words) {
    int64_t width = sight->need->width;
    struct place begin = place_at(sight, 0);
    for (int64_t strip = 0; strip < strips; strip++) {
        struct place ahead = begin;
        int16_t buffers[2][NARROW] = {{0}}, *minima = buffers[0], *other = buffers[1];
        for (int i = 0; i < 3 * 64; i += 64)
            walk(take(&ahead), minima[i], minima + i + 1);
        for (int have = 1, more; have < width; have += more) {
            more = have <= width - have ? have : (int)width - have;
            pair_minima(minima, more, NARROW - have - more + 1, other);
            int16_t *swap = minima;
            minima = other, other = swap;
        }
        words[strip] = cars_of(minima, sight->need->parity);
        take(&begin);
    }
}

/* The lowest height in each of `count` strips from `place` on, `height` being that before them.
   Returns the height behind them. */
static int64_t lowest_of_strips(struct place place, int64_t height, int64_t count,
                                int64_t *lowest) {
    for (int64_t strip = 0; strip < count; strip++) {
        uint64_t cells = take(&place);
        lowest[strip] = height + walk_minimum(cells);
        height += rise(cells);
    }
    return height;
}

/* The lowest height of the core, strip after strip: of what is left of the block that the core is
   leaving, of what lies between that and the next one, and of what it has entered there. */
struct core {
    int64_t *left, *entered; /* the lowest in each strip of the blocks, and of those behind them */
    int64_t block, between, lowest;
};

/* In turn for i = 0, 1, 2, ... */
static int64_t core_minimum(struct core *core, int64_t i) {
    if (core->block == 0)
        return NEVER;
    if (i % core->block == 0) {
        core->lowest = core->between;
        for (int64_t k = i + core->block - 2; k >= i; k--)
            core->left[k] = lower64(core->left[k], core->left[k + 1]);
    } else
        core->lowest = lower64(core->lowest, core->entered[i - 1]);
    return lower64(core->lowest, core->left[i]);
}

/* A height too far up to be a minimum may be brought nearer, so that it fits; its parity stays. */
static inline int16_t near(int64_t height) {
    return (int16_t)(height > FAR ? FAR + (height & 1) : height);
}

/* Measures the heights, counted from before the first window; `right` is that before the strip in
   which the windows end. Either the core is a block, and the next one follows it, or all cores
   share what is between the two. */
static struct core core_new(const struct sight *sight, int64_t strips, int64_t *right) {
    int64_t inner = inner_of(sight->need), block = lower64(inner, strips);
    int64_t end = sight->need->width - 65, behind = 64 * (inner + 1);
    struct core core = {.left = memory_new(block + strips, sizeof *core.left), .block = block};
    core.entered = core.left + block;
    int64_t height = walk_over(place_at(sight, 0), 64).rise;
    height = lowest_of_strips(place_at(sight, 64), height, block, core.left);
    struct exact_walk between = walk_between(sight, 64 * (block + 1), behind);
    core.between = height + between.lowest;
    height += between.rise;
    lowest_of_strips(place_at(sight, behind), height, strips, core.entered);
    *right = height - walk_over(place_at(sight, end), behind - end).rise;
    return core;
}

/* Windows of two strips or more, by the picture above. `left` is the height before the strip in
   which the windows begin. What whole strips leave of the core, the strip before `right` covers. */
static void wide(const struct sight *sight, int64_t strips, uint64_t *words) {
    struct place begin = place_at(sight, 0), end = place_at(sight, sight->need->width - 65);
    int64_t left = 0, right;
    struct core core = core_new(sight, strips, &right);

    heights from, to;
    uint64_t cells = take(&end);
    walk_minima_to(cells, to);
    int64_t before_end = right + to[63];
    right += rise(cells);
    for (int64_t strip = 0; strip < strips; strip++) {
        int64_t low = lower64(core_minimum(&core, strip), before_end);
        int64_t ground = lower64(low, lower64(left, right));
        int16_t l = near(left - ground), middle = near(low - ground), r = near(right - ground);
        uint64_t begins = take(&begin);
        walk_minima_from(begins, from);
        cells = take(&end);
        walk_minima_to(cells, to);
        int16_t minima[65] = {lower(lower(l, (int16_t)(l + from[0])), middle)};
        for (int k = 0; k < 64; k++)
            minima[k + 1] = lower(lower((int16_t)(l + from[k]), middle), (int16_t)(r + to[k]));
        words[strip] = cars_of(minima, sight->need->parity + l);
        before_end = right + to[63];
        right += rise(cells);
        left += rise(begins);
    }
    free(core.left);
}

/* -------------------------------------------------------------------------- what is asked --- */

void exact_solve(const struct exact_need *need, const struct exact_piece *piece, int pieces,
                 uint64_t *words) {
    const struct sight sight = {need, piece, piece + pieces};
    if (need->count == 0)
        return;
    make_tables();
    (need->width < 128 ? narrow : wide)(&sight, road_words(need->count), words);
    if (need->count % 64 != 0)
        words[need->count / 64] &= ((uint64_t)1 << need->count % 64) - 1;
}

void exact_cells(const struct road *start, int64_t steps, int64_t first, int64_t count,
                 uint64_t *words) {
    struct exact_part whole = {0, start->cells, {start->cells - 2 * road_cars(start), 0}};
    struct exact_ring ring = exact_ring_of(&whole, 1);
    struct exact_need need = exact_need_of(&ring, steps, first, count);
    int pieces;
    struct exact_piece *piece = exact_pieces(&need, &pieces);
    for (int i = 0; i < pieces; i++)
        piece[i].words = start->words + piece[i].first / 64;
    exact_solve(&need, piece, pieces, words);
    free(piece);
}

struct road exact_road(const struct road *start, int64_t steps) {
    struct road road = road_new(start->cells, 0, start->cells);
    exact_cells(start, steps, 0, start->cells, road.words);
    return road;
}
