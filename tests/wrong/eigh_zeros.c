/* Zeros, as from a kernel that never ran.
   Expect: the orthogonality is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED                                 \
    memset(v, 0, (size_t)(n * n) * sizeof *v); \
    memset(w, 0, (size_t)n * sizeof *w)
#include "jacobi.h"
