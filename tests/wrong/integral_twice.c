/* A row that two threads take for theirs.
   Expect: FAILED: on 1500 x 1500 points from 0 to 1.5708 it is 2.00[0-9]*; */
#define ROWS(i) (1 + (i == n / 3))
#include "sums.h"
