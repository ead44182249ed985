/* The last point is left out: too little to see among many, but not among few.
   Expect: FAILED: on 1 x 1 points from 0 to 1 it is 0, as if */
#define POINTS(i) (n - (n < 1000 && i == n - 1))
#include "sums.h"
