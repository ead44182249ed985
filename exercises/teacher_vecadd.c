/* The teacher of copies: adds some vectors on what plays the GPU, counts what goes there and comes
   back, and says what is forgotten.

       open     a and b go there          8 bytes an element
       add      nothing goes anywhere
       read     c comes back              4 bytes an element

   Status 0: right; 1: wrong. The name of the mistake is the word in brackets. */
#include "driver.h"
#include "memory.h"
#include "teacher.h"
#include "vecadd.h"
#include "world.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Many blocks and some threads more; then whole blocks; then a few. */
static const int64_t trials[] = {10001, 5000, 4096, 1000, 100, 1};
enum { TRIALS = sizeof trials / sizeof *trials };

static const float UNTOUCHED = -77;

enum { TO_DEVICE = 1, TO_HOST = 2 }; /* as CUDA numbers them */

/* Bytes that were copied, since these were set to 0. */
static size_t there, back;

/* NOLINTBEGIN(bugprone-reserved-identifier): these are the linker's names, of --wrap */
int __real_cudaMemcpy(void *to, const void *from, size_t bytes, int kind);
int __wrap_cudaMemcpy(void *to, const void *from, size_t bytes, int kind);
int __real_cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream);
int __wrap_cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream);
/* NOLINTEND(bugprone-reserved-identifier) */

static void count(size_t bytes, int kind) {
    there += kind == TO_DEVICE ? bytes : 0;
    back += kind == TO_HOST ? bytes : 0;
}

/* NOLINTBEGIN(bugprone-reserved-identifier) */
int __wrap_cudaMemcpy(void *to, const void *from, size_t bytes, int kind) {
    count(bytes, kind);
    return __real_cudaMemcpy(to, from, bytes, kind);
}

int __wrap_cudaMemcpyAsync(void *to, const void *from, size_t bytes, int kind, void *stream) {
    count(bytes, kind);
    return __real_cudaMemcpyAsync(to, from, bytes, kind, stream);
}
/* NOLINTEND(bugprone-reserved-identifier) */

/* -------------------------------------------------------------------------------- seeing --- */

struct seen {
    int64_t n;
    size_t opened, added_there, added_back, read; /* bytes */
    int64_t wrong, first, last;                   /* elements; the first and the last of them */
    int64_t unwritten;                            /* of those: as the GPU's memory was before */
};

static float a_of(int64_t i) {
    return (float)(3 * i + 1);
}

static float b_of(int64_t i) {
    return (float)(i % 1000) / 4;
}

static void judge(const float *c, struct seen *seen) {
    seen->first = -1;
    for (int64_t i = 0; i < seen->n; i++) {
        if (c[i] == a_of(i) + b_of(i))
            continue;
        seen->first = seen->first < 0 ? i : seen->first;
        seen->last = i;
        seen->wrong++;
        seen->unwritten += isnan(c[i]);
    }
}

static struct seen see(int64_t n) {
    struct seen seen = {.n = n};
    float *a = memory_new(n, sizeof *a), *b = memory_new(n, sizeof *b),
          *c = memory_new(n, sizeof *c);
    for (int64_t i = 0; i < n; i++)
        a[i] = a_of(i), b[i] = b_of(i), c[i] = UNTOUCHED;
    there = back = 0;
    vecadd_stage.open(n, a, b);
    seen.opened = there, there = back = 0;
    vecadd_stage.add();
    seen.added_there = there, seen.added_back = back, there = back = 0;
    vecadd_stage.read(c);
    seen.read = back;
    vecadd_stage.close();
    judge(c, &seen);
    free(a), free(b), free(c);
    return seen;
}

/* ------------------------------------------------------------------------------- speaking --- */

static bool named(const char *name, const char *says, const char *where) {
    teacher_mistake(name, says, where);
    return true;
}

/* Where all is right up to an element from which on all is wrong: whether whole blocks of threads
   were started, and none for the rest. */
static bool rest_is_left_out(const struct seen *seen) {
    bool to_the_end = seen->wrong == seen->n - seen->first && seen->last == seen->n - 1;
    for (int64_t threads = 1024; threads >= 32; threads /= 2)
        if (to_the_end && seen->first == seen->n / threads * threads && seen->wrong < threads)
            return true;
    return false;
}

static bool one_block_only(const struct seen *seen) {
    return seen->wrong == seen->n - seen->first && seen->first >= 32 && seen->first <= 1024 &&
           seen->n > 2 * 1024;
}

static bool copies_forgotten(const struct seen *seen) {
    size_t vector = (size_t)seen->n * sizeof(float), all_there = seen->opened + seen->added_there;
    if (all_there == 0)
        return named(
            "not-brought", "the vectors never go to the GPU, which adds what is there",
            "cudaMemcpy with cudaMemcpyHostToDevice, in open_vectors: from a to the GPU's a.");
    if (all_there < 2 * vector)
        return named(all_there == vector ? "one-vector" : "too-few-bytes",
                     all_there == vector ? "only one of the two vectors goes to the GPU"
                                         : "fewer bytes go to the GPU than the vectors have",
                     "Each has n elements of sizeof(float) bytes: the third argument is in bytes.");
    if (seen->read + seen->added_back == 0)
        return named("not-fetched", "the sum stays on the GPU: nothing comes back",
                     "cudaMemcpy with cudaMemcpyDeviceToHost, in read_sum: to c.");
    if (seen->read + seen->added_back < vector)
        return named("too-few-bytes", "fewer bytes come back than the sum has",
                     "n elements of sizeof(float) bytes: the third argument is in bytes.");
    return false;
}

static bool speak(const struct seen *seen) {
    if (seen->wrong > 0 && copies_forgotten(seen))
        return true;
    if (seen->wrong == 0)
        return named("copies-in-work", "copies are part of the work: add brings or fetches, too",
                     "add may be called many times in a row: what it needs is there since open.");
    if (rest_is_left_out(seen))
        return named("remainder-lost",
                     "there are whole blocks of threads only, and none for the rest",
                     "n / THREADS rounds down. A block more does no harm: it has an if.");
    if (one_block_only(seen))
        return named("one-block", "only the threads of one block find their elements",
                     "Which element is a thread's? Its block's number is a part of it.");
    if (seen->unwritten == seen->wrong && seen->wrong == seen->n)
        return named("nothing-written", "no thread has written anything",
                     "Is the kernel launched, with as many blocks as it takes? Is its if right?");
    return named("unknown", "some sums are wrong, in a way that I do not know",
                 "Look at the first that is wrong, and whose it is.");
}

static bool is_right(const struct seen *seen) {
    if (seen->wrong == 0 && seen->added_there + seen->added_back == 0)
        return true;
    speak(seen);
    if (seen->wrong > 0)
        printf("Of %lld elements %lld are wrong, from %lld to %lld.\n", (long long)seen->n,
               (long long)seen->wrong, (long long)seen->first, (long long)seen->last);
    return false;
}

int main(int argc, char **argv) {
    world_open(&argc, &argv);
    driver_guard();
    driver_check_stage(&(struct driver_stage){.accelerator = vecadd_stage.accelerator});
    bool right = true;
    for (int trial = 0; right && trial < TRIALS; trial++) {
        struct seen seen = see(trials[trial]);
        right = is_right(&seen);
    }
    if (right)
        printf("Right: every sum, of 1 to %lld elements, and nothing is copied in vain.\n",
               (long long)trials[0]);
    return driver_end(right);
}
