/* Asks for the numbers of the step before.
   Expect: FAILED: [0-9]* of 100 cells are wrong after step [0-9]*: cells from
   Expect: FAILED: once more from the start, step by step */
#define GOES(step, i) street_goes(street, (step)-1, i)
#include "chances.h"
