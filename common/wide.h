/* Vectors of several widths in one program, so that it uses the widest that the machine has and
   never dies of an instruction that it has not.

   A file whose name ends in _wide.c is compiled once for each width that the compiler can make,
   with WIDE_BITS set: 128 everywhere, 256 (AVX2 and FMA) and 512 (AVX-512) on x86. AVX-512 has 32
   registers and three-input logic for narrower vectors too, and some processors are faster with
   those: 257 is 256 bits with all that. What a file exports is named with WIDE(): WIDE(rate) is
   rate_512 in one of the objects. Who calls it chooses when the program runs, with a table made by
   WIDE_EACH. */
#ifndef WIDE_H
#define WIDE_H

#include <stdbool.h>
#include <stdint.h>

#ifdef WIDE_BITS
typedef uint64_t vector __attribute__((vector_size(WIDE_BITS / 64 * 8)));
#define WIDE(name) WIDE_JOIN(name, WIDE_BITS)
#define WIDE_JOIN(name, bits) WIDE_PASTE(name, bits)
#define WIDE_PASTE(name, bits) name##_##bits

/* In front of a function, and of a loop whose number of rounds is known: vectors stay in registers
   only where the compiler sees which is meant. */
#define INLINE static inline __attribute__((always_inline))
#ifdef __clang__
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 32")
#endif

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

/* X(width) for each width that this program was built with, the narrowest first. */
#ifdef HAVE_WIDE_512
#define WIDE_EACH(X) X(128) X(256) X(257) X(512)
#elif defined HAVE_WIDE_256
#define WIDE_EACH(X) X(128) X(256)
#else
#define WIDE_EACH(X) X(128)
#endif

#define WIDE_NAME_128 "128"
#define WIDE_NAME_256 "256"
#define WIDE_NAME_257 "256vl"
#define WIDE_NAME_512 "512"

enum { WIDE_MOST_BITS = 512 };

/* Whether this program was built with that width and the processor has it. */
bool wide_runs(int width);

/* The widest that runs; and the one at which Rule 184 does, by a trial when it is first asked for:
   a fraction of a millisecond. */
int wide_best(void);
int wide_fastest(void);

#endif
