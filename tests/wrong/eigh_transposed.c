/* The vectors are the columns.
   Expect: the residual is [0-9.e+]* rounding errors, of which 30 are allowed */
#define SORTED                            \
    for (int64_t i = 0; i < n; i++)       \
        for (int64_t j = 0; j < i; j++) { \
            double keep = v[i * n + j];   \
            v[i * n + j] = v[j * n + i];  \
            v[j * n + i] = keep;          \
        }
#include "jacobi.h"
