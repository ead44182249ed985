/* Not n * n sines but 2 n: sin(x + y) = sin x cos y + cos x sin y, so that the sum over the square
   is made of two sums over its side.

       sum of sin(x[i] + y[j])  =  (sum of sin x[i]) (sum of cos y[j])
                                +  (sum of cos x[i]) (sum of sin y[j])

   As on the road, the best optimisation is a better algorithm; as there, it has to know the
   question. */
#include "integral.h"

#include <math.h>

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / (double)n, sines = 0, cosines = 0;
    for (int64_t i = 0; i < n; i++) {
        double x = low + ((double)i + 0.5) * h;
        sines += sin(x);
        cosines += cos(x);
    }
    return 2 * sines * cosines * h * h; /* x and y run over the same points */
}

const struct integral_stage integral_stage = {
    .idea = "two sums instead of a square",
    .integrate = integrate,
};
