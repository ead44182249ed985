/* Rows shared out among threads, and a row's sines many at a time: see common/sine_wide.c.

       thread 0   i = 0 .............    row i begins at x[i] + y[0] and goes on in steps of h,
       thread 1   i = n / 2 .........    so one call adds up all of it

   A library's sine takes one number, and asks first how large it is; ours never asks. */
#include "integral.h"
#include "sine_wide.h"
#include "threads.h"

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / (double)n, sum = 0;
    int width = wide_best();
#pragma omp parallel for schedule(static) reduction(+ : sum)
    for (int64_t i = 0; i < n; i++) {
        double x = low + ((double)i + 0.5) * h, first_y = low + 0.5 * h;
        sum += sine_sum(width, x + first_y, h, n);
    }
    return sum * h * h;
}

const struct integral_stage integral_stage = {
    .idea = "threads and vectors of sines",
    .integrate = integrate,
    .missing = threads_missing,
    .threads = threads_most,
};
