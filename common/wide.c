#include "wide.h"

static bool processor_has(int bits) {
#ifdef __x86_64__
    __builtin_cpu_init();
    if (bits == 512)
        return __builtin_cpu_supports("avx512f") != 0;
    if (bits == 256)
        return __builtin_cpu_supports("avx2") != 0;
#endif
    return bits == 128;
}

bool wide_runs(int bits) {
#define BUILT(width) || bits == (width)
    return (0 WIDE_EACH(BUILT)) && processor_has(bits);
}

int wide_best(void) {
    int best = 128;
#define OFFER(width) best = wide_runs(width) ? (width) : best;
    WIDE_EACH(OFFER)
    return best;
}
