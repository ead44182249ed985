/* What the midpoint rule's sum of sin(x + y) comes to, exactly, and how far from it a stage may be.
 */
#ifndef INTEGRAL_EXACT_H
#define INTEGRAL_EXACT_H

#include <stdbool.h>
#include <stdint.h>

struct integral_task {
    int64_t n; /* points a side */
    double low, high;
};

/* The integral itself, and by the midpoint rule on the n x n points. */
double integral_true(const struct integral_task *task);
double integral_exact(const struct integral_task *task);

/* The error that rounding explains, of points in single precision or not; sums are in double. */
double integral_tolerance(const struct integral_task *task, bool single);

/* Whether the value is right within the tolerance; if not, says on stderr what it should be. */
bool integral_judge(const struct integral_task *task, bool single, double value);

#endif
