/* The QL iteration: all eigenpairs of a symmetric tridiagonal matrix by implicitly shifted steps,
   after Francis, Kublanovskaya and Wilkinson. A step turns neighbouring axes from below upwards:

       x o            x o            x o +          The first turn is the one a shift asks for. It
       o x o          o x o +        o x o          drives out an entry, +, and each further turn
         o x o   ->     o x o   ->   + o x o   ->   moves that up by one, until it falls out at the
           o x          + o x            o x        top. The entry o at the top shrinks cubically.
 */
#ifndef QL_H
#define QL_H

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>

enum { QL_STEPS = 30 }; /* for each eigenvalue, on average; two or three are what it takes */

/* Turns axes i and i + 1 by cosine c and sine s: in the matrix, and the rows of v. */
static void ql_turn(int64_t n, double *d, double *e, double v[n][n], int64_t i, double c,
                    double s) {
    double h = s * (d[i] - d[i + 1]) + 2 * c * e[i];
    d[i] -= s * h;
    d[i + 1] += s * h;
    e[i] = c * h - e[i];
    for (int64_t k = 0; k < n; k++) {
        double x = v[i][k], y = v[i + 1][k];
        v[i][k] = c * x - s * y;
        v[i + 1][k] = s * x + c * y;
    }
}

/* The eigenvalue of the topmost two rows that is nearer to d[0]. */
static double ql_shift(const double *d, const double *e) {
    double theta = (d[1] - d[0]) / (2 * e[0]);
    return d[0] - e[0] * (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
}

static void ql_step(int64_t n, double *d, double *e, double v[n][n], int64_t top, int64_t bottom) {
    double x = d[bottom] - ql_shift(d + top, e + top), driven = e[bottom - 1];
    for (int64_t i = bottom - 1; i >= top; i--) {
        double length = hypot(x, driven), c = length > 0 ? x / length : 1,
               s = length > 0 ? driven / length : 0;
        if (i + 1 < bottom)
            e[i + 1] = length;
        ql_turn(n, d, e, v, i, c, s);
        x = e[i];
        if (i > top) {
            driven = s * e[i - 1];
            e[i - 1] *= c;
        }
    }
}

/* The last row that hangs together with `top`: what is beside the diagonal is not negligible. */
static int64_t ql_bottom(int64_t n, const double *d, const double *e, int64_t top) {
    int64_t i = top;
    while (i + 1 < n && !(fabs(e[i]) <= DBL_EPSILON * (fabs(d[i]) + fabs(d[i + 1]))))
        i++;
    return i;
}

/* d is the diagonal, e[i] stands between d[i] and d[i + 1]; v is turned with them. d becomes the
   eigenvalues, e zeros or nearly. NULL, or why not. */
static const char *ql(int64_t n, double *d, double *e, double v[n][n]) {
    int64_t steps = 0, bottom;
    for (int64_t top = 0; top < n; top++)
        while ((bottom = ql_bottom(n, d, e, top)) > top) {
            if (steps++ == QL_STEPS * n)
                return "QL: no convergence after 30 steps for each eigenvalue";
            ql_step(n, d, e, v, top, bottom);
        }
    return NULL;
}

#endif
