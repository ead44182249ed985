/* How far the ranks are apart in something that each has a value of. */
#ifndef SPREAD_H
#define SPREAD_H

#include <stdint.h>

struct spread {
    double least, median, most;
    int last; /* a rank that has the most */
};

/* values[r * stride] is that of rank r, one for each rank of the world. */
struct spread spread_of(const double *values, int64_t stride);

#endif
