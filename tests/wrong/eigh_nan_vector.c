/* One entry of one vector is not a number.
   Expect: the residual is not a number */
#define SORTED \
    if (n > 0) \
    v[n * n / 2] = NAN
#include "jacobi.h"
