/* What matrix_wide.c offers to matrix.c, once for each width. */
#ifndef MATRIX_WIDE_H
#define MATRIX_WIDE_H

#include "wide.h"

/* As matrix_multiply says. If lower, tiles that are wholly above the diagonal of c are left out. */
struct product {
    int64_t m, n, k;
    double alpha;
    const double *a;
    int64_t a_row, a_col;
    const double *b;
    int64_t b_row, b_col;
    double beta;
    double *c;
    int64_t c_row;
    bool lower;
};

#define MATRIX_DECLARE(bits) void matrix_product_##bits(const struct product *product);
WIDE_EACH(MATRIX_DECLARE)

/* The same at a width that runs. */
void matrix_product(int width, const struct product *product);

#endif
