/* The roof of logic: Rule 184 on vectors that never leave their registers.

   Twelve cells are updated again and again. None waits for another, so every unit of the processor
   always has something to do; with the two cells behind them they fill 14 registers of 16. */
#include "limits_wide.h"

#if WIDE_BITS == 512
#include <immintrin.h>
#endif

/* l ^ (c & (l ^ r)), the state of c after a step, in as few instructions as there are. It takes the
   place of r, which nobody needs any more, so none is spent on moving. AVX-512 has one instruction
   for all of it (in C, gcc finds it and moves vectors around it), NEON one that both compilers
   find; the others need three, which clang would make four if it saw them together. */
#if WIDE_BITS == 512
#define RULE(l, c, r)                                                                      \
    r = (vector)_mm512_ternarylogic_epi64((__m512i)(r), (__m512i)(l), (__m512i)(c), 0xe4); \
    KEEP(r);
#elif defined __aarch64__
#define RULE(l, c, r)              \
    r = (l) ^ ((c) & ((l) ^ (r))); \
    KEEP(l);                       \
    KEEP(c);                       \
    KEEP(r);
#else
#define RULE(l, c, r)        \
    (r) ^= (l);              \
    KEEP(r);                 \
    (r) = ((r) & (c)) ^ (l); \
    KEEP(r);
#endif

/* Each has a name, because gcc leaves an array of this size in memory. */
#define EACH(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11)
#define LOAD(i) vector cell##i = at[i];
#define UPDATE(i) RULE(far, near, cell##i)
#define STORE(i) at[i] = cell##i;

void WIDE(logic)(uint64_t *vectors, int64_t rounds) {
    vector *at = (vector *)vectors, near = at[LOGIC_CHAINS], far = at[LOGIC_CHAINS + 1];
    EACH(LOAD)
    while (rounds-- > 0) {
        EACH(UPDATE)
    }
    EACH(STORE)
}
