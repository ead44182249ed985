/* For files that are built for each width of vectors: a store past the caches. */
#ifndef STREAM_H
#define STREAM_H

#include "wide.h"

#if defined __x86_64__ && !defined __clang__
#include <immintrin.h>
#endif

/* A store that does not fetch the line from memory first, and leaves it in no cache; where the
   compiler knows how to. The address is that of a whole vector. */
#if defined __clang__
#define STREAM(to, value) __builtin_nontemporal_store(value, to)
#elif !defined __x86_64__
#define STREAM(to, value) *(to) = (value)
#elif WIDE_BITS == 512
#define STREAM(to, value) _mm512_stream_si512((__m512i *)(to), (__m512i)(value))
#elif WIDE_BITS > 128
#define STREAM(to, value) _mm256_stream_si256((__m256i *)(to), (__m256i)(value))
#else
#define STREAM(to, value) _mm_stream_si128((__m128i *)(to), (__m128i)(value))
#endif

#endif
