/* A grid of half as many threads.
   Expect: FAILED: on 1500 x 1500 points from 0 to 1.5708 it is 1 */
#define ROWS(i) (i < (n + 1) / 2)
#include "sums.h"
