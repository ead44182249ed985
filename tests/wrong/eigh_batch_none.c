/* Nothing: a batch, each matrix of which is solved by itself, is right. */
#include "eigh.h"

#include <stddef.h>

static const char *solve(int64_t size, double *a, double *w);

static const char *solve_batch(int64_t size, int64_t count, double *a, double *w) {
    for (int64_t i = 0; i < count; i++)
        solve(size, a + i * size * size, w + i * size);
    return NULL;
}

static int64_t batch(void) {
    return 5;
}

#define MEMBERS solve_batch = solve_batch, .batch = batch
#include "jacobi.h"
