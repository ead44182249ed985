/* What the judge of integrals takes for exact, against all points added up one by one. */
#include "integral_exact.h"
#include "test.h"

#include <math.h>

static double added_up(const struct integral_task *task) {
    long double h = ((long double)task->high - task->low) / task->n, sum = 0;
    for (int64_t i = 0; i < task->n; i++)
        for (int64_t j = 0; j < task->n; j++)
            sum += sinl(2 * (long double)task->low + (i + j + 1) * h);
    return (double)(sum * h * h);
}

static void test_sum(int64_t n, double low, double high) {
    const struct integral_task task = {n, low, high};
    double exact = integral_exact(&task), sum = added_up(&task);
    test_check(fabs(exact - sum) <= integral_tolerance(&task, false) / 4,
               "integral: %lld points a side from %g to %g: %.12g, added up %.12g", (long long)n,
               low, high, exact, sum);
}

int main(void) {
    static const double limits[][2] = {{0, M_PI},   {0, M_PI / 2}, {-1, 0.5},   {-1000, 1000},
                                       {900, 903},  {0, 6 * M_PI}, {1, 1.0001}, {-7, 11.5},
                                       {-3.5, 3.5}, {0, 1e-3}};
    static const int64_t sizes[] = {1, 2, 3, 4, 6, 7, 100, 333};
    for (int l = 0; l < 10; l++)
        for (int s = 0; s < 8; s++)
            test_sum(sizes[s], limits[l][0], limits[l][1]);
    const struct integral_task quarter = {1000000, 0, M_PI / 2}, half = {1000000, 0, M_PI},
                               other = {1000000, 0.25, 2};
    double known = -(sin(4) - 2 * sin(2.25) + sin(0.5));
    test_check(fabs(integral_true(&quarter) - 2) < 1e-15, "integral: from 0 to pi/2 it is 2");
    test_check(fabs(integral_true(&half)) < 1e-15, "integral: from 0 to pi it is 0");
    test_check(fabs(integral_true(&other) - known) < 1e-15, "integral: from 1/4 to 2 it is %.9g",
               known);
    test_check(fabs(integral_exact(&quarter) - 2) < 1e-12, "integral: many points come near it");
    test_check(!integral_judge(&quarter, false, NAN), "integral: NaN is not right");
    test_check(!integral_judge(&quarter, true, INFINITY), "integral: nor is infinity");
    test_check(integral_judge(&quarter, true, 2.000001), "integral: 2.000001 is, in single");
    test_check(!integral_judge(&quarter, false, 2.000001), "integral: but not in double");
    return test_end();
}
