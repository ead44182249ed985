/* One vector is turned round, and too long.
   Expect: the orthogonality is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED                      \
    for (int64_t i = 0; i < n; i++) \
    v[i] *= -1.0001
#include "jacobi.h"
