/* Adding as fast as vectors can be loaded and stored. */
#include "vecadd_wide.h"

#include "stream.h"

typedef float floats __attribute__((vector_size(sizeof(vector))));

/* So that few of the instructions are the loop's own. */
enum { AT_ONCE = 4 };

void WIDE(vecadd)(float *c, const float *a, const float *b, int64_t count) {
    const floats *one = (const floats *)a, *other = (const floats *)b,
                 *end = (const floats *)(a + count);
    for (floats *sum = (floats *)c; one < end; one += AT_ONCE, other += AT_ONCE, sum += AT_ONCE)
        UNROLL for (int i = 0; i < AT_ONCE; i++) STREAM(sum + i, one[i] + other[i]);
}
