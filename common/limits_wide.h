/* What logic_wide.c and copy_wide.c offer to roof.c, once for each width. */
#ifndef LIMITS_WIDE_H
#define LIMITS_WIDE_H

#include "wide.h"

enum {
    LOGIC_MOST = 24,                      /* at least LOGIC_VECTORS of any width */
    COPY_WORDS = 8 * WIDE_MOST_BITS / 64, /* what is copied is a multiple of this */
};

/* Vectors that logic keeps in registers: AVX-512 has 32 of those, the others have 16. */
#define LOGIC_VECTORS(width) ((width) > 256 ? 24 : 12)

typedef void logic_function(uint64_t *vectors, int64_t rounds);

/* logic: updates a ring of LOGIC_VECTORS vectors `rounds` times by Rule 184, one after the other in
   its place: each becomes what the vector behind it will be after a step. A car moves from a vector
   with a greater number to the one before it.

   copy, stream: `words` words, from and to blocks that are aligned to 64 bytes and do not overlap.
   stream writes past the caches where the compiler knows how to. */
#define LIMITS_DECLARE(bits)                                             \
    void logic_##bits(uint64_t *vectors, int64_t rounds);                \
    void copy_##bits(uint64_t *to, const uint64_t *from, int64_t words); \
    void stream_##bits(uint64_t *to, const uint64_t *from, int64_t words);
WIDE_EACH(LIMITS_DECLARE)

#endif
