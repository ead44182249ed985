/* What sine_wide.c offers, once for each width. */
#ifndef SINE_WIDE_H
#define SINE_WIDE_H

#include "wide.h"

/* sum of sin(first + j step), j = 0 ... count - 1, for arguments from -2000 to 2000. Each sine is
   right to 2.5e-16. */
#define SINE_DECLARE(bits) double sine_sum_##bits(double first, double step, int64_t count);
WIDE_EACH(SINE_DECLARE)

/* The same at a width that runs. */
static inline double sine_sum(int width, double first, double step, int64_t count) {
#define SINE_CALL(bits)  \
    if (width == (bits)) \
        return sine_sum_##bits(first, step, count);
    WIDE_EACH(SINE_CALL)
    return 0;
}

#endif
