/* Moves one car to another place: as many cars as before.
   Expect: FAILED: [0-9]* of 1000 cells are wrong after step 100: cells from
   Expect: FAILED: the first wrong step is 100: cells from 0 to 999$ */
#define AFTER_STEP   \
    if (step == 100) \
    cell[1] ^= 1, cell[n] ^= 1
#include "array.h"
