/* Counts every move twice.
   Expect: FAILED: [0-9]* moves in step 10, where 0 to [0-9]* are possible
   Expect: FAILED: [0-9]* moves counted in step 100, exactly [0-9]* were made
   Expect: FAILED: the first wrong step is 1: all cells right */
#define AFTER_ADVANCE moves *= 2
#include "array.h"
