#include "roof.h"

#include "blas.h"
#include "cache.h"
#include "clock.h"
#include "die.h"
#include "limits_wide.h"
#include "memory.h"
#include "threads.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* A trial that is shorter says more about the clock; one that is much longer is more likely to be
   interrupted by others. */
static const double SHORTEST = 0.5e-3;

static const char nothing_to_say[] = "";

/* ------------------------------------------------------------------------------- threads --- */

int roof_threads(void) {
    /* clang's threads wait busily for 200 ms after their work, and slow down what one core does
       alone; gcc's do for a few. It is read when the first region begins. */
    setenv("KMP_BLOCKTIME", "5", 0);
    int threads = 1;
#pragma omp parallel
#pragma omp master
    threads = threads_here();
    return threads;
}

/* From when the first thread begins until the last has ended. */
static double time_parts(const struct figure *figure) {
    double first = INFINITY, last = 0;
#pragma omp parallel num_threads(figure->threads) reduction(min : first) reduction(max : last)
    {
#pragma omp barrier
        first = clock_now();
        figure->roof->part(figure, threads_mine(), figure->repeats);
        last = clock_now();
    }
    return last - first;
}

static double time_whole(const struct figure *figure) {
    double began = clock_now();
    figure->roof->whole(figure, figure->repeats);
    return clock_now() - began;
}

/* --------------------------------------------------------------------------------- logic --- */

enum { LOGIC_WORDS = LOGIC_MOST * WIDE_MOST_BITS / 64, ROUNDS = 1000 };

static logic_function *logic_of(int wanted) {
    logic_function *chosen = NULL;
#define CHOOSE_LOGIC(width) chosen = wanted == (width) ? logic_##width : chosen;
    WIDE_EACH(CHOOSE_LOGIC)
    return wide_runs(wanted) ? chosen : NULL;
}

/* Bits without a pattern, by the multiplier of Knuth's linear congruential generator. */
static void fill(uint64_t *words, int64_t count) {
    uint64_t state = 1;
    for (int64_t i = 0; i < count; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        words[i] = state ^ state >> 32;
    }
}

static const char *plan_logic(struct figure *figure) {
    int width = figure->roof->parameter, words = width / 64 * LOGIC_VECTORS(width);
    figure->work = 1e-6 * 64 * words * ROUNDS * figure->threads;
    return logic_of(width) != NULL ? NULL : nothing_to_say;
}

static void do_logic(const struct figure *figure, int thread, int64_t repeats) {
    (void)thread;
    _Alignas(64) uint64_t vectors[LOGIC_WORDS];
    fill(vectors, LOGIC_WORDS);
    logic_of(figure->roof->parameter)(vectors, repeats * ROUNDS);
}

static bool logic_right(const struct figure *figure) {
    enum { FEW = 3 };
    _Alignas(64) uint64_t ring[LOGIC_WORDS], found[LOGIC_WORDS];
    int words = figure->roof->parameter / 64,
        count = words * LOGIC_VECTORS(figure->roof->parameter);
    fill(ring, LOGIC_WORDS);
    memcpy(found, ring, sizeof found);
    logic_of(figure->roof->parameter)(found, FEW);
    for (int i = 0; i < FEW * count; i++) {
        uint64_t *ahead = &ring[i % count], cell = ring[(i + words) % count];
        *ahead = (cell & *ahead) | (~cell & ring[(i + 2 * words) % count]);
    }
    return memcmp(found, ring, sizeof ring) == 0;
}

/* ------------------------------------------------------------------------------- copying --- */

typedef void copy_function(uint64_t *to, const uint64_t *from, int64_t words);

enum { MEMORY = CACHE_LEVELS + 1, PAST_THE_CACHES };

static const int64_t LEAST_IN_MEMORY = 128 << 20, MOST_IN_MEMORY = 1 << 30;

static uint64_t **blocks; /* of each thread its own */

static copy_function *copy_of(int parameter) {
    copy_function *copy = copy_128, *stream = stream_128;
#define CHOOSE_COPY(width)                               \
    copy = wide_best() == (width) ? copy_##width : copy; \
    stream = wide_best() == (width) ? stream_##width : stream;
    WIDE_EACH(CHOOSE_COPY)
    return parameter == PAST_THE_CACHES ? stream : copy;
}

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* The bytes of a cache that each of so many threads has for itself. */
static int64_t share_of(int level, int threads) {
    struct cache cache = level > 0 ? cache_of_level(level) : (struct cache){0, 1};
    return cache.bytes / smaller(threads, cache.cores);
}

static int64_t last_share(int threads) {
    int level = CACHE_LEVELS;
    while (level > 1 && share_of(level, threads) == 0)
        level--;
    return share_of(level, threads);
}

/* Half the cache leaves room for all else that goes through it; less than twice the cache before
   could be found there. */
static const char *plan_cache(struct figure *figure, int64_t *each) {
    int level = figure->roof->parameter, threads = figure->threads;
    *each = larger(share_of(level, threads) / 2, 2 * share_of(level - 1, threads));
    return share_of(level, threads) > 0 ? NULL : nothing_to_say;
}

/* Several times what the caches hold, so that little is found there. */
static const char *plan_memory(struct figure *figure, int64_t *each) {
    int64_t cached = last_share(figure->threads);
    *each = larger(4 * cached, LEAST_IN_MEMORY / figure->threads);
    *each = smaller(*each, larger(MOST_IN_MEMORY / figure->threads, 2 * cached));
    *each = smaller(*each, memory_available() / 4 / figure->threads);
    return *each >= 2 * cached ? NULL : "too little memory is free";
}

static const char *plan_copy(struct figure *figure) {
    const int64_t unit = 2 * (int64_t)sizeof(uint64_t) * COPY_WORDS;
    int64_t each;
    const char *fault =
        figure->roof->parameter < MEMORY ? plan_cache(figure, &each) : plan_memory(figure, &each);
    figure->size = each / unit * unit * figure->threads;
    figure->work = 1e-9 * (double)figure->size;
    return fault == NULL && figure->size == 0 ? nothing_to_say : fault;
}

static int64_t words_of(const struct figure *figure) {
    return figure->size / figure->threads / (int64_t)sizeof(uint64_t);
}

static void do_copy(const struct figure *figure, int thread, int64_t repeats) {
    copy_function *copy = copy_of(figure->roof->parameter);
    int64_t half = words_of(figure) / 2;
    while (repeats-- > 0)
        copy(blocks[thread] + half, blocks[thread], half);
}

static bool copy_right(const struct figure *figure) {
    int64_t half = words_of(figure) / 2;
    do_copy(figure, 0, 1);
    return memcmp(blocks[0] + half, blocks[0], (size_t)half * sizeof **blocks) == 0;
}

/* On large pages, where they are to be had for the asking: a roof shall not be that of the tables
   in which pages are looked up. And a small working set that lay across an address with many zeros
   would be copied at half the speed on an AMD processor, whose first cache finds its lines by a sum
   of the address's bits. */
static uint64_t *touched_block(int64_t words) {
    enum { LARGE_PAGE = 2 << 20 };
    int64_t bytes = words * (int64_t)sizeof(uint64_t);
    void *block = NULL;
    if (posix_memalign(&block, LARGE_PAGE, (size_t)bytes) != 0)
        die_usage("no memory for %.3g GB to copy", 1e-9 * (double)bytes);
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE_PAGE)
        madvise(block, (size_t)bytes, MADV_HUGEPAGE);
#endif
    fill(block, words);
    return block;
}

/* The first thread works alone as well, and then on more. */
static void make_blocks(const struct figure *figures, int count) {
    int64_t alone = 1, each = 1;
    int threads = 1;
    for (const struct figure *figure = figures; figure < figures + count; figure++) {
        if (figure->threads == 0 || figure->roof->part != do_copy)
            continue;
        threads = figure->threads > threads ? figure->threads : threads;
        alone = larger(alone, words_of(figure));
        each = larger(each, figure->threads > 1 ? words_of(figure) : 1);
    }
    blocks = memory_new(threads, sizeof *blocks);
#pragma omp parallel num_threads(threads)
    blocks[threads_mine()] = touched_block(threads_mine() == 0 ? alone : each);
}

/* ----------------------------------------------------------------------- matrix multiply --- */

static const char *blas_fault;
static double *left, *right, *product;

void roof_open_blas(const char *wanted) {
    blas_fault = blas_open(wanted);
}

/* As much work for each thread, with any number of them. */
static const char *plan_multiply(struct figure *figure) {
    figure->size = 64 * llround(12 * cbrt(figure->threads));
    figure->work = 2e-9 * pow((double)figure->size, 3);
    if (blas_fault != NULL)
        return blas_fault;
    if (3 * figure->size * figure->size * (int64_t)sizeof *left > memory_available() / 4)
        return "too little memory is free";
    return blas_set_threads(figure->threads) || figure->threads == roof_threads() ? NULL
                                                                                  : nothing_to_say;
}

static void do_multiply(const struct figure *figure, int64_t repeats) {
    blas_set_threads(figure->threads);
    while (repeats-- > 0)
        blas_multiply(figure->size, left, right, product);
}

/* Whole numbers, so small that sums of their products have no rounding error. */
static void make_matrices(const struct figure *figures, int count) {
    int64_t size = 1;
    for (const struct figure *figure = figures; figure < figures + count; figure++)
        if (figure->threads > 0 && figure->roof->whole == do_multiply)
            size = larger(size, figure->size);
    left = memory_untouched(size * size, sizeof *left);
    right = memory_untouched(size * size, sizeof *right);
    product = memory_untouched(size * size, sizeof *product);
#pragma omp parallel for
    for (int64_t i = 0; i < size * size; i++) {
        left[i] = (double)(i % 7 - 3);
        right[i] = (double)(i % 11 - 5);
        product[i] = 0;
    }
}

/* Of some entries in all parts of the product, corners included, which held no numbers before. */
static bool multiply_right(const struct figure *figure) {
    enum { GRID = 4 };
    int64_t n = figure->size, wrong = 0;
    for (int64_t i = 0; i < n * n; i++)
        product[i] = NAN;
    do_multiply(figure, 1);
    for (int64_t look = 0; look < (int64_t)GRID * GRID; look++) {
        int64_t row = look / GRID * (n - 1) / (GRID - 1),
                column = look % GRID * (n - 1) / (GRID - 1);
        double sum = 0;
        for (int64_t k = 0; k < n; k++)
            sum += left[row + k * n] * right[k + column * n];
        wrong += !(product[row + column * n] == sum);
    }
    return wrong == 0;
}

/* --------------------------------------------------------------------- threads that wait --- */

static const char *plan_waiting(struct figure *figure) {
    figure->work = 1;
    if (figure->threads > 1)
        return NULL;
    if (roof_threads() > 1)
        return nothing_to_say;
    return threads_missing() != NULL ? threads_missing() : "one thread has nobody to wait for";
}

static void do_fork_join(const struct figure *figure, int64_t repeats) {
    (void)figure; /* without OpenMP */
    while (repeats-- > 0) {
#pragma omp parallel num_threads(figure->threads)
        __asm__ volatile(""); /* a region with nothing in it may be left out */
    }
}

static void do_barrier(const struct figure *figure, int thread, int64_t repeats) {
    (void)figure;
    (void)thread;
    while (repeats-- > 0) {
#pragma omp barrier
    }
}

/* ------------------------------------------------------------------------------ messages --- */

static double round_trip;

/* A program of its own, beside this one: what uses MPI does not build without it. */
static double measure_round_trip(void) {
    char path[PATH_MAX] = "", *end;
    double us = NAN;
    if (readlink("/proc/self/exe", path, sizeof path - 1) < 0 || !(end = strrchr(path, '/')))
        return NAN;
    snprintf(end, sizeof path - (size_t)(end - path), "/mpi-roundtrip");
    setenv("ROUNDTRIP", path, 1);
    FILE *output = popen("exec \"$ROUNDTRIP\" 2>/dev/null </dev/null", "r");
    if (output == NULL)
        return NAN;
    if (fscanf(output, "%lf", &us) != 1)
        us = NAN;
    return pclose(output) == 0 && us > 0 ? 1e-6 * us : NAN;
}

static const char *plan_round_trip(struct figure *figure) {
    figure->work = 1;
    if (figure->threads < roof_threads())
        return nothing_to_say;
    round_trip = measure_round_trip();
    return round_trip > 0 ? NULL
                          : "bin/mpi-roundtrip is not built or does not run (apt-get install mpich "
                            "libmpich-dev; then make)";
}

static double known_round_trip(void) {
    return round_trip;
}

/* ----------------------------------------------------------------------------- the roofs --- */

#define LOGIC(width, says, who)                                                              \
    {                                                                                        \
        .stage = "logic-" WIDE_NAME_##width, .best_of = "logic", .label = "Rule 184, " says, \
        .unit = "MCOPs", .bounds = (who), .parameter = (width), .plan = plan_logic,          \
        .part = do_logic, .right = logic_right                                               \
    }

#define COPY(name, of, says, level, what)                                               \
    {                                                                                   \
        .stage = "copy-" name, .best_of = (of), .label = "copy, " says, .unit = "GB/s", \
        .bounds = (what), .parameter = (level), .plan = plan_copy, .part = do_copy,     \
        .right = copy_right                                                             \
    }

const struct roof roofs[] = {
    LOGIC(128, "128-bit vectors", "programs for any processor"),
    LOGIC(256, "256-bit vectors", "programs for AVX2"),
    LOGIC(257, "256-bit AVX-512", "programs for AVX-512VL"),
    LOGIC(512, "512-bit vectors", "programs for AVX-512"),
    COPY("L1", NULL, "L1", 1, "loops over small tiles"),
    COPY("L2", NULL, "L2", 2, "tiles kept for many steps"),
    COPY("L3", NULL, "L3", 3, "roads that fit into it"),
    COPY("memory-plain", "copy-memory", "memory", MEMORY, "long roads (traffic-array)"),
    COPY("memory-stream", "copy-memory", "past the caches", PAST_THE_CACHES,
         "all that the memory can do"),
    {.stage = "dgemm",
     .label = "matrix multiply",
     .unit = "GFLOP/s",
     .bounds = "linear algebra (eigh)",
     .plan = plan_multiply,
     .whole = do_multiply,
     .right = multiply_right},
    {.stage = "fork-join",
     .label = "fork and join",
     .unit = "us",
     .bounds = "loops worth sharing last longer",
     .plan = plan_waiting,
     .whole = do_fork_join},
    {.stage = "barrier",
     .label = "barrier",
     .unit = "us",
     .bounds = "steps in which threads wait",
     .plan = plan_waiting,
     .part = do_barrier},
    {.stage = "round-trip",
     .label = "MPI round trip",
     .unit = "us",
     .bounds = "steps in which ranks wait",
     .plan = plan_round_trip,
     .known = known_round_trip,
     .ranks = 2},
    {0},
};

void roof_prepare(struct figure *figures, int count) {
    make_blocks(figures, count);
    make_matrices(figures, count);
    for (struct figure *figure = figures; figure < figures + count; figure++)
        if (figure->threads > 0 && figure->roof->right != NULL)
            figure->wrong = !figure->roof->right(figure);
}

void roof_measure(struct figure *figure, double seconds) {
    double end = clock_now() + seconds;
    if (figure->roof->known != NULL) {
        figure->seconds[0] = figure->roof->known();
        figure->trials = 1;
        return;
    }
    do {
        double took = figure->roof->part != NULL ? time_parts(figure) : time_whole(figure);
        if (took < SHORTEST && figure->repeats < INT64_C(1) << 40) {
            figure->repeats *= 2;
            figure->trials = 0;
        } else if (figure->trials < ROOF_TRIALS)
            figure->seconds[figure->trials++] = took;
    } while (figure->trials == 0 || clock_now() < end);
}

struct roof_result roof_result(struct figure *figure) {
    struct timing timing = clock_summary(figure->seconds, figure->trials);
    double work = figure->work * (double)figure->repeats;
    bool lasting = strcmp(figure->roof->unit, "us") == 0;
    double rate = lasting ? 1e6 * timing.median / work : work / timing.best;
    return (struct roof_result){rate, timing.best, timing.median};
}
