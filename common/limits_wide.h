/* What logic_wide.c and copy_wide.c offer to roof.c, once for each width. */
#ifndef LIMITS_WIDE_H
#define LIMITS_WIDE_H

#include "wide.h"

enum {
    LOGIC_CHAINS = 12,                    /* cells that are updated, in each bit */
    LOGIC_VECTORS = LOGIC_CHAINS + 2,     /* and the two that are behind each of them */
    COPY_WORDS = 8 * WIDE_MOST_BITS / 64, /* what is copied is a multiple of this */
};

/* logic: updates LOGIC_CHAINS cells `rounds` times by Rule 184, all with the same two cells behind
   them. `vectors` holds the chains, the cell behind, and the one behind that.

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
