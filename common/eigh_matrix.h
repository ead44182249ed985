/* Symmetric matrices for the eigh stages: the tutorials' random ones, and those at which solvers
   fail. Row by row, size * size doubles. */
#ifndef EIGH_MATRIX_H
#define EIGH_MATRIX_H

#include <stdint.h>

enum eigh_family {
    EIGH_NUMPY,     /* b @ b.T, b = rand(size, size) after numpy.random.seed(seed) */
    EIGH_IDENTITY,  /* all eigenvalues equal, any vectors will do */
    EIGH_ZERO,      /* nothing to divide by */
    EIGH_DIAGONAL,  /* random values, in no order */
    EIGH_REPEATED,  /* -1, 0 and 1 again and again, behind random reflections; so the next two */
    EIGH_CLUSTERED, /* values that differ by some rounding errors, around 1; and one that is 0 */
    EIGH_GRADED,    /* from 1 down to the rounding error, evenly on a logarithmic scale */
    EIGH_STEEP,     /* random entries, all but nothing in half of the rows, then up to 1 */
    EIGH_HUGE,      /* 2^990 times EIGH_NUMPY: squares overflow */
    EIGH_TINY,      /* 2^-1000 times EIGH_NUMPY: squares underflow */
    EIGH_WILKINSON, /* W+: |i - middle| along the diagonal, ones beside it: pairs almost equal */
    EIGH_GLUED,     /* W21+ again and again, glued by 1e-8: many values almost equal */
    EIGH_NAN,       /* EIGH_NUMPY, but one entry (and its mirror) is no number: to be refused */
    EIGH_INFINITE,  /* the same with an infinity */
};
extern const char *const eigh_families[]; /* by family, ended by NULL */

/* Fills a, exactly symmetric; `seed` from 0 to 2^32 - 1 means something where the family is random.
   EIGH_NUMPY and what is made of it takes memory for another size * size doubles meanwhile. */
void eigh_matrix_make(enum eigh_family family, int64_t seed, int64_t size, double *a);

/* The first entry that is not finite: its index, or -1. */
int64_t eigh_matrix_not_finite(int64_t size, const double *a);

#endif
