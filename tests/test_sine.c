/* Sums of sines, at each width of vectors that runs here, beside the library's in higher precision.
 */
#include "sine_wide.h"
#include "test.h"

#include <math.h>

enum { MANY = 200000, LONGEST = 100 };
static const double ALLOWED = 2.5e-16;

/* Of the arguments from -end to end, in what is allowed. */
static double worst_sine(int width, double end) {
    double worst = 0;
    for (int i = 0; i <= MANY; i++) {
        double x = end * (2.0 * i / MANY - 1), sine = sine_sum(width, x, 0, 1);
        double error = fabs((double)(sine - sinl(x))) / ALLOWED;
        worst = error <= worst ? worst : error; /* not a number is worse than any */
    }
    return worst;
}

/* All lengths, so that a sum ends at each place of a vector and of several. */
static double worst_sum(int width, double first, double step) {
    double worst = 0;
    long double exact = 0;
    for (int count = 0; count <= LONGEST; count++) {
        double error = fabs((double)(sine_sum(width, first, step, count) - exact));
        worst = error <= worst ? worst : error;
        exact += sinl((long double)first + (long double)count * step);
    }
    return worst;
}

static void test_width(int width) {
    static const double ends[] = {1e-8, 1.5707963267948966, 20, 2000};
    for (int i = 0; i < 4; i++) {
        double worst = worst_sine(width, ends[i]);
        test_check(worst <= 1, "sine, %d bits, to %g: %.2f of the error allowed", width, ends[i],
                   worst);
    }
    double worst = worst_sum(width, -3, 0.0625);
    test_check(worst < 1e-13, "sine, %d bits: sums of 0 to %d, error %.2g", width, LONGEST, worst);
}

int main(void) {
#define TEST(width)        \
    if (wide_runs(width))  \
        test_width(width); \
    else                   \
        test_skip("sine, %d bits: this processor has no such vectors", width);
    WIDE_EACH(TEST)
    return test_end();
}
