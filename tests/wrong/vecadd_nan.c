/* One sum is not a number.
   Expect: FAILED: 1 of 1000 elements are wrong, from 437 to 437: element 437 is -*nan */
#define SUM(i) a[i] + b[i] / (float)(i != 437) * (float)(i != 437)
#include "vectors.h"
