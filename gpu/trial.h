/* A trial of cuSOLVER's ways at the size that is going to be solved: some copies of one matrix, by
   the way that the solvers are prepared for.

       way 0   |= wake =| one |=== all ===|
       way 1   |= wake =|====== one ======|      longer than all of them by way 0: no more of it  */
#ifndef TRIAL_H
#define TRIAL_H

#include "solvers.h"

extern "C" {
#include "eigh_matrix.h"
#include "memory.h"
}

#include <stdlib.h>

struct trial {
    int64_t n, count;
    double *matrix, *a, *w;
};

/* Of `most` matrices of n rows, or as many as take no more than `work` times some operations, n^3
   for each. To be given back with trial_close. */
static inline struct trial trial_open(int64_t n, int64_t most, double work) {
    double few = fmax(1, fmin((double)most, work / pow((double)n, 3)));
    struct trial t = {n, (int64_t)few, NULL, NULL, NULL};
    t.matrix = (double *)memory_new(n * n, sizeof *t.matrix);
    t.a = (double *)memory_new(t.count * n * n, sizeof *t.a);
    t.w = (double *)memory_new(t.count * n, sizeof *t.w);
    eigh_matrix_make(EIGH_NUMPY, 0, n, t.matrix);
    return t;
}

static inline void trial_close(struct trial *t) {
    free(t->matrix);
    free(t->a);
    free(t->w);
}

static inline double trial_seconds(const struct trial *t, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        memcpy(t->a + i * t->n * t->n, t->matrix, (size_t)(t->n * t->n) * sizeof *t->a);
    return solvers_seconds(t->n, count, t->a, t->w);
}

/* The first call of each stream, which says nothing of the others. */
static inline void trial_wake(const struct trial *t) {
    trial_seconds(t, t->count < solvers.streams ? t->count : solvers.streams);
}

/* Seconds for all, or for ever if it cannot be less than `best`. */
static inline double trial_try(const struct trial *t, double best) {
    trial_wake(t);
    return trial_seconds(t, 1) < best ? trial_seconds(t, t->count) : INFINITY;
}

#endif
