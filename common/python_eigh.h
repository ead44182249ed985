/* An eigh stage that is a Python file: its process, and the memory shared with it. The other end is
   eigh_python.py. */
#ifndef PYTHON_EIGH_H
#define PYTHON_EIGH_H

#include <stdint.h>

/* Matrices of the same size that NumPy takes to solve one, and that lie in the shared memory. */
#define PYTHON_EIGH_WORK 4
#define PYTHON_EIGH_SHARED 1

/* The stage's `missing`, `threads` and `about` (eigh.h). */
const char *python_eigh_missing(void);
int python_eigh_threads(void);
const char *python_eigh_about(void);

/* Solves as the stage's solve_batch must, in so many processes of Python. */
const char *python_eigh_solve(int64_t processes, int64_t size, int64_t count, double *a, double *w);

#endif
