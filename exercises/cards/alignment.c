/* Alignment: the same additions, on arrays that begin where a cache line does, and four bytes
   further.

       lines     |.......|.......|.......|          a vector of 64 bytes is one line
       aligned   |aaaaaaa|bbbbbbb|
       not        .aaaaaaa bbbbbbb                  each is parts of two */
#include "card.h"
#include "memory.h"

#include <stdint.h>

enum { COUNT = 1024, PASSES = 100, LINE = 64 / sizeof(float) };

/* May lie anywhere: what the compiler makes of it is the same for both. */
typedef float vector __attribute__((vector_size(64), aligned(4), may_alias));

static float *a, *b, *c;
static int64_t shift; /* of the last work, in elements */

static void open_arrays(void) {
    a = memory_new(COUNT + LINE, sizeof *a);
    b = memory_new(COUNT + LINE, sizeof *b);
    c = memory_new(COUNT + LINE, sizeof *c);
    for (int i = 0; i < COUNT + LINE; i++)
        a[i] = (float)i, b[i] = (float)(i % 7);
}

static void add(int64_t by) {
    shift = by;
    for (int pass = 0; pass < PASSES; pass++) {
        for (int i = 0; i < COUNT; i += LINE)
            *(vector *)(c + by + i) = *(vector *)(a + by + i) + *(vector *)(b + by + i);
        __asm__ volatile("" : : : "memory"); /* all passes are done */
    }
}

static void aligned(void) {
    add(0);
}

static void not_aligned(void) {
    add(1);
}

/* And what is wrong shall not be right the next time because it was so before. */
static double error(void) {
    double most = 0;
    for (int64_t i = shift; i < shift + COUNT; i++) {
        most = card_worse(most, fabs((double)c[i] - ((double)a[i] + (double)b[i])));
        c[i] = -1;
    }
    return most;
}

static const struct way ways[] = {
    {"four bytes behind a line's beginning", not_aligned, error, 0},
    {"at a line's beginning", aligned, error, 0},
    {0},
};

const struct card card = {
    .title = "1024 additions in the innermost cache",
    .unit = "Gadditions/s",
    .amount = 1e-9 * COUNT * PASSES,
    .open = open_arrays,
    .ways = ways,
};
