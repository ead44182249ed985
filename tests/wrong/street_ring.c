/* Forgets that the road is open: the last car waits for the one on the first cell.
   Expect: FAILED: [0-9]* of 100 cells are wrong after step [0-9]*: cells from */
#define AHEAD(i) cell[(i) == n ? 1 : (i) + 1]
#include "chances.h"
