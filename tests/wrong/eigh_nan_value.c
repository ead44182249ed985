/* One value is not a number.
   Expect: the residual is not a number */
#define SORTED \
    if (n > 0) \
    w[n - 1] = NAN
#include "jacobi.h"
