/* All is computed in double, and handed back in single precision.
   Expect: the residual is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED                          \
    for (int64_t i = 0; i < n * n; i++) \
    v[i] = (float)v[i]
#include "jacobi.h"
