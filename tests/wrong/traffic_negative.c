/* Counts with a sign error.
   Expect: FAILED: -[0-9]* moves in step 10, where 0 to [0-9]* are possible */
#define AFTER_ADVANCE moves = -moves
#include "array.h"
