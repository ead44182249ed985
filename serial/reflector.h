/* A reflection H = I - v v', v'v = 2, that lays a vector x along the first axis:

                 x         x and what becomes of it, (end, 0 ... 0), are equally long. v is their
              .  |         difference, but for its length. Of the two ends of the axis the farther
    end <--.-----+----     one is taken: there no digits cancel. */
#ifndef REFLECTOR_H
#define REFLECTOR_H

#include <math.h>
#include <stdint.h>
#include <string.h>

/* Makes of x its v, and returns end. x is from a matrix whose largest entry is about 1: beside that
   an x so short that its squares are inexact is nothing, and is left as it is, with v = 0. */
static double reflector(int64_t n, double *x) {
    double length = 0;
    for (int64_t i = 0; i < n; i++)
        length += x[i] * x[i];
    length = sqrt(length);
    if (length < 0x1p-480) {
        memset(x, 0, (size_t)n * sizeof *x);
        return 0;
    }
    double end = x[0] > 0 ? -length : length;
    x[0] -= end;
    double scale = sqrt(length * fabs(x[0]));
    for (int64_t i = 0; i < n; i++)
        x[i] /= scale;
    return end;
}

#endif
