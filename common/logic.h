/* Logic of three vectors, each in as few instructions as the machine of this width has for it.

   AVX-512 has one for any function of three bits: the number after the operands is its table, bit
   4 a + 2 b + c of which is the value for a, b and c. gcc finds such an instruction only for short
   expressions, so it is named here. NEON chooses with one, which compilers find; the others need
   three. */
#ifndef LOGIC_H
#define LOGIC_H

#include "wide.h"

#if WIDE_BITS > 256
#include <immintrin.h>
#endif

#if WIDE_BITS == 512
#define LOGIC(a, b, c, table, plain) \
    ((vector)_mm512_ternarylogic_epi64((__m512i)(a), (__m512i)(b), (__m512i)(c), table))
#elif WIDE_BITS == 257
#define LOGIC(a, b, c, table, plain) \
    ((vector)_mm256_ternarylogic_epi64((__m256i)(a), (__m256i)(b), (__m256i)(c), table))
#else
#define LOGIC(a, b, c, table, plain) (plain)
#endif

/* a where `by` is 1, b where it is 0. Rule 184 is that: what is in a cell after a step comes from
   ahead if there is a car, which may wait there, and from behind if there is none. */
static inline vector logic_choose(vector a, vector by, vector b) {
    return LOGIC(a, by, b, 0xe2, b ^ (by & (a ^ b)));
}

/* ~a where `by` is 1, b where it is 0. */
static inline vector logic_choose_not(vector a, vector by, vector b) {
    return LOGIC(a, by, b, 0x2e, b ^ (by & ~(a ^ b)));
}

/* The two digits of a + b + c. */
static inline vector logic_sum(vector a, vector b, vector c) {
    return LOGIC(a, b, c, 0x96, a ^ b ^ c);
}

static inline vector logic_carry(vector a, vector b, vector c) {
    return LOGIC(a, b, c, 0xe8, (a & b) | (c & (a | b)));
}
#endif
