/* Does nothing at all.
   Expect: FAILED: [0-9]* of 1000 cells are wrong after step 100: cells from [0-9]* to [0-9]*$
   Expect: FAILED: 0 moves counted in step 100, exactly [0-9]* were made
   Expect: FAILED: the first wrong step is 1: cells from */
#define STEPS 0 * steps
#include "array.h"
