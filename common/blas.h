/* The machine's BLAS and LAPACK, found when the program runs: nothing needs them to be built or
   started. */
#ifndef BLAS_H
#define BLAS_H

#include <stdbool.h>
#include <stdint.h>

/* Opens the library `wanted`, a name or a path; NULL: the one that the environment variable BLAS
   names, else the first of those that machines have. NULL, or why there is none, in one line of
   static memory. To be called once, before the others.

   An OpenBLAS older than the processor does not know it and takes kernels without AVX-512, which
   cost a quarter of the speed: where that is so on an Intel processor, it is made to take those for
   SkylakeX. What OPENBLAS_CORETYPE says is left alone. */
const char *blas_open(const char *wanted);

/* The library's file name; what it calls itself, the kernels that it has chosen, and those that it
   would have chosen, had it been left alone: each "" where there is nothing to say. */
const char *blas_name(void);
const char *blas_version(void);
const char *blas_kernels(void);
const char *blas_mended(void);

/* How many threads the library is to use. False: it cannot be told, and uses what it likes. */
bool blas_set_threads(int threads);

/* c = a b, of `size` x `size` matrices stored by columns; what c held does not matter. */
void blas_multiply(int64_t size, const double *a, const double *b, double *c);

/* Why the library cannot solve eigenvalue problems, or NULL; solves one, as eigh_stage's solve
   must (eigh.h), by dsyevd, with two matrices of work memory. */
const char *blas_eigh_missing(void);
const char *blas_eigh(int64_t size, double *a, double *w);

/* The largest size that it can solve, by the bits in which it counts its workspace. */
int64_t blas_eigh_most(void);

#endif
