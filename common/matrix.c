#include "matrix.h"

#include "matrix_wide.h"

void matrix_product(int width, const struct product *product) {
#define MULTIPLY(bits)   \
    if (width == (bits)) \
        matrix_product_##bits(product);
    WIDE_EACH(MULTIPLY)
}

void matrix_multiply(int64_t m, int64_t n, int64_t k, double alpha, const double *a, int64_t a_row,
                     int64_t a_col, const double *b, int64_t b_row, int64_t b_col, double beta,
                     double *c, int64_t c_row) {
    const struct product product = {m, n,     k,     alpha, a, a_row, a_col,
                                    b, b_row, b_col, beta,  c, c_row, false};
    matrix_product(wide_best(), &product);
}

void matrix_multiply_lower(int64_t n, int64_t k, double alpha, const double *a, int64_t a_row,
                           int64_t a_col, const double *b, int64_t b_row, int64_t b_col,
                           double beta, double *c, int64_t c_row) {
    const struct product product = {n, n,     k,     alpha, a, a_row, a_col,
                                    b, b_row, b_col, beta,  c, c_row, true};
    matrix_product(wide_best(), &product);
}
