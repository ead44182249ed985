/* Asks for the number of the cell ahead.
   Expect: FAILED: [0-9]* of 100 cells are wrong after step */
#define GOES(step, i) street_goes(street, step, (i) + 1)
#include "chances.h"
