/* Matrices multiplied, at nearly the rate at which a core can multiply at all. No library is
   needed, and any number of threads may do this at once, each with its own matrices. */
#ifndef MATRIX_H
#define MATRIX_H

#include <stdint.h>

/* c = beta c + alpha a b, where c is m x n, a is m x k and b is k x n.

   Entry (i, j) of a is a[i * a_row + j * a_col], and so for b: a transposed matrix is one whose two
   strides changed places. Those of c lie row by row, c[i * c_row + j]. If beta is 0 then c is not
   read, and may hold anything; it must not overlap a or b. */
void matrix_multiply(int64_t m, int64_t n, int64_t k, double alpha, const double *a, int64_t a_row,
                     int64_t a_col, const double *b, int64_t b_row, int64_t b_col, double beta,
                     double *c, int64_t c_row);

/* The same for an n x n matrix c of which only the lower triangle matters, for half the work. What
   is above its diagonal may be changed or not. */
void matrix_multiply_lower(int64_t n, int64_t k, double alpha, const double *a, int64_t a_row,
                           int64_t a_col, const double *b, int64_t b_row, int64_t b_col,
                           double beta, double *c, int64_t c_row);

#endif
