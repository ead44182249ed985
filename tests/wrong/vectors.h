/* A right stage with holes in it: each wrong vecadd stage here defines one of these macros, and is
   right in everything else. With none of them defined the stage passes. */
#include "memory.h"
#include "vecadd.h"

#include <stdlib.h>

#ifndef ADD /* once for each addition */
#define ADD add_from(0, n)
#endif
#ifndef SUM
#define SUM(i) a[i] + b[i]
#endif
#ifndef READ /* the elements that are read: 0 ... READ - 1 */
#define READ n
#endif

static const float *a, *b;
static float *c;
static int64_t n;

/* c is kept from run to run, as a device's memory may be: close gives nothing back. */
static void open_vectors(int64_t count, const float *first, const float *second) {
    n = count, a = first, b = second;
    if (c == NULL)
        c = memory_new(n, sizeof *c);
}

static void add_from(int64_t first, int64_t end) {
    for (int64_t i = first; i < end; i++)
        c[i] = SUM(i);
}

static void add(void) {
    (void)add_from;
    ADD;
}

static void read_sum(float *sum) {
    for (int64_t i = 0; i < READ; i++)
        sum[i] = i < n ? c[i] : 0;
}

static void close_vectors(void) {
}

const struct vecadd_stage vecadd_stage = {
    .idea = "wrong on purpose",
    .bytes = sizeof(float),
    .open = open_vectors,
    .add = add,
    .read = read_sum,
    .close = close_vectors,
};
