/* The sum is the imaginary part of a square, that of the sum of e^ix over one side; and that is
   e^i(middle of the side) times a real sum, a geometric progression's: with w = high - low, h = w /
   n

       sum of cos((i + 1/2) h - w / 2) = sin(w / 2) / sin(h / 2)

   The midpoint rule gives  sin(low + high) (h times that)^2,  and the integral itself is
   sin(low + high) (2 sin(w / 2))^2.  The n x n points are not looked at, so nothing is shared with
   any stage. */
#include "integral_exact.h"

#include "die.h"

#include <float.h>
#include <math.h>

double integral_true(const struct integral_task *task) {
    double side = 2 * sin((task->high - task->low) / 2);
    return sin(task->low + task->high) * side * side;
}

/* With less than a point for half a wave, both sines of the quotient may be next to nothing: then
   the few points are added up. */
static double sum_of_side(int64_t n, double w) {
    double h = w / (double)n, sum = 0;
    if (h < 3)
        return sin(w / 2) / sin(h / 2);
    for (int64_t i = 0; i < n; i++)
        sum += cos(((double)i + 0.5) * h - w / 2);
    return sum;
}

double integral_exact(const struct integral_task *task) {
    double w = task->high - task->low;
    double side = w / (double)task->n * sum_of_side(task->n, w);
    return sin(task->low + task->high) * side * side;
}

/* A point is off by the rounding of x, of y and of their sum, and its sine by one more or, on a
   device in a hurry, a few: not more than eight roundings of the largest of these. A sum of n
   numbers is off by n of its own, first along a row and then over all rows; twice that. */
double integral_tolerance(const struct integral_task *task, bool single) {
    double w = task->high - task->low, largest = fmax(fabs(task->low), fabs(task->high));
    double of_point = (single ? FLT_EPSILON : DBL_EPSILON) * 4 * (1 + largest);
    double of_sum = DBL_EPSILON * 2 * (double)task->n;
    return w * w * (of_point + of_sum);
}

/* Written so that what is not a number is not right. */
bool integral_judge(const struct integral_task *task, bool single, double value) {
    double exact = integral_exact(task), tolerance = integral_tolerance(task, single);
    if (fabs(value - exact) <= tolerance)
        return true;
    die_warn("FAILED: on %lld x %lld points from %g to %g it is %.9g%s; by the midpoint rule it is "
             "%.9g, within %.2g",
             (long long)task->n, (long long)task->n, task->low, task->high, value,
             value == 0 ? ", as if nothing had run" : "", exact, tolerance);
    return false;
}
