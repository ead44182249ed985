/* The exact solution: the road after any number of steps, without taking one.

   Let A(x, t) be the cars that have crossed from cell x to cell x + 1 by step t. Then (Newell's
   minimum principle, Transportation Research B 27, 281 (1993))

       A(x, t) = min over b = 0 ... t of  A(x - t + 2b, 0) + b,   A(x, 0) = -(cars in cells 0 ... x)

   and cell x holds a car after t steps when A(x-1, t) - A(x, t) = 1. See exact.c for how that
   becomes a sliding minimum. It shares nothing with any stage, so it can judge them all. */
#ifndef EXACT_H
#define EXACT_H

#include "road.h"

/* Writes cells first ... first + count - 1 of the road as it is after `steps` >= 0 steps into
   `words`, 64 to a word, bits past the end 0. `start` is the whole road at step 0, of 1 cell or
   more. Time O(cells), whatever the steps; memory EXACT_BYTES_PER_CELL * start->cells beside
   `words`. Source: Newell as above. No memory: exits with status 2. */
void exact_cells(const struct road *start, int64_t steps, int64_t first, int64_t count,
                 uint64_t *words);

/* The whole road after `steps` steps; to be given back with road_free. */
struct road exact_road(const struct road *start, int64_t steps);

#define EXACT_BYTES_PER_CELL 0.4

#endif
