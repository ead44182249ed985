#include "wide.h"

#include "clock.h"
#include "limits_wide.h"

#include <math.h>

static bool processor_has(int width) {
#ifdef __x86_64__
    __builtin_cpu_init();
    if (width > 128 && !__builtin_cpu_supports("fma"))
        return false;
    if (width == 512)
        return __builtin_cpu_supports("avx512f") != 0;
    if (width == 257)
        return __builtin_cpu_supports("avx512vl") != 0;
    if (width == 256)
        return __builtin_cpu_supports("avx2") != 0;
#endif
    return width == 128;
}

bool wide_runs(int width) {
#define BUILT(other) || width == (other)
    return (0 WIDE_EACH(BUILT)) && processor_has(width);
}

int wide_best(void) {
    int best = 128;
#define OFFER(width) best = wide_runs(width) ? (width) : best;
    WIDE_EACH(OFFER)
    return best;
}

/* The least time for a word, of a few short trials: others may interrupt one of them. */
static double time_logic(int width, logic_function *logic) {
    enum { TRIALS = 8, ROUNDS = 500 };
    _Alignas(64) uint64_t vectors[LOGIC_MOST * WIDE_MOST_BITS / 64] = {0};
    double best = INFINITY;
    for (int trial = 0; trial < TRIALS && wide_runs(width); trial++) {
        double began = clock_now();
        logic(vectors, ROUNDS);
        best = fmin(best, clock_now() - began);
    }
    int words = width / 64 * LOGIC_VECTORS(width);
    return best / words;
}

static int try_all(void) {
    int fastest = 128;
    double least = INFINITY;
#define TRY(width)                                        \
    {                                                     \
        double took = time_logic((width), logic_##width); \
        fastest = took < least ? (width) : fastest;       \
        least = fmin(took, least);                        \
    }
    WIDE_EACH(TRY)
    return fastest;
}

int wide_fastest(void) {
    static int fastest;
    if (fastest == 0)
        fastest = try_all();
    return fastest;
}
