/* Takes the next number instead of that of the cell: another road for every order of asking.
   Expect: FAILED: [0-9]* of 100 cells are wrong after step */
static long long drawn;
#define GOES(step, i) street_goes(street, step, drawn++ % street->cells)
#include "chances.h"
