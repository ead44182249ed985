/* A symmetric matrix becomes tridiagonal by reflections (Householder 1958), from its last row up:

       x . . . . .        x . . . . .
       x x . . . .        x x . . . .
       x x x . . .        x x x . . .          reflection i, H = 1 - tau v v', leaves of row i the
       x x x x . .   ->   x x x x . .          diagonal and one number beside it, e[i]. Its v takes
       x x x x x .        x x x x x .          the place of the zeros, and of e: v[i - 1] = 1.
       x x x x x x        0 0 0 0 e d

   Only the lower triangle is read and kept, by rows. What a reflection does to the rows above it,
   a - v w' - w v', is put off: PANEL rows are finished one by one, each with what it alone misses
   of those before it, and then all that is left gets all of it in one matrix product (Dongarra,
   Sorensen, Hammarling 1989). So half of the work is a product's; the other half reads what is left
   of the matrix once for each reflection, to find w.

   The way back, vectors times all H, is products only: BACK reflections at a time,
   H H ... H = 1 - V' T V, with T triangular (Schreiber, Van Loan 1989). */
#ifndef REFLECT_H
#define REFLECT_H

#include "eights.h"
#include "matrix.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PANEL = 32, BACK = 64 };

/* ------------------------------------------------------------------------ there, by reflections */

/* Reflects x to (0, ..., 0, *left), and makes v of it. Returns tau. What is so small that its
   square would have lost digits is no loss beside entries of about 1, and is left out. */
static inline double reflect(int64_t n, double *x, double *left) {
    const double negligible = 0x1p-900;
    double last = x[n - 1], squares = row_dot(n - 1, x, x), tau = 0;
    *left = last;
    if (squares > negligible) {
        *left = -copysign(sqrt(squares + last * last), last);
        tau = (*left - last) / *left;
        row_scale(n - 1, 1 / (last - *left), x);
    } else {
        memset(x, 0, (size_t)(n - 1) * sizeof *x);
    }
    x[n - 1] = 1;
    return tau;
}

/* Four rows of a symmetric matrix, of which `below` numbers each, a multiple of 8, are given: as
   rows they give four sums of products with x, and as columns they are added up in y. */
static inline void four_rows(int64_t below, const double *rows, int64_t stride, const double *x,
                             const double *own, double *y, double *sums) {
    const double factor[4] = {own[0], own[1], own[2], own[3]};
    eight sum[4] = {{0}};
    for (int64_t j = 0; j < below; j += 8) {
        eight column = EIGHT_AT(y + j), along = EIGHT_AT(x + j);
        for (int k = 0; k < 4; k++) {
            eight row = EIGHT_AT(rows + k * stride + j);
            sum[k] += row * along;
            column += row * factor[k];
        }
        *(eight *)(y + j) = column;
    }
    for (int k = 0; k < 4; k++)
        sums[k] += EIGHT_SUM(sum[k]);
}

/* y = a x, from the lower triangle of a, each number of which is read once. */
static inline void symmetric_times(int64_t n, const double *a, int64_t stride, const double *x,
                                   double *y) {
    memset(y, 0, (size_t)n * sizeof *y);
    for (int64_t top = 0; top < n; top += 8) {
        int64_t i = top;
        for (; i + 4 <= lesser(top + 8, n); i += 4)
            four_rows(top, a + i * stride, stride, x, x + i, y, y + i);
        for (; i < lesser(top + 8, n); i++) {
            y[i] += row_dot(top, a + i * stride, x);
            row_add(top, x[i], a + i * stride, y);
        }
        for (i = top; i < lesser(top + 8, n); i++) {
            const double *row = a + i * stride;
            for (int64_t j = top; j < i; j++) {
                y[i] += row[j] * x[j];
                y[j] += row[j] * x[i];
            }
            y[i] += row[i] * x[i];
        }
    }
}

/* w, so that H a H = a - v w' - w v', of a matrix of which the `done` updates are put off. */
static inline void find_w(int64_t n, const double *a, int64_t stride, double tau, const double *v,
                          const double *vs, const double *ws, int64_t done, double *w) {
    double v_dot[PANEL], w_dot[PANEL];
    symmetric_times(n, a, stride, v, w);
    rows_dot(done, n, vs, stride, v, v_dot);
    rows_dot(done, n, ws, stride, v, w_dot);
    rows_subtract(done, n, vs, stride, w_dot, 1, w);
    rows_subtract(done, n, ws, stride, v_dot, 1, w);
    row_scale(n, tau, w);
    row_add(n, -tau / 2 * row_dot(n, w, v), v, w);
}

/* Finishes rows end - 1, ..., end - count. The panel gets their v, their w, and their v again. */
static inline void reflect_panel(int64_t end, int64_t count, double *a, int64_t stride,
                                 double *panel, double *d, double *e, double *tau) {
    double *vs = panel, *ws = vs + PANEL * stride, *again = ws + PANEL * stride;
    for (int64_t done = 0; done < count; done++) {
        int64_t i = end - 1 - done;
        double *row = a + i * stride;
        rows_subtract(done, i + 1, ws, stride, vs + i, stride, row);
        rows_subtract(done, i + 1, vs, stride, ws + i, stride, row);
        d[i] = row[i];
        if (i == 0)
            break;
        tau[i] = reflect(i, row, &e[i]);
        find_w(i, a, stride, tau[i], row, vs, ws, done, ws + done * stride);
        memcpy(vs + done * stride, row, (size_t)i * sizeof *row);
        memcpy(again + done * stride, row, (size_t)i * sizeof *row);
    }
}

/* Diagonal d[0 ... n - 1]; beside it, in row i, e[i]; e[0] and tau[0] mean nothing. */
static inline void tridiagonalise(int64_t n, double *a, int64_t stride, double *d, double *e,
                                  double *tau) {
    double *panel = memory_untouched(3 * PANEL * stride, sizeof *panel);
    for (int64_t end = n; end > 0; end -= PANEL) {
        reflect_panel(end, lesser(PANEL, end), a, stride, panel, d, e, tau);
        if (end > PANEL)
            matrix_multiply_lower(end - PANEL, (int64_t)2 * PANEL, -1, panel, 1, stride,
                                  panel + PANEL * stride, stride, 1, 1, a, stride);
    }
    free(panel);
}

/* -------------------------------------------------------------------------------- and back --- */

/* T of H[first] H[first + 1] ... = 1 - V' T V, from the products of all v with each other. */
static inline void make_t(int64_t count, const double *product, const double *tau, double *t) {
    memset(t, 0, sizeof(double[BACK][BACK]));
    for (int64_t j = 0; j < count; j++) {
        for (int64_t i = 0; i < j; i++) {
            double sum = 0;
            for (int64_t k = i; k < j; k++)
                sum += t[i * BACK + k] * product[k * BACK + j];
            t[i * BACK + j] = -tau[j] * sum;
        }
        t[j * BACK + j] = tau[j];
    }
}

/* Row i of V is v with the zeros behind it. */
static inline void gather_v(int64_t first, int64_t count, const double *a, int64_t stride,
                            double *v) {
    for (int64_t i = first; i < first + count; i++, v += stride) {
        memcpy(v, a + i * stride, (size_t)i * sizeof *v);
        memset(v + i, 0, (size_t)(first + count - i) * sizeof *v);
    }
}

/* Each row of z is a vector x; it becomes x H[1] H[2] ... H[n - 1]. */
static inline void transform_back(int64_t n, const double *a, int64_t stride, const double *tau,
                                  double *z) {
    double *v = memory_untouched(2 * BACK * stride, sizeof *v), *tv = v + BACK * stride;
    double *along = memory_untouched(n * BACK, sizeof *along);
    double product[BACK * BACK], t[BACK * BACK];
    for (int64_t first = 1; first < n; first += BACK) {
        int64_t count = lesser(BACK, n - first), width = first + count - 1;
        gather_v(first, count, a, stride, v);
        matrix_multiply(count, count, width, 1, v, stride, 1, v, 1, stride, 0, product, BACK);
        make_t(count, product, tau + first, t);
        matrix_multiply(count, width, count, 1, t, BACK, 1, v, stride, 1, 0, tv, stride);
        matrix_multiply(n, count, width, 1, z, stride, 1, v, 1, stride, 0, along, BACK);
        matrix_multiply(n, width, count, -1, along, BACK, 1, tv, stride, 1, 1, z, stride);
    }
    free(along);
    free(v);
}

#endif
