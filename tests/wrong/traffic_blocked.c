/* Wrong only when several steps are asked for at once.
   Expect: FAILED: [0-9]* of 1000 cells are wrong
   Expect: FAILED: but right when it takes one step at a time */
#define STEPS (steps - (steps > 1))
#include "array.h"
