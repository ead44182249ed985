/* Two stages instead of endless sweeps: reflections to a tridiagonal matrix, then its QL iteration.

    x x x x x      x o                x o              w          Each reflection I - v v' clears a
    x x x x x      o x x x x          o x o              w        row and a column, for ever: n of
    x x x x x  ->    x x x x  -> ...    o x o  -> ...      w      them, 2 n^3 operations. A rotation
    x x x x x        x x x x              o x o              w    of three diagonals costs next to
    x x x x x        x x x x                o x                w  nothing: only the vectors cost. */
#include "eigh.h"
#include "eigh_order.h"
#include "memory.h"
#include "ql.h"
#include "reflector.h"

#include <stdlib.h>

/* (I - v v') A (I - v v') = A - v q' - q v' with q = A v - v (v' A v) / 2, below and right of k. */
static void reflect(int64_t n, double a[n][n], int64_t k, const double *v, double *q) {
    double half = 0;
    for (int64_t i = k + 1; i < n; i++) {
        q[i] = 0;
        for (int64_t j = k + 1; j < n; j++)
            q[i] += a[i][j] * v[j];
        half += v[i] * q[i] / 2;
    }
    for (int64_t i = k + 1; i < n; i++)
        q[i] -= half * v[i];
    for (int64_t i = k + 1; i < n; i++)
        for (int64_t j = k + 1; j < n; j++)
            a[i][j] -= v[i] * q[j] + q[i] * v[j];
}

/* d becomes the diagonal, e what is beside it; row k keeps the v that cleared it. */
static void tridiagonalise(int64_t n, double a[n][n], double *d, double *e, double *q) {
    for (int64_t k = 0; k < n; k++) {
        d[k] = a[k][k];
        e[k] = reflector(n - k - 1, &a[k][k] + 1);
        reflect(n, a, k, a[k], q);
    }
}

/* The product of all reflections, the last one first: each has to be applied only to rows and
   columns in which something stands by then. */
static void multiply_out(int64_t n, double a[n][n]) {
    for (int64_t k = n - 1; k >= 0; k--) {
        for (int64_t i = k + 1; i < n; i++) {
            double along = 0;
            for (int64_t j = k + 1; j < n; j++)
                along += a[i][j] * a[k][j];
            for (int64_t j = k + 1; j < n; j++)
                a[i][j] -= along * a[k][j];
        }
        for (int64_t j = k; j < n; j++)
            a[k][j] = a[j][k] = j == k;
    }
}

static const char *solve(int64_t size, double *a, double *w) {
    if (size == 0)
        return NULL; /* C has no arrays of 0 by 0 */
    double *e = memory_new(2 * size, sizeof *e), *work = e + size, power = eigh_power(size, a);
    for (int64_t i = 0; i < size * size; i++)
        a[i] *= power;
    tridiagonalise(size, (void *)a, w, e, work);
    multiply_out(size, (void *)a);
    const char *failure = ql(size, w, e, (void *)a);
    for (int64_t i = 0; i < size; i++)
        w[i] /= power;
    free(e);
    eigh_sort(size, w, a);
    return failure;
}

const struct eigh_stage eigh_stage = {
    .idea = "three diagonals then QL",
    .solve = solve,
};
