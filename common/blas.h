/* The machine's BLAS, found when the program runs: nothing needs it to be built or started. */
#ifndef BLAS_H
#define BLAS_H

#include <stdbool.h>
#include <stdint.h>

/* Opens the library `wanted`, a name or a path; NULL: the first of those that machines have. NULL,
   or why there is none, in one line of static memory. To be called once, before the others. */
const char *blas_open(const char *wanted);

/* The library's file name, and its own name for the kernels that it has chosen, or "". */
const char *blas_name(void);
const char *blas_kernels(void);

/* How many threads the library is to use. False: it cannot be told, and uses what it likes. */
bool blas_set_threads(int threads);

/* c = a b, of `size` x `size` matrices stored by columns; what c held does not matter. */
void blas_multiply(int64_t size, const double *a, const double *b, double *c);

#endif
