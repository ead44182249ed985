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
   its place: each becomes what the vector that follows it would be after a step, with itself behind
   that one and the next but one ahead of it.

   copy, stream: `words` words, from and to blocks that are aligned to 64 bytes and do not overlap.
   stream writes past the caches where the compiler knows how to. */
#define LIMITS_DECLARE(bits)                                             \
    void logic_##bits(uint64_t *vectors, int64_t rounds);                \
    void copy_##bits(uint64_t *to, const uint64_t *from, int64_t words); \
    void stream_##bits(uint64_t *to, const uint64_t *from, int64_t words);
WIDE_EACH(LIMITS_DECLARE)

/* An empty instruction that claims to change a vector, in its register: the compiler cannot look
   past it, so it drops no work whose result it knows and moves none out of a loop. */
#if defined __x86_64__
#define KEEP(vector) __asm__ volatile("" : "+v"(vector))
#elif defined __aarch64__
#define KEEP(vector) __asm__ volatile("" : "+w"(vector))
#else
#define KEEP(vector) __asm__ volatile("" : "+m"(vector))
#endif

#endif
