/* Long rows of numbers, eight at a time. Where registers hold fewer than eight, the compiler takes
   several. */
#ifndef EIGHTS_H
#define EIGHTS_H

#include <stdint.h>

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));

#define EIGHT_AT(x) (*(const eight *)(x))
#define EIGHT_SUM(v) \
    ((((v)[0] + (v)[1]) + ((v)[2] + (v)[3])) + (((v)[4] + (v)[5]) + ((v)[6] + (v)[7])))

static inline int64_t lesser(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static inline double row_dot(int64_t n, const double *x, const double *y) {
    eight sum = {0}, more = {0};
    int64_t j = 0;
    for (; j + 16 <= n; j += 16) {
        sum += EIGHT_AT(x + j) * EIGHT_AT(y + j);
        more += EIGHT_AT(x + j + 8) * EIGHT_AT(y + j + 8);
    }
    sum += more;
    double total = EIGHT_SUM(sum);
    for (; j < n; j++)
        total += x[j] * y[j];
    return total;
}

/* y += factor x */
static inline void row_add(int64_t n, double factor, const double *x, double *y) {
    for (int64_t j = 0; j < n; j++)
        y[j] += factor * x[j];
}

static inline void row_scale(int64_t n, double factor, double *x) {
    for (int64_t j = 0; j < n; j++)
        x[j] *= factor;
}

/* (x, y) become (c x + s y, c y - s x). */
static inline void row_rotate(int64_t n, double c, double s, double *x, double *y) {
    for (int64_t j = 0; j < n; j++) {
        double turned = c * x[j] + s * y[j];
        y[j] = c * y[j] - s * x[j];
        x[j] = turned;
    }
}

/* dot[r] = rows[r] . x, for `count` rows; four at a time, so that x is loaded a fourth as often. */
static inline void rows_dot(int64_t count, int64_t n, const double *rows, int64_t stride,
                            const double *x, double *dot) {
    int64_t r = 0, whole = n / 8 * 8;
    for (; r + 4 <= count; r += 4, rows += 4 * stride) {
        eight sum[4] = {{0}};
        for (int64_t j = 0; j < whole; j += 8)
            for (int k = 0; k < 4; k++)
                sum[k] += EIGHT_AT(rows + k * stride + j) * EIGHT_AT(x + j);
        for (int k = 0; k < 4; k++) {
            dot[r + k] = EIGHT_SUM(sum[k]);
            for (int64_t j = whole; j < n; j++)
                dot[r + k] += rows[k * stride + j] * x[j];
        }
    }
    for (; r < count; r++, rows += stride)
        dot[r] = row_dot(n, rows, x);
}

/* y -= the sum of factor[r] rows[r], where those factors are `step` apart */
static inline void rows_subtract(int64_t count, int64_t n, const double *rows, int64_t stride,
                                 const double *factor, int64_t step, double *y) {
    int64_t r = 0;
    for (; r + 4 <= count; r += 4, rows += 4 * stride, factor += 4 * step) {
        double f0 = factor[0], f1 = factor[step], f2 = factor[2 * step], f3 = factor[3 * step];
        const double *r1 = rows + stride, *r2 = r1 + stride, *r3 = r2 + stride;
        for (int64_t j = 0; j < n; j++)
            y[j] -= (f0 * rows[j] + f1 * r1[j]) + (f2 * r2[j] + f3 * r3[j]);
    }
    for (; r < count; r++, rows += stride, factor += step)
        row_add(n, -*factor, rows, y);
}

#endif
