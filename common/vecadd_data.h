/* The two vectors of vecadd, and the judge of their sum. All sums are exact in single precision, so
   there is nothing to be tolerated; and each depends on its place, so that one from elsewhere is
   found out. */
#ifndef VECADD_DATA_H
#define VECADD_DATA_H

#include <stdbool.h>
#include <stdint.h>

struct vecadd_data {
    int64_t count, seed; /* each run has the next seed: what is left of the run before is wrong */
    bool ones;           /* all elements are 1: any order of them will do then */
};

void vecadd_make(const struct vecadd_data *data, float *a, float *b);

/* The exact sum of the elements i. */
float vecadd_sum(const struct vecadd_data *data, int64_t i);

/* Fills count + 1 elements with what no sum is: not a number. */
void vecadd_poison(const struct vecadd_data *data, float *c);

/* Whether c, which was poisoned, holds the sums and nothing behind them; if not, says on stderr
   which are wrong, and what the first of them looks like. */
bool vecadd_judge(const struct vecadd_data *data, const float *c);

#endif
