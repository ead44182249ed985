#include "eigh_judge.h"

#include "eigh_order.h"
#include "matrix.h"
#include "memory.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef long long ll;

/* Vectors that are judged at a time. */
enum { BLOCK = 64 };

static const double UNIT = DBL_EPSILON / 2;

/* The larger of two; no number if either is none. */
static double larger(double x, double y) {
    return x > y || isnan(x) ? x : y;
}

static int64_t block_at(int64_t first, int64_t n) {
    return n - first < BLOCK ? n - first : BLOCK;
}

static double absolute_sum(int64_t n, const double *x) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += fabs(x[i]);
    return sum;
}

/* Of a symmetric matrix: its rows are its columns. */
static double norm(int64_t n, const double *a, double power) {
    double most = 0;
    for (int64_t i = 0; i < n; i++) {
        double sum = 0;
        for (int64_t j = 0; j < n; j++)
            sum += fabs(a[i * n + j] * power);
        most = larger(most, sum);
    }
    return most > 0 || isnan(most) ? most : DBL_MIN; /* of zeros nothing may be left over */
}

/* |A V - V W|, vector by vector: with vectors as rows, the rows of V A - W V. */
static double residual(int64_t n, const double *a, const double *w, const double *v, double power) {
    double most = 0;
    double *scaled = memory_untouched(2 * BLOCK * n, sizeof *scaled), *left = scaled + BLOCK * n;
    for (int64_t first = 0; first < n; first += BLOCK) {
        int64_t count = block_at(first, n);
        for (int64_t k = 0; k < count; k++)
            for (int64_t i = 0; i < n; i++) {
                scaled[k * n + i] = v[(first + k) * n + i] * power;
                left[k * n + i] = w[first + k] * scaled[k * n + i];
            }
        matrix_multiply(count, n, n, 1, scaled, n, 1, a, n, 1, -1, left, n);
        for (int64_t k = 0; k < count; k++)
            most = larger(most, absolute_sum(n, left + k * n));
    }
    free(scaled);
    return most;
}

/* Adds up the columns of V V' - I. Products of a block of vectors with itself and those behind are
   enough: what lies beyond the block's own square stands on the other side of the diagonal too. */
static void add_products(int64_t n, const double *v, int64_t first, double *product, double *sum) {
    int64_t count = block_at(first, n), width = n - first;
    matrix_multiply(count, width, n, 1, v + first * n, n, 1, v + first * n, 1, n, 0, product,
                    width);
    for (int64_t k = 0; k < count; k++)
        for (int64_t l = 0; l < width; l++) {
            double off = fabs(product[k * width + l] - (k == l));
            sum[first + k] += off;
            if (l >= count)
                sum[first + l] += off;
        }
}

static double orthogonality(int64_t n, const double *v) {
    double most = 0, *sum = memory_new(n, sizeof *sum);
    double *product = memory_untouched(BLOCK * n, sizeof *product);
    for (int64_t first = 0; first < n; first += BLOCK)
        add_products(n, v, first, product, sum);
    for (int64_t k = 0; k < n; k++)
        most = larger(most, sum[k]);
    free(product);
    free(sum);
    return most;
}

/* In these two the differences are added up, and in long double: for values of one sign the
   rounding errors of plain sums would pass for the solver's. */
static double trace_off(int64_t n, const double *a, const double *w, double power) {
    long double off = 0;
    for (int64_t i = 0; i < n; i++)
        off += w[i] * power - a[i * n + i] * power;
    return fabs((double)off);
}

static double frobenius_off(int64_t n, const double *a, const double *w, double power) {
    long double off = 0;
    for (int64_t i = 0; i < n; i++) {
        double row = 0, value = w[i] * power;
        for (int64_t j = 0; j < n; j++)
            row += (a[i * n + j] * power) * (a[i * n + j] * power);
        off += value * value - row;
    }
    return fabs((double)off);
}

static int64_t disorder(int64_t n, const double *w) {
    for (int64_t k = 1; k < n; k++)
        if (!(w[k] >= w[k - 1]))
            return k;
    return -1;
}

struct eigh_scores eigh_judge(int64_t size, const double *a, const double *w, const double *v) {
    if (size == 0)
        return (struct eigh_scores){.disorder = -1};
    double power = eigh_power(size, a), of_a = norm(size, a, power), unit = (double)size * UNIT;
    return (struct eigh_scores){
        .residual = residual(size, a, w, v, power) / of_a / unit,
        .orthogonality = orthogonality(size, v) / unit,
        .trace = trace_off(size, a, w, power) / of_a / unit,
        .frobenius = frobenius_off(size, a, w, power) / of_a / of_a / unit,
        .disorder = disorder(size, w),
    };
}

/* ------------------------------------------------------------------------------ the verdict --- */

static bool allowed(double score, const char *name, char *text, int64_t bytes) {
    if (score <= EIGH_MOST_WRONG)
        return true;
    if (isnan(score))
        snprintf(text, (size_t)bytes, "the %s is not a number", name);
    else
        snprintf(text, (size_t)bytes, "the %s is %.2g rounding errors, of which %d are allowed",
                 name, score, EIGH_MOST_WRONG);
    return false;
}

const char *eigh_judge_refusal(const struct eigh_scores *scores, char *text, int64_t bytes) {
    if (!allowed(scores->residual, "residual", text, bytes) ||
        !allowed(scores->orthogonality, "orthogonality", text, bytes) ||
        !allowed(scores->trace, "trace", text, bytes) ||
        !allowed(scores->frobenius, "sum of squares", text, bytes))
        return text;
    if (scores->disorder < 0)
        return NULL;
    snprintf(text, (size_t)bytes, "eigenvalue %lld is less than the one before it",
             (ll)scores->disorder);
    return text;
}
