/* A task that all ranks solve together, since its matrix is too large for one: its columns are
   dealt out in blocks.

       block   0 1 2 3 4 5 6 7      of 64 columns each
       rank    0 1 2 0 1 2 0 1

   No rank ever has more of it than its own columns and one block: each makes its own from the
   matrix's definition, b b' with random b, and that is what the result is judged by. */
#ifndef EIGH_SPREAD_H
#define EIGH_SPREAD_H

#include "eigh_judge.h"

#include <stdint.h>

enum { EIGH_SPREAD_BLOCK = 64 };

struct eigh_spread {
    int64_t size, count; /* rows; columns of this rank */
    double *a, *v;       /* columns of the matrix, column by column; room for those of vectors */
    double *w;           /* room for all eigenvalues, on every rank */
    double norm, *diagonal, *squares; /* for the judge: of the matrix, and of each column */
};

/* Columns of this rank. */
int64_t eigh_spread_columns(int64_t size);

/* Bytes that a rank needs: for its columns, as many vectors, and as much as both for a solver. */
double eigh_spread_bytes(int64_t size);

/* Makes NumPy's matrix (EIGH_NUMPY). To be given back with eigh_spread_free. Collective. */
struct eigh_spread eigh_spread_make(int64_t seed, int64_t size);
void eigh_spread_free(struct eigh_spread *spread);

/* Judges w and v, whatever has become of a. Collective: all ranks get the scores of the whole. */
struct eigh_scores eigh_spread_judge(int64_t seed, const struct eigh_spread *spread);

#endif
