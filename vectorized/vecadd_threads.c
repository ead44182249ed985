/* As fast as memory allows: a share for each thread, and sums that do not pass through the caches.

       thread 0             thread 1             thread 2
       [ pieces ..........  | pieces ..........  | pieces ..........  ]
       first written by the thread that will add them, so they lie in the memory near its core

   A store as usual reads the line first that it is about to write: 16 bytes are moved for an
   element and not 12. common/vecadd_wide.c stores without that. */
#include "memory.h"
#include "threads.h"
#include "vecadd.h"
#include "vecadd_wide.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 4 * VECADD_PIECE };

static float *a, *b, *c; /* whole pieces: what is behind the last element is added as well */
static int64_t n, pieces;

/* Bytes of a piece that belong to the vectors as they were handed over. */
static size_t bytes_of(int64_t piece) {
    int64_t left = n - piece * PIECE;
    return (size_t)(left < PIECE ? left : PIECE) * sizeof *c;
}

static void open_vectors(int64_t count, const float *first, const float *second) {
    n = count, pieces = (n + PIECE - 1) / PIECE;
    a = memory_untouched(pieces, PIECE * sizeof *a);
    b = memory_untouched(pieces, PIECE * sizeof *b);
    c = memory_untouched(pieces, PIECE * sizeof *c);
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < pieces; i++) {
        memset(c + i * PIECE, 0, PIECE * sizeof *c);
        memcpy(a + i * PIECE, first + i * PIECE, bytes_of(i));
        memcpy(b + i * PIECE, second + i * PIECE, bytes_of(i));
    }
}

static void add(void) {
    int width = wide_best();
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < pieces; i++)
        vecadd_wide(width, c + i * PIECE, a + i * PIECE, b + i * PIECE, PIECE);
}

static void read_sum(float *sum) {
#pragma omp parallel for schedule(static)
    for (int64_t i = 0; i < pieces; i++)
        memcpy(sum + i * PIECE, c + i * PIECE, bytes_of(i));
}

static void close_vectors(void) {
    free(a);
    free(b);
    free(c);
}

const struct vecadd_stage vecadd_stage = {
    .idea = "threads past the caches",
    .bytes = 3 * sizeof(float),
    .open = open_vectors,
    .add = add,
    .read = read_sum,
    .close = close_vectors,
    .missing = threads_missing,
    .threads = threads_most,
};
