/* The machine's LAPACK for the eigh stages: which library, with which kernels and threads. */
#ifndef LAPACK_H
#define LAPACK_H

#include "options.h"

#include <stdbool.h>

/* --threads: 0 where it is not given. */
extern const struct option_row lapack_options[];
extern int64_t lapack_wanted;

/* Opens the library that BLAS names, or else the machine's (blas.h), and sets its threads: as
   --threads says, else OPENBLAS_NUM_THREADS or MKL_NUM_THREADS, else OMP_NUM_THREADS unless that is
   about threads of our own, else `otherwise`. NULL, or why there is none. To be called once. */
const char *lapack_open(int otherwise, bool threads_are_ours);

/* The threads in force; the library, its kernels, and who said how many threads, in a line. */
int lapack_threads(void);
const char *lapack_about(void);

/* An eigh_stage's open: ends the program if the library cannot solve matrices of that size. */
void lapack_check_size(int64_t size, int64_t tasks);

/* Solves one task as eigh_stage's solve must, by divide and conquer (dsyevd). */
const char *lapack_solve(int64_t size, double *a, double *w);
#define LAPACK_EXTRA 2 /* matrices of the same size that it takes besides */

#endif
