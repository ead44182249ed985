/* Fuks's flow in step n is a sum over j of (j/n) C(2n, n-j) d^(n-j) (1-d)^(n+j), taken from 1 - d.
   The terms are those of a binomial distribution: with K cars among 2n cells,

       flow = 1 - d - E[max(0, n - K)] / n,      velocity = flow / d

   so the sum runs outwards from the likeliest K, each probability from its neighbour's by one
   ratio, until they are too small to count: some sqrt(n) terms, and no large factorials to lose
   digits. */
#include "theory.h"

#include <math.h>

/* Sums probabilities (times the likeliest one) and the excess they carry, away from `k`. */
static void add_side(double d, double n, double k, int direction, double *sum, double *excess) {
    double odds = d / (1 - d), p = 1;
    for (k += direction; k >= 0 && k <= 2 * n; k += direction) {
        p *= direction > 0 ? odds * (2 * n - k + 1) / k : (k + 1) / (2 * n - k) / odds;
        if (p < 1e-18)
            return;
        *sum += p;
        *excess += p * fmax(0, n - k);
    }
}

double theory_velocity(double d, int64_t step) {
    double n = (double)step, likeliest = floor((2 * n + 1) * d);
    if (d >= 1)
        return 0;
    if (step > (int64_t)1 << 40) /* all but steady: the rest is below 1e-6 */
        return fmin(d, 1 - d) / d;
    double sum = 1, excess = fmax(0, n - likeliest);
    add_side(d, n, likeliest, +1, &sum, &excess);
    add_side(d, n, likeliest, -1, &sum, &excess);
    return (1 - d - excess / sum / n) / d;
}
