/* One value is wrong in its ninth digit.
   Expect: the residual is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED \
    if (n > 0) \
    w[n - 1] *= 1 + 1e-8
#include "jacobi.h"
