/* Copying as fast as vectors can be loaded and stored. Not memcpy: that changes its ways with the
   size, and one cache is to be compared with the next. */
#include "limits_wide.h"

#if defined __x86_64__ && !defined __clang__
#include <immintrin.h>
#endif

/* A store that does not fetch the line from memory first, and leaves it in no cache. */
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

/* A ninth of the instructions or less for the loop itself. */
enum { AT_ONCE = 8 };
#define EACH UNROLL for (int i = 0; i < AT_ONCE; i++)

static inline vector loaded(const vector *from) {
    vector value = *from;
    KEEP(value); /* else gcc would see a memcpy */
    return value;
}

void WIDE(copy)(uint64_t *to, const uint64_t *from, int64_t words) {
    const vector *source = (const vector *)from, *end = (const vector *)(from + words);
    for (vector *target = (vector *)to; source < end; source += AT_ONCE, target += AT_ONCE)
        EACH target[i] = loaded(source + i);
}

void WIDE(stream)(uint64_t *to, const uint64_t *from, int64_t words) {
    const vector *source = (const vector *)from, *end = (const vector *)(from + words);
    for (vector *target = (vector *)to; source < end; source += AT_ONCE, target += AT_ONCE)
        EACH STREAM(target + i, loaded(source + i));
}
