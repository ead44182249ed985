#include "eigh_matrix.h"

#include "matrix.h"
#include "memory.h"
#include "random.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char *const eigh_families[] = {"numpy",     "identity", "zero",  "diagonal", "repeated",
                                     "clustered", "graded",   "steep", "huge",     "tiny",
                                     "wilkinson", "glued",    "nan",   "infinite", NULL};

enum { REFLECTIONS = 3, GLUED = 21 };

/* Powers of two, so that nothing but the exponents changes. */
static double factor_of(enum eigh_family family) {
    return family == EIGH_HUGE ? 0x1p990 : family == EIGH_TINY ? 0x1p-1000 : 1;
}

static void fill_product(struct random_numpy *random, int64_t n, double factor, double *a) {
    double *b = memory_untouched(n * n, sizeof *b);
    for (int64_t i = 0; i < n * n; i++)
        b[i] = random_numpy_next(random);
    matrix_multiply(n, n, n, factor, b, n, 1, b, 1, n, 0, a, n);
    free(b);
}

static double on_diagonal(enum eigh_family family, struct random_numpy *random, int64_t i,
                          int64_t n) {
    switch (family) {
    case EIGH_IDENTITY:
        return 1;
    case EIGH_DIAGONAL:
        return 2 * random_numpy_next(random) - 1;
    case EIGH_REPEATED:
        return (double)(i % 3 - 1);
    case EIGH_CLUSTERED:
        return i == 0 ? 0 : 1 + (double)(i % 5 - 2) * DBL_EPSILON;
    case EIGH_GRADED:
        return i == 0 ? 1 : pow(DBL_EPSILON, (double)i / (double)(n - 1));
    case EIGH_WILKINSON:
        return fabs((double)i - (double)(n - 1) / 2);
    case EIGH_GLUED:
        return (double)llabs(i % GLUED - GLUED / 2);
    default:
        return 0;
    }
}

/* Entry (i, i - 1), i > 0. */
static double beside_diagonal(enum eigh_family family, int64_t i) {
    if (family == EIGH_GLUED)
        return i % GLUED == 0 ? 1e-8 : 1;
    return family == EIGH_WILKINSON ? 1 : 0;
}

static void fill_band(enum eigh_family family, struct random_numpy *random, int64_t n, double *a) {
    memset(a, 0, (size_t)(n * n) * sizeof *a);
    for (int64_t i = 0; i < n; i++) {
        a[i * n + i] = on_diagonal(family, random, i, n);
        if (i > 0)
            a[i * n + i - 1] = a[(i - 1) * n + i] = beside_diagonal(family, i);
    }
}

/* Entry (i, j) is of the size of the root of entries (i, i) and (j, j). */
static void fill_steep(struct random_numpy *random, int64_t n, double *a) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++) {
            double down = n > 1 ? fmin(1, 2 - (double)(i + j) / (double)(n - 1)) : 0;
            a[i * n + j] = (random_numpy_next(random) - 0.5) * pow(0x1p-1045, down);
        }
}

static double dot(int64_t n, const double *x, const double *y) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/* H A H with H = I - 2 u u' and a random u of length 1: the same eigenvalues, other vectors. */
static void reflect(struct random_numpy *random, int64_t n, double *a) {
    double *u = memory_new(2 * n, sizeof *u), *q = u + n;
    for (int64_t i = 0; i < n; i++)
        u[i] = random_numpy_next(random) - 0.5;
    double length = sqrt(dot(n, u, u));
    for (int64_t i = 0; i < n; i++)
        u[i] /= length;
    for (int64_t i = 0; i < n; i++)
        q[i] = 2 * dot(n, a + i * n, u);
    double along = dot(n, q, u);
    for (int64_t i = 0; i < n; i++)
        q[i] -= along * u[i];
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            a[i * n + j] -= u[i] * q[j] + q[i] * u[j];
    free(u);
}

/* Rounding may have been another above the diagonal than below. */
static void mirror(int64_t n, double *a) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            a[j * n + i] = a[i * n + j];
}

void eigh_matrix_make(enum eigh_family family, int64_t seed, int64_t size, double *a) {
    struct random_numpy random;
    random_numpy_seed(&random, (uint32_t)seed);
    bool spoiled = family == EIGH_NAN || family == EIGH_INFINITE;
    if (family == EIGH_NUMPY || family == EIGH_HUGE || family == EIGH_TINY || spoiled)
        fill_product(&random, size, factor_of(family), a);
    else if (family == EIGH_STEEP)
        fill_steep(&random, size, a);
    else
        fill_band(family, &random, size, a);
    if (family == EIGH_REPEATED || family == EIGH_CLUSTERED || family == EIGH_GRADED)
        for (int i = 0; i < REFLECTIONS; i++)
            reflect(&random, size, a);
    if (spoiled && size > 0) /* the diagonal's middle, or to the left of it */
        a[size * size / 2] = family == EIGH_NAN ? NAN : INFINITY;
    mirror(size, a);
}

int64_t eigh_matrix_not_finite(int64_t size, const double *a) {
    for (int64_t i = 0; i < size * size; i++)
        if (!isfinite(a[i]))
            return i;
    return -1;
}
