/* One task under timeit, as the tutorials time `numpy.linalg.eigh(a)`. */
#ifndef EIGH_TIMEIT_H
#define EIGH_TIMEIT_H

#include <stdbool.h>
#include <stdint.h>

/* Times the stage on copies of this matrix, `size` rows of it, and prints timeit's line; making the
   matrix is not in the time, a copy is, as NumPy makes one. What the last loop left is judged if
   `verify`: unless it is right there is no figure, and the program ends with status 1. Collective:
   all ranks time their own copies at the same time. */
void eigh_timeit(int64_t size, const double *a, bool verify);

/* Whether one solver, as eigh_stage's solve, takes less time than another for a random matrix of
   moderate size: to choose one. Collective; where they differ, the slowest rank's time counts. */
typedef const char *eigh_solver(int64_t size, double *a, double *w);
bool eigh_faster(eigh_solver *one, eigh_solver *other);

#endif
