/* A right stage with holes in it: each wrong integral stage here defines one of these macros, and
   is right in everything else. With none of them defined the stage passes. */
#include "integral.h"

#include <math.h>
#include <stdlib.h>

#ifndef BEGIN /* before anything is added up */
#define BEGIN
#endif
#ifndef ROWS /* how often row i is added */
#define ROWS(i) 1
#endif
#ifndef POINTS /* of row i */
#define POINTS(i) n
#endif
#ifndef ROW_ENDS /* whether a row's sum is added to that of all */
#define ROW_ENDS true
#endif
#ifndef RESULT
#define RESULT(value) value
#endif
#ifndef SUM /* the type of sums */
#define SUM double
#endif
#ifndef SINGLE
#define SINGLE false
#endif

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / (double)n;
    SUM sum = 0, row = 0;
    BEGIN;
    for (int64_t i = 0; i < n; i++) {
        for (int64_t j = 0; j < POINTS(i); j++)
            row += (SUM)sin(2 * low + ((double)(i + j) + 1) * h);
        if (!(ROW_ENDS))
            continue;
        sum += row * (SUM)(ROWS(i));
        row = 0;
    }
    return RESULT((double)sum * h * h);
}

const struct integral_stage integral_stage = {
    .idea = "wrong on purpose",
    .integrate = integrate,
    .single = SINGLE,
};
