/* The exact solution: the road after any number of steps, without taking one.

   Let A(x, t) be the cars that have crossed from cell x to cell x + 1 by step t. Then (Newell's
   minimum principle, Transportation Research B 27, 281 (1993))

       A(x, t) = min over b = 0 ... t of  A(x - t + 2b, 0) + b,   A(x, 0) = -(cars in cells 0 ... x)

   and cell x holds a car after t steps when A(x-1, t) - A(x, t) = 1. See exact.c for how that
   becomes a sliding minimum. It shares nothing with any stage, so it can judge them all.

   A ring in parts, one to a rank, is solved a part at a time. Of the cells at step 0 it takes those
   around first - t and first + t, where the windows end; of what lies between, two numbers a part.
 */
#ifndef EXACT_H
#define EXACT_H

#include "road.h"

/* The whole road after `steps` >= 0 steps; to be given back with road_free. `start` is the whole
   road at step 0, of 1 cell or more. */
struct road exact_road(const struct road *start, int64_t steps);

/* Writes cells first ... first + count - 1 of it into `words`, 64 to a word, bits past the end 0;
   behind the road's last cell comes its first again. Time O(cells), whatever the steps. No memory:
   exits with status 2. */
void exact_cells(const struct road *start, int64_t steps, int64_t first, int64_t count,
                 uint64_t *words);

/* Memory, beside `words`, for each cell of a road that is whole, and of a part of one, with what it
   takes to hold the other parts' cells. */
#define EXACT_BYTES_PER_CELL 0.3
#define EXACT_BYTES_PER_CELL_OF_PARTS 0.8

/* -------------------------------------------------------------------------- roads in parts --- */

/* A road drawn as a walk, one up for an empty cell, one down for a car: its height behind the last
   cell, and the lowest behind any, both counted from before the first. */
struct exact_walk {
    int64_t rise, lowest;
};

/* A part at step 0, as the others know it. */
struct exact_part {
    int64_t first, count;
    struct exact_walk walk;
};
struct exact_part exact_part_of(const struct road *road);

/* All parts, in order; those without cells are the last. */
struct exact_ring {
    const struct exact_part *part;
    int parts;
    int64_t cells, rise;
};
struct exact_ring exact_ring_of(const struct exact_part *part, int parts);

/* Which cells of the ring at step 0 tell what cells first ... first + count - 1 are after `steps`
   steps: `cells` of them, from cell `begin` on (it may be negative: the road goes round), but for
   the whole parts between gap_from and gap_to, counted from there. */
struct exact_need {
    const struct exact_ring *ring;
    int64_t count, cells, begin, gap_from, gap_to;
    int64_t width; /* of a window, in cells, at most the ring's */
    int parity;    /* 0: the height before a window has the parity that counts; 1: it has not */
};
struct exact_need exact_need_of(const struct exact_ring *ring, int64_t steps, int64_t first,
                                int64_t count);

/* As many of the needed cells as lie side by side in one part: the part's cells first ... first +
   count - 1. `words` is for whom has them to fill in: the word that holds the first, and those
   behind it. */
struct exact_piece {
    int part;
    int64_t first, count;
    const uint64_t *words;
};

/* The piece that begins with the `at`-th needed cell; the next begins `count` further on. */
struct exact_piece exact_piece_at(const struct exact_need *need, int64_t at);

/* All of them, to be given back with free; how many are in *pieces. */
struct exact_piece *exact_pieces(const struct exact_need *need, int *pieces);

/* Writes the cells that the need is of, as exact_cells does. */
void exact_solve(const struct exact_need *need, const struct exact_piece *piece, int pieces,
                 uint64_t *words);

#endif
