/* Products of matrices against the sums that define them: any sizes and strides, all widths. */
#include "matrix.h"
#include "matrix_wide.h"
#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t one_to(int64_t most) {
    return 1 + rand() % most;
}

static double random_number(void) {
    return (double)rand() / RAND_MAX - 0.5;
}

static double *random_matrix(int64_t entries) {
    double *matrix = malloc((size_t)(entries + 1) * sizeof *matrix);
    for (int64_t i = 0; i < entries; i++)
        matrix[i] = random_number();
    return matrix;
}

/* One of the strides is 1, and the other leaves a gap or none; rarely both leave gaps. */
static void random_strides(int64_t rows, int64_t columns, int64_t *row, int64_t *column) {
    int64_t gap = rand() % 3, step = rand() % 8 == 0 ? 2 : 1;
    bool transposed = rand() % 2;
    *row = transposed ? step : step * columns + gap;
    *column = transposed ? step * rows + gap : step;
}

static int64_t room(int64_t rows, int64_t columns, int64_t row, int64_t column) {
    return rows * row + columns * column;
}

/* What entry (i, j) should be, and how far off it may be: each sum of k products, in any order. */
static double expected(const struct product *p, const double *old, int64_t i, int64_t j,
                       double *error) {
    double sum = 0, size = 0, before = p->beta == 0 ? 0 : p->beta * old[i * p->c_row + j];
    for (int64_t q = 0; q < p->k; q++) {
        double term = p->a[i * p->a_row + q * p->a_col] * p->b[q * p->b_row + j * p->b_col];
        sum += term;
        size += fabs(term);
    }
    *error = 0x1p-52 * ((double)p->k + 4) * (fabs(p->alpha) * size + fabs(before));
    return p->alpha * sum + before;
}

/* Counts entries that are wrong, and those beside the matrix that were touched. */
static int64_t wrong_entries(const struct product *p, const double *old, int64_t gap) {
    int64_t wrong = 0;
    for (int64_t i = 0; i < p->m; i++) {
        for (int64_t j = 0; j < (p->lower ? i + 1 : p->n); j++) {
            double error, right = expected(p, old, i, j, &error);
            wrong += !(fabs(p->c[i * p->c_row + j] - right) <= error);
        }
        const double *beside = p->c + i * p->c_row + p->n, *was = old + i * p->c_row + p->n;
        wrong += memcmp(beside, was, (size_t)gap * sizeof *was) != 0;
    }
    return wrong;
}

static int64_t wrong_product(int width, int64_t m, int64_t n, int64_t k, bool lower) {
    static const double factors[] = {0, 1, -1, 0.75};
    int64_t gap = rand() % 4, c_room = m * (n + gap);
    struct product p = {.m = m, .n = n, .k = k, .c_row = n + gap, .lower = lower};
    p.alpha = factors[rand() % 4];
    p.beta = factors[rand() % 4];
    random_strides(m, k, &p.a_row, &p.a_col);
    random_strides(k, n, &p.b_row, &p.b_col);
    double *a = random_matrix(room(m, k, p.a_row, p.a_col));
    double *b = random_matrix(room(k, n, p.b_row, p.b_col));
    double *c = random_matrix(c_room), *old = malloc((size_t)(c_room + 1) * sizeof *old);
    for (int64_t i = 0; i < c_room && p.beta == 0; i++)
        c[i] = NAN;
    memcpy(old, c, (size_t)c_room * sizeof *old);
    p.a = a, p.b = b, p.c = c;
    matrix_product(width, &p);
    int64_t wrong = wrong_entries(&p, old, gap);
    free(a), free(b), free(c), free(old);
    return wrong;
}

static void test_random(int width, int cases, int64_t most) {
    char first[100] = "";
    int wrong = 0;
    srand((unsigned)most);
    for (int i = 0; i < cases; i++) {
        int64_t m = one_to(most + 1) - 1, n = one_to(most + 1) - 1, k = one_to(most + 1) - 1;
        bool lower = i % 4 == 0;
        n = lower ? m : n;
        if (wrong_product(width, m, n, k, lower) > 0 && wrong++ == 0)
            snprintf(first, sizeof first, ", first: %d x %d x %d%s", (int)m, (int)n, (int)k,
                     lower ? ", lower" : "");
    }
    test_check(wrong == 0, "%d bits: %d products of sizes up to %d, %d wrong%s", width, cases,
               (int)most, wrong, first);
}

/* Sizes at which strips and blocks just fit, or just do not. */
static void test_edges(int width) {
    static const int64_t edges[] = {0,   1,   5,   6,   7,   8,   23,  24,  25,   239,
                                    240, 241, 255, 256, 257, 513, 767, 769, 1025, 1030};
    int64_t wrong = 0;
    srand(1);
    for (int i = 0; i < 20; i++) {
        wrong += wrong_product(width, edges[i], edges[19 - i], 3, false);
        wrong += wrong_product(width, 9, edges[i], edges[(7 * i) % 20], false);
        wrong += wrong_product(width, edges[i], 17, edges[i], false);
        wrong += wrong_product(width, edges[i], edges[i], 2, true);
    }
    test_check(wrong == 0, "%d bits: sizes where blocks just fit, %d entries wrong", width,
               (int)wrong);
}

static void test_width(int width) {
    if (!wide_runs(width)) {
        test_skip("%d bits: this processor has no such vectors", width);
        return;
    }
    test_random(width, 2000, 20);
    test_random(width, 300, 70);
    test_random(width, 20, 600);
    test_edges(width);
}

/* The two ways in, at the width that they choose: 2 x 3 times 3 x 2, and its lower triangle. */
static void test_calls(void) {
    const double a[] = {1, 2, 3, 4, 5, 6}, b[] = {1, 0, 0, 1, 1, 1};
    double c[] = {NAN, NAN, NAN, NAN}, lower[] = {1, 0, 1, 1};
    matrix_multiply(2, 2, 3, 1, a, 3, 1, b, 2, 1, 0, c, 2);
    test_check(c[0] == 4 && c[1] == 5 && c[2] == 10 && c[3] == 11, "matrix_multiply: by hand");
    matrix_multiply_lower(2, 3, 2, a, 3, 1, b, 2, 1, 1, lower, 2);
    test_check(lower[0] == 9 && lower[2] == 21 && lower[3] == 23, "matrix_multiply_lower: by hand");
}

int main(void) {
#define TEST(bits) test_width(bits);
    WIDE_EACH(TEST)
    test_calls();
    return test_end();
}
