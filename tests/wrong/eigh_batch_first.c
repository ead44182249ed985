/* Solves the first matrix of each batch, and no other.
   Expect: rounding errors, of which 30 are allowed */
#include "eigh.h"

static const char *solve(int64_t size, double *a, double *w);

static const char *solve_batch(int64_t size, int64_t count, double *a, double *w) {
    (void)count;
    return solve(size, a, w);
}

static int64_t batch(void) {
    return 5;
}

#define MEMBERS solve_batch = solve_batch, .batch = batch
#include "jacobi.h"
