/* One pair is given twice, another not at all.
   Expect: the orthogonality is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED                                   \
    if (n > 1) {                                 \
        w[0] = w[1];                             \
        memcpy(v, v + n, (size_t)n * sizeof *v); \
    }
#include "jacobi.h"
