/* OpenMP's threads, or one where the compiler has no OpenMP. */
#ifndef THREADS_H
#define THREADS_H

#include <stddef.h>
#include <stdint.h>

#ifdef _OPENMP
#include <omp.h>
#endif

/* Threads of the next parallel region, as OMP_NUM_THREADS says; by default one a core. */
static inline int threads_most(void) {
#ifdef _OPENMP
    return omp_get_max_threads();
#else
    return 1;
#endif
}

/* The same, but no more than there are items to work on. */
static inline int threads_for(int64_t items) {
    return items < threads_most() ? (int)items : threads_most();
}

/* Which of a parallel region's threads this is, and how many they are. */
static inline int threads_mine(void) {
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

static inline int threads_here(void) {
#ifdef _OPENMP
    return omp_get_num_threads();
#else
    return 1;
#endif
}

/* Why a stage whose idea is threads cannot run, or NULL. */
static inline const char *threads_missing(void) {
#ifdef _OPENMP
    return NULL;
#else
    return "built without OpenMP (apt-get install libomp-dev for clang; then make)";
#endif
}

#endif
