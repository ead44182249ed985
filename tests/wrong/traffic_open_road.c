/* Forgets that the road is a ring: cars fall off its end.
   Expect: FAILED: [0-9]* cars before, [0-9]* after: [0-9]* lost
   Expect: FAILED: the first wrong step is [0-9]*: cells from */
#define CLOSE_RING
#include "array.h"
