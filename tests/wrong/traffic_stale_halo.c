/* Fills the halo cells at the start and never again.
   Expect: FAILED: [0-9]* of 1000 cells are wrong
   Expect: FAILED: the first wrong step is [0-9]*: cells from */
#define CLOSE_RING \
    if (step == 1) \
    cell[0] = cell[n], cell[n + 1] = cell[1]
#include "array.h"
