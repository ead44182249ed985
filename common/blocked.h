/* All eigenpairs of one matrix without a library: eigh_blocked.c says how, and the farms use it
 * too.
 */
#ifndef BLOCKED_H
#define BLOCKED_H

#include "divide.h"
#include "eigh_order.h"
#include "reflect.h"

/* Rows begin at a cache line, and not all of them in the same few sets of a cache. */
static int64_t stride_of(int64_t n) {
    int64_t lines = (n + 7) / 8;
    return 8 * (lines % 8 == 0 ? lines + 1 : lines);
}

/* Scaled by the exponent of the largest entry: without it, no square overflows and none that counts
   is lost. Half of it at a time, for 2^1074 would be too large. */
static void copy_scaled(int64_t n, int exponent, const double *a, double *to, int64_t stride) {
    double half = ldexp(1, -exponent / 2), rest = ldexp(1, -exponent - -exponent / 2);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++)
            to[i * stride + j] = a[i * n + j] * half * rest;
}

static void put_in_order(int64_t n, const double *d, const double *vector, int64_t stride,
                         int exponent, double *a, double *w) {
    struct pole *pole = memory_untouched(n, sizeof *pole);
    for (int64_t i = 0; i < n; i++)
        pole[i] = (struct pole){.value = d[i], .row = i};
    qsort(pole, (size_t)n, sizeof *pole, by_value);
    for (int64_t i = 0; i < n; i++) {
        w[i] = ldexp(pole[i].value, exponent);
        memcpy(a + i * n, vector + pole[i].row * stride, (size_t)n * sizeof *a);
    }
    free(pole);
}

static inline const char *blocked_solve(int64_t n, double *a, double *w) {
    int64_t stride = stride_of(n);
    int exponent = eigh_exponent(n, a);
    double *reflected = memory_untouched(3 * n * stride, sizeof *reflected);
    double *vector = reflected + n * stride, *rows = vector + n * stride;
    double *d = memory_untouched(3 * n, sizeof *d), *e = d + n, *tau = e + n;
    copy_scaled(n, exponent, a, reflected, stride);
    tridiagonalise(n, reflected, stride, d, e, tau);
    const char *fault = divide_and_conquer(n, d, e, vector, stride, rows, a);
    if (fault == NULL) {
        transform_back(n, reflected, stride, tau, vector);
        put_in_order(n, d, vector, stride, exponent, a, w);
    }
    free(d);
    free(reflected);
    return fault;
}

#define BLOCKED_EXTRA 3 /* matrices of the same size that it takes besides */

#endif
