/* The loop that anybody writes: one element after the other. */
#include "memory.h"
#include "vecadd.h"

#include <stdlib.h>

static const float *a, *b;
static float *c;
static int64_t n;

/* The vectors are in this memory already; nothing has to be copied. */
static void open_vectors(int64_t count, const float *first, const float *second) {
    n = count;
    a = first, b = second;
    c = memory_new(n, sizeof *c);
}

static void add(void) {
    for (int64_t i = 0; i < n; i++)
        c[i] = a[i] + b[i];
}

static void read_sum(float *sum) {
    for (int64_t i = 0; i < n; i++)
        sum[i] = c[i];
}

static void close_vectors(void) {
    free(c);
}

const struct vecadd_stage vecadd_stage = {
    .idea = "one loop",
    .bytes = sizeof(float),
    .open = open_vectors,
    .add = add,
    .read = read_sum,
    .close = close_vectors,
};
