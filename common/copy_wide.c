/* Copying as fast as vectors can be loaded and stored. Not memcpy: that changes its ways with the
   size, and one cache is to be compared with the next. */
#include "limits_wide.h"
#include "stream.h"

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
