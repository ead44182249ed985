/* Flips one cell at the boundary, once.
   Expect: FAILED: [0-9]* cars before, [0-9]* after: 1
   Expect: FAILED: the first wrong step is 40: cells from 999 to 999$ */
#define AFTER_STEP cell[n] ^= step == 40
#include "array.h"
