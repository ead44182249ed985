/* The roots of 1/rho + sum z[j]^2 / (pole[j] - x), between each two poles and behind the last:

             |      /|      /|      /            a sum of hyperbolas, rising from each pole to the
         ----|----o--|--o----|-----o---          next. Its roots are the eigenvalues of
             |   /   | /     |   /               diag(pole) + rho z z'. Near a root, two hyperbolas
            p0      p1      p2                   stand for all: a step solves for their root.

   x is held as a distance from the nearest pole, so that however near it comes, all differences are
   right to their last digits. The step: R.-C. Li, Solving secular equations stably, 1993. */
#ifndef SECULAR_H
#define SECULAR_H

#include "eights.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

struct hyperbolas {
    double value, slope;
};

/* gap: from the pole that x is counted from to all poles. */
static inline struct hyperbolas add_poles(int64_t count, const double *gap, const double *z,
                                          double x) {
    eight value = {0}, slope = {0};
    int64_t j = 0;
    for (; j + 8 <= count; j += 8) {
        eight part = EIGHT_AT(z + j) / (EIGHT_AT(gap + j) - x);
        value += EIGHT_AT(z + j) * part;
        slope += part * part;
    }
    struct hyperbolas sum = {EIGHT_SUM(value), EIGHT_SUM(slope)};
    for (; j < count; j++) {
        double part = z[j] / (gap[j] - x);
        sum.value += z[j] * part;
        sum.slope += part * part;
    }
    return sum;
}

/* The step from x to the root of c and two hyperbolas, whose poles are `left` and `right` away from
   x, and which together have the value f and the slope df there. */
static inline double two_pole_step(double left, double right, double f, double df, double c) {
    double a = (left + right) * f - left * right * df, b = left * right * f;
    double root = sqrt(fabs(a * a - 4 * b * c));
    if (right > 0)
        return a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
    return a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
}

struct secular {
    int64_t count;
    int64_t left, own; /* the lower of the two poles, and that of both from which x is counted */
    const double *z, *gap;
    double rho_inverse, low, high; /* x is between low and high */
};

/* The next x, from the function's value and slope there: the hyperbola of x's own pole is as it is,
   and that of the other pole and a constant stand for all that is left. */
static inline double secular_step(const struct secular *s, double x, double f, double df) {
    double left = s->gap[s->left] - x, right = s->gap[s->left + 1] - x;
    double own = s->gap[s->own] - x, other = s->own == s->left ? right : left;
    double weight = s->z[s->own] / own;
    double c = f - other * df - (own - other) * weight * weight;
    double step = two_pole_step(left, right, f, df, c);
    if (!(step * f < 0))
        step = -f / df;
    return x + step > s->low && x + step < s->high ? x + step : (s->low + s->high) / 2;
}

/* Until the value is as small as the errors of its sum, or no number is between low and high: a few
   steps. False: it took too many, which is not known to happen. */
static inline bool secular_search(struct secular *s, double *x) {
    enum { MOST_STEPS = 400 };
    double error = DBL_EPSILON * (8 + (double)s->count / 8);
    int64_t right = s->left + 1;
    for (int step = 0; step < MOST_STEPS; step++) {
        struct hyperbolas below = add_poles(right, s->gap, s->z, *x),
                          above = add_poles(s->count - right, s->gap + right, s->z + right, *x);
        double f = s->rho_inverse + below.value + above.value;
        if (fabs(f) <= error * (s->rho_inverse + fabs(below.value) + fabs(above.value)))
            return true;
        *(f < 0 ? &s->low : &s->high) = *x;
        double next = secular_step(s, *x, f, below.slope + above.slope);
        if (!(next > s->low && next < s->high))
            return true;
        *x = next;
    }
    return false;
}

static inline void set_gaps(int64_t count, const double *pole, double from, double *gap) {
    for (int64_t j = 0; j < count; j++)
        gap[j] = pole[j] - from;
}

/* Root i. gap gets pole[j] - root for all j. Returns whether it was found. */
static inline bool secular_root(int64_t count, int64_t i, const double *pole, const double *z,
                                double rho, double *gap, double *root) {
    bool last = i == count - 1;
    if (count == 1) {
        gap[0] = -rho * z[0] * z[0];
        *root = pole[0] - gap[0];
        return true;
    }
    double width = last ? rho * row_dot(count, z, z) : pole[i + 1] - pole[i];
    set_gaps(count, pole, pole[i], gap);
    bool lower = last || 1 / rho + add_poles(count, gap, z, width / 2).value >= 0;
    struct secular s = {.count = count,
                        .left = last ? i - 1 : i,
                        .own = lower ? i : i + 1,
                        .z = z,
                        .gap = gap,
                        .rho_inverse = 1 / rho,
                        .low = lower ? 0 : -width / 2,
                        .high = last    ? 2 * width
                                : lower ? width / 2
                                        : 0};
    double x = lower ? width / 2 : -width / 2;
    set_gaps(count, pole, pole[s.own], gap);
    bool found = secular_search(&s, &x);
    *root = pole[s.own] + x;
    for (int64_t j = 0; j < count; j++)
        gap[j] -= x;
    return found;
}

#endif
