/* What vecadd_wide.c offers, once for each width. */
#ifndef VECADD_WIDE_H
#define VECADD_WIDE_H

#include "wide.h"

/* Adds this many elements, or a multiple of it. */
enum { VECADD_PIECE = 1024 };

/* c = a + b, past the caches. All three are aligned to 64 bytes, and count is a multiple of
   VECADD_PIECE. */
#define VECADD_DECLARE(bits) \
    void vecadd_##bits(float *c, const float *a, const float *b, int64_t count);
WIDE_EACH(VECADD_DECLARE)

/* The same at a width that runs. */
static inline void vecadd_wide(int width, float *c, const float *a, const float *b, int64_t count) {
#define VECADD_CALL(bits) \
    if (width == (bits))  \
        vecadd_##bits(c, a, b, count);
    WIDE_EACH(VECADD_CALL)
}

#endif
