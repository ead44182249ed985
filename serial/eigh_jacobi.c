/* Jacobi's rotations: the shortest way from the definition to all eigenpairs.

          p   q
      . . . . . .      Turn the axes p and q by the angle that makes a[p][q] zero. The entries off
    p . . x . o .      the diagonal, squared and added up, lose that one and gain nothing: turn
      . . . . . .      after turn, sweep after sweep over all pairs, the eigenvalues come to stand
    q . . o . x .      on the diagonal. The axes, turned with it, are the vectors.

   Built with -O3 alone, the baseline of all speed-ups, and, as jacobi-native, for this machine. */
#include "eigh.h"
#include "eigh_order.h"
#include "memory.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SWEEPS = 50 };

/* t, the tangent of the angle, is the smaller root of t^2 + 2 theta t = 1. */
static void rotate(int64_t n, double a[n][n], double v[n][n], int64_t p, int64_t q) {
    double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    double at_p = a[p][p] - t * a[p][q], at_q = a[q][q] + t * a[p][q];
    for (int64_t k = 0; k < n; k++) {
        double x = a[k][p], y = a[k][q];
        a[k][p] = a[p][k] = c * x - s * y;
        a[k][q] = a[q][k] = s * x + c * y;
    }
    a[p][p] = at_p, a[q][q] = at_q;
    a[p][q] = a[q][p] = 0;
    for (int64_t k = 0; k < n; k++) {
        double x = v[p][k], y = v[q][k];
        v[p][k] = c * x - s * y;
        v[q][k] = s * x + c * y;
    }
}

/* Returns how many entries were too large to be left. */
static int64_t sweep(int64_t n, double a[n][n], double v[n][n], double small) {
    int64_t turned = 0;
    for (int64_t p = 0; p < n; p++)
        for (int64_t q = p + 1; q < n; q++)
            if (!(fabs(a[p][q]) <= small)) {
                rotate(n, a, v, p, q);
                turned++;
            }
    return turned;
}

static const char *solve(int64_t size, double *a, double *w) {
    double *v = memory_new(size * size, sizeof *v);
    double small = DBL_EPSILON / 2 / eigh_power(size, a); /* of the largest entry, a rounding */
    int64_t sweeps = 0;
    for (int64_t i = 0; i < size; i++)
        v[i * size + i] = 1;
    while (size > 0 && sweeps < SWEEPS && sweep(size, (void *)a, (void *)v, small) > 0)
        sweeps++;
    for (int64_t i = 0; i < size; i++)
        w[i] = a[i * size + i];
    memcpy(a, v, (size_t)(size * size) * sizeof *a);
    free(v);
    eigh_sort(size, w, a);
    return sweeps < SWEEPS ? NULL : "Jacobi: entries off the diagonal are left after 50 sweeps";
}

const struct eigh_stage eigh_stage = {
    .idea = "a rotation for each entry",
    .extra = 1,
    .solve = solve,
};
