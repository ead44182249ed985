/* Eigenvalues and eigenvectors of a symmetric tridiagonal matrix: divide and conquer (Cuppen 1981;
   Gu, Eisenstat 1994).

       x x                   x x
       x x x                 x x x
         x x r         =       x y             + r u u',   y = x - r,  u = (0 0 1 1 0 0)'
           r x x                   y x
             x x x                 x x x
               x x                   x x

   The two halves are solved alone: Q diag Q'. Then the whole is Q (diag + r z z') Q' with z = Q' u,
   and the roots of a secular equation solve what is between Q and Q' (secular.h).

   An entry of z that is 0, or made so by a rotation of two with the same eigenvalue, leaves its
   vector as it is: it is deflated. The others become Q S, a product of matrices, and nearly all of
   the work. Here vectors are rows, so it is S' Q'; where a half's vectors are 0 they are left out.
 */
#ifndef DIVIDE_H
#define DIVIDE_H

#include "eights.h"
#include "matrix.h"
#include "memory.h"
#include "secular.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LEAF = 24 /* rows that are not divided */ };

enum side { LEFT = 1, RIGHT = 2, BOTH = LEFT | RIGHT }; /* where a vector is not 0 */

struct pole {
    double value, z;
    int64_t row;
    enum side side;
};

struct divide {
    double *d, *e;           /* the diagonal; e[i] is beside it in row i */
    double *vector;          /* row i: that of the value d[i], in any order */
    int64_t stride;          /* from row to row, of vectors and rows */
    double *rows;            /* room for n x n numbers, and so has s */
    double *s;               /* row i: the factors of all kept vectors in new vector i */
    struct pole *pole;       /* those of one merge, in any order; then kept ones, then deflated */
    struct pole *deflated;   /* room for them */
    double *value, *z, *fit; /* of the kept poles: what they are; z that fits the roots exactly */
    double *column;          /* room for a row of s */
    int64_t *place;          /* of each kept pole, when those of the left half come first */
};

static const char no_convergence[] = "an eigenvalue was not found in as many steps as allowed";

/* ------------------------------------------------------------------------------- leaves --- */

/* What errs by as much as rounding the largest entry does; and never so small that rotations would
   lose digits, for the whole matrix has a norm of about 1. */
static inline double negligible_in(int64_t n, const double *d, const double *e) {
    double largest = 0x1p-900;
    for (int64_t i = 0; i < n; i++)
        largest = fmax(largest, fmax(fabs(d[i]), i > 0 ? fabs(e[i]) : 0));
    return DBL_EPSILON / 2 * largest;
}

static inline int64_t end_of_block(int64_t first, int64_t n, const double *e, double negligible) {
    int64_t m = first;
    while (m + 1 < n && fabs(e[m + 1]) > negligible)
        m++;
    return m;
}

/* One implicit QL step on rows l ... m: a shift of nearly an eigenvalue, and a bulge that is chased
   up by rotations. */
static inline void ql_step(double *d, double *e, int64_t l, int64_t m, double *vector,
                           int64_t stride, int64_t n) {
    double lean = (d[l + 1] - d[l]) / (2 * e[l + 1]);
    double g = d[m] - d[l] + e[l + 1] / (lean + copysign(hypot(lean, 1), lean));
    double c = 1, s = 1, p = 0;
    for (int64_t i = m - 1; i >= l; i--) {
        double f = s * e[i + 1], b = c * e[i + 1], r = hypot(f, g);
        if (i + 2 <= m)
            e[i + 2] = r;
        if (r == 0) {
            d[i + 1] -= p;
            return;
        }
        s = f / r, c = g / r;
        g = d[i + 1] - p;
        r = (d[i] - g) * s + 2 * c * b;
        p = s * r;
        d[i + 1] = g + p;
        g = c * r - b;
        row_rotate(n, c, -s, vector + i * stride, vector + (i + 1) * stride);
    }
    d[l] -= p;
    e[l + 1] = g;
}

static inline const char *solve_leaf(const struct divide *t, int64_t first, int64_t n) {
    enum { MOST_STEPS = 60 };
    double *d = t->d + first, *e = t->e + first, *vector = t->vector + first * t->stride + first;
    double negligible = negligible_in(n, d, e);
    for (int64_t i = 0; i < n; i++)
        vector[i * t->stride + i] = 1;
    for (int64_t l = 0; l < n; l++) {
        int64_t m, steps = 0;
        while ((m = end_of_block(l, n, e, negligible)) > l) {
            if (steps++ == MOST_STEPS)
                return no_convergence;
            if (m + 1 < n)
                e[m + 1] = 0;
            ql_step(d, e, l, m, vector, t->stride, n);
        }
    }
    return NULL;
}

/* ------------------------------------------------------------------------------ deflation --- */

static inline int by_value(const void *a, const void *b) {
    double first = ((const struct pole *)a)->value, second = ((const struct pole *)b)->value;
    return (first > second) - (first < second);
}

/* The last numbers of the left half's vectors and the first of the right one's, by length 1. */
static inline void set_poles(const struct divide *t, int64_t first, int64_t half, int64_t n,
                             double sign) {
    for (int64_t i = 0; i < n; i++) {
        int64_t row = first + i;
        const double *near = t->vector + row * t->stride + first + half;
        double z = i < half ? near[-1] : sign * near[0];
        t->pole[i] = (struct pole){t->d[row], z * M_SQRT1_2, row, i < half ? LEFT : RIGHT};
    }
    qsort(t->pole, (size_t)n, sizeof *t->pole, by_value);
}

/* Whether the two values are so near that a rotation may move all of z to the second. */
static inline bool rotate_away(const struct divide *t, struct pole *a, struct pole *b,
                               int64_t first, int64_t n, double tiny) {
    double length = hypot(a->z, b->z), c = b->z / length, s = a->z / length;
    double apart = b->value - a->value;
    if (fabs(apart * c * s) > tiny)
        return false;
    row_rotate(n, c, -s, t->vector + a->row * t->stride + first,
               t->vector + b->row * t->stride + first);
    double value = a->value;
    a->value = value * c * c + b->value * s * s;
    b->value = value * s * s + b->value * c * c;
    a->z = 0, b->z = length;
    a->side = b->side = a->side | b->side;
    return true;
}

/* Returns how many poles are kept. They are the first then, in order, and the others the last. */
static inline int64_t deflate(const struct divide *t, int64_t first, int64_t n, double rho) {
    double most = 0;
    for (int64_t i = 0; i < n; i++)
        most = fmax(most, fmax(fabs(t->pole[i].value), fabs(t->pole[i].z)));
    double tiny = 8 * DBL_EPSILON / 2 * most;
    int64_t kept = 0, deflated = 0;
    for (int64_t i = 0; i < n; i++) {
        struct pole pole = t->pole[i];
        if (rho * fabs(pole.z) <= tiny) {
            t->deflated[deflated++] = pole;
        } else if (kept > 0 && rotate_away(t, &t->pole[kept - 1], &pole, first, n, tiny)) {
            t->deflated[deflated++] = t->pole[kept - 1];
            t->pole[kept - 1] = pole;
        } else {
            t->pole[kept++] = pole;
        }
    }
    memcpy(t->pole + kept, t->deflated, (size_t)deflated * sizeof *t->pole);
    return kept;
}

/* --------------------------------------------------------------------------------- merging --- */

struct merge {
    int64_t first, half, n, kept;
    int64_t left, both; /* of the kept: those of the left half only, and of both */
};

/* Kept vectors are counted anew: those of the left half first, those of the right one last. */
static inline void set_places(const struct divide *t, struct merge *merge) {
    int64_t count[BOTH + 1] = {0};
    for (int64_t i = 0; i < merge->kept; i++)
        count[t->pole[i].side]++;
    merge->left = count[LEFT], merge->both = count[BOTH];
    int64_t next[BOTH + 1] = {0, 0, count[LEFT] + count[BOTH], count[LEFT]};
    for (int64_t i = 0; i < merge->kept; i++)
        t->place[i] = next[t->pole[i].side]++;
}

/* Where copies lie: a left part has merge->half numbers, a right part the others. */
static inline double *right_parts(const struct divide *t, const struct merge *merge) {
    return t->rows + (merge->left + merge->both) * merge->half;
}

static inline double *whole_rows(const struct divide *t, const struct merge *merge) {
    return right_parts(t, merge) + (merge->kept - merge->left) * (merge->n - merge->half);
}

static inline void copy_vectors(const struct divide *t, const struct merge *merge) {
    int64_t half = merge->half, rest = merge->n - half;
    double *right = right_parts(t, merge), *whole = whole_rows(t, merge);
    for (int64_t i = 0; i < merge->n; i++) {
        const double *vector = t->vector + t->pole[i].row * t->stride + merge->first;
        enum side side = i < merge->kept ? t->pole[i].side : 0;
        if (i >= merge->kept)
            memcpy(whole + (i - merge->kept) * merge->n, vector, (size_t)merge->n * sizeof *vector);
        if (side & LEFT)
            memcpy(t->rows + t->place[i] * half, vector, (size_t)half * sizeof *vector);
        if (side & RIGHT)
            memcpy(right + (t->place[i] - merge->left) * rest, vector + half,
                   (size_t)rest * sizeof *vector);
    }
}

/* Row i of s: from root i to all poles. */
static inline bool find_roots(const struct divide *t, const struct merge *merge, double rho) {
    int64_t kept = merge->kept;
    bool found = true;
    for (int64_t i = 0; i < kept; i++) {
        t->value[i] = t->pole[i].value;
        t->z[i] = t->pole[i].z;
    }
    for (int64_t i = 0; i < kept && found; i++)
        found =
            secular_root(kept, i, t->value, t->z, rho, t->s + i * kept, &t->d[merge->first + i]);
    return found;
}

/* The z of which the roots, as they are, would be the exact ones: vectors from these are
   orthogonal, however near to each other the roots are. */
static inline void fit_z(const struct divide *t, int64_t kept) {
    double *fit = t->fit;
    for (int64_t j = 0; j < kept; j++)
        fit[j] = 1;
    for (int64_t i = 0; i < kept; i++) {
        const double *gap = t->s + i * kept, *value = t->value;
        for (int64_t j = 0; j < i; j++)
            fit[j] *= gap[j] / (value[j] - value[i]);
        fit[i] *= gap[i];
        for (int64_t j = i + 1; j < kept; j++)
            fit[j] *= gap[j] / (value[j] - value[i]);
    }
    for (int64_t j = 0; j < kept; j++)
        fit[j] = copysign(sqrt(fabs(fit[j])), t->z[j]);
}

/* Row i of s becomes the factors of the kept vectors in new vector i. */
static inline void set_factors(const struct divide *t, int64_t kept) {
    for (int64_t i = 0; i < kept; i++) {
        double *row = t->s + i * kept, *column = t->column;
        for (int64_t j = 0; j < kept; j++)
            column[j] = t->fit[j] / row[j];
        double length = sqrt(row_dot(kept, column, column));
        for (int64_t j = 0; j < kept; j++)
            row[t->place[j]] = column[j] / length;
    }
}

static inline void combine_vectors(const struct divide *t, const struct merge *merge) {
    int64_t kept = merge->kept, half = merge->half, rest = merge->n - half;
    double *vector = t->vector + merge->first * t->stride + merge->first;
    matrix_multiply(kept, half, merge->left + merge->both, 1, t->s, kept, 1, t->rows, half, 1, 0,
                    vector, t->stride);
    matrix_multiply(kept, rest, kept - merge->left, 1, t->s + merge->left, kept, 1,
                    right_parts(t, merge), rest, 1, 0, vector + half, t->stride);
}

static inline void put_deflated(const struct divide *t, const struct merge *merge) {
    const double *whole = whole_rows(t, merge);
    for (int64_t i = merge->kept; i < merge->n; i++, whole += merge->n) {
        t->d[merge->first + i] = t->pole[i].value;
        memcpy(t->vector + (merge->first + i) * t->stride + merge->first, whole,
               (size_t)merge->n * sizeof *whole);
    }
}

static inline const char *merge_halves(const struct divide *t, int64_t first, int64_t half,
                                       int64_t n, double beside) {
    struct merge merge = {.first = first, .half = half, .n = n};
    double rho = 2 * fabs(beside); /* for z has length 1 */
    set_poles(t, first, half, n, copysign(1, beside));
    merge.kept = deflate(t, first, n, rho);
    set_places(t, &merge);
    copy_vectors(t, &merge);
    if (!find_roots(t, &merge, rho))
        return no_convergence;
    fit_z(t, merge.kept);
    set_factors(t, merge.kept);
    combine_vectors(t, &merge);
    put_deflated(t, &merge);
    return NULL;
}

static inline const char *solve_rows(const struct divide *t, int64_t first, int64_t n) {
    if (n <= LEAF)
        return solve_leaf(t, first, n);
    int64_t half = n / 2, middle = first + half;
    double beside = t->e[middle];
    t->d[middle - 1] -= fabs(beside);
    t->d[middle] -= fabs(beside);
    const char *fault = solve_rows(t, first, half);
    if (fault == NULL)
        fault = solve_rows(t, middle, n - half);
    return fault != NULL ? fault : merge_halves(t, first, half, n, beside);
}

/* Of the matrix with the diagonal d and e[i] beside it in row i; its norm is about 1. d becomes the
   eigenvalues, in any order, and row i of `vector` the eigenvector of d[i]. rows and s are room for
   n x n numbers each. NULL, or what went wrong. */
static inline const char *divide_and_conquer(int64_t n, double *d, double *e, double *vector,
                                             int64_t stride, double *rows, double *s) {
    double *numbers = memory_untouched(4 * n, sizeof *numbers);
    struct divide t = {.d = d, .e = e, .vector = vector, .stride = stride, .rows = rows, .s = s};
    t.pole = memory_untouched(2 * n, sizeof *t.pole);
    t.deflated = t.pole + n;
    t.value = numbers, t.z = numbers + n, t.fit = numbers + 2 * n, t.column = numbers + 3 * n;
    t.place = memory_untouched(n, sizeof *t.place);
    memset(vector, 0, (size_t)(n * stride) * sizeof *vector);
    const char *fault = solve_rows(&t, 0, n);
    free(t.place);
    free(t.pole);
    free(numbers);
    return fault;
}

#endif
