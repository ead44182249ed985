/* What this GPU can do at most, each alone: the figures that the stages' are held against.

       copy      from its memory to its memory; bytes read and bytes written
       logic     Rule 184 on lanes that never leave the registers
       sine      sines that nothing is loaded for, in single precision
       there, back   over the bus, from pinned memory
       launch    a kernel that does nothing, and word of its end

   Usage: limits-cuda [--record FILE]. A table, and a record for each; the best of several trials.
 */
#include "device.h"
#include "rule.h"

extern "C" {
#include "build.h"
#include "clock.h"
#include "driver.h"
#include "options.h"
}

#include <math.h>
#include <string.h>

enum { TRIALS = 7, THREADS = 256, BLOCKS_EACH = 16, HELD = 32, ROUNDS = 4096 };
static const size_t COPIED = (size_t)1 << 29; /* bytes */

static const char *record_path;
static bool probe;
static const struct option_row options[] = {
    {"record", OPTION_TEXT, &record_path, "append the results to this CSV file", 0, 0, NULL},
    {"probe", OPTION_FLAG, &probe, "only say whether this can run here", 0, 0, NULL},
    {NULL, OPTION_FLAG, NULL, NULL, 0, 0, NULL},
};

static uint32_t *memory, *other;
static void *pinned;

static unsigned blocks(void) {
    return BLOCKS_EACH * device_multiprocessors();
}

/* As the lanes' kernel has it, but its ends meet: nothing is asked of other threads. */
__global__ static void rule_alone(uint32_t seed, uint32_t *out) {
    uint32_t x[HELD], me = blockIdx.x * THREADS + threadIdx.x;
    for (int s = 0; s < HELD; s++)
        x[s] = (seed + me) * (2654435761u + 2 * s);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t first = x[0], second = x[1];
        for (int s = 0; s < HELD; s++)
            x[s] = rule_step(x[s], s + 1 < HELD ? x[s + 1] : first,
                             s + 2 < HELD    ? x[s + 2]
                             : s + 2 == HELD ? first
                                             : second);
    }
    for (int s = 1; s < HELD; s++)
        x[0] ^= x[s];
    out[me] = x[0];
}

__global__ static void sines_alone(float from, uint32_t *out) {
    float sum = 0, at = from + threadIdx.x;
    for (int round = 0; round < ROUNDS; round++)
        sum += sinf(at + round * 0.001f);
    out[blockIdx.x * THREADS + threadIdx.x] = __float_as_uint(sum);
}

__global__ static void nothing(void) {
}

/* -------------------------------------------------------------------------------- the roofs --- */

static void copy(void) {
    CUDA(cudaMemcpyAsync(other, memory, COPIED, cudaMemcpyDeviceToDevice));
}

static void logic(void) {
    rule_alone<<<blocks(), THREADS>>>(1, other);
}

static void sine(void) {
    sines_alone<<<blocks(), THREADS>>>(0, other);
}

static void there(void) {
    CUDA(cudaMemcpyAsync(memory, pinned, COPIED, cudaMemcpyHostToDevice));
}

static void back(void) {
    CUDA(cudaMemcpyAsync(pinned, memory, COPIED, cudaMemcpyDeviceToHost));
}

static void launch(void) {
    nothing<<<1, 1>>>();
}

struct roof {
    const char *name, *stage, *unit, *bounds;
    void (*run)(void);
    double each; /* of the unit, in one run */
};

/* The device's own seconds, but of a launch, which begins and ends here. */
static double seconds_of(const struct roof *roof) {
    double best = INFINITY;
    for (int trial = 0; trial <= TRIALS; trial++) { /* the first wakes it */
        double spent = 0, clock = clock_now();
        device_begin();
        roof->run();
        CUDA_LAUNCHED();
        device_end(&spent);
        if (roof->run == launch)
            spent = clock_now() - clock;
        if (trial > 0)
            best = fmin(best, spent);
    }
    return best;
}

static void tell(const struct roof *roof) {
    double seconds = seconds_of(roof), rate = roof->each / seconds;
    bool time = strcmp(roof->unit, "us") == 0;
    printf("%-8s %12.4g %-12s %s\n", roof->name, time ? 1e6 * seconds : rate, roof->unit,
           roof->bounds);
    if (record_path == NULL)
        return;
    struct record record;
    memset(&record, 0, sizeof record);
    record.ranks = 1, record.gpus = 1;
    record.seconds_best = record.seconds_median = seconds;
    record.rate = time ? 1 / seconds : rate;
    snprintf(record.unit, RECORD_TEXT, "%s", time ? "launches/s" : roof->unit);
    snprintf(record.stage, RECORD_TEXT, "%s", roof->stage);
    snprintf(record.verified, RECORD_TEXT, "skipped");
    snprintf(record.fingerprint, RECORD_TEXT, "-");
    snprintf(record.data, RECORD_TEXT, "%s", roof->name);
    driver_record(record_path, roof->bounds, &record);
}

static void tell_all(void) {
    double rounds = (double)((int64_t)blocks() * THREADS * ROUNDS);
    const struct roof roofs[] = {
        {"copy", "copy-memory", "GB/s", "vecadd; a road of bytes, a step at a time", copy,
         2e-9 * COPIED},
        {"logic", "logic", "MCOPs", "roads in lanes", logic, 32e-6 * (int)HELD * rounds},
        {"sine", "sine", "Gpoints/s", "integral in single precision", sine, 1e-9 * rounds},
        {"there", "copy-there", "GB/s", "whatever must be copied to the GPU", there, 1e-9 * COPIED},
        {"back", "copy-back", "GB/s", "and from it", back, 1e-9 * COPIED},
        {"launch", "launch", "us", "short roads, short steps", launch, 0},
    };
    for (const struct roof &roof : roofs)
        tell(&roof);
}

int main(int argc, char **argv) {
    const char *idea = "what this GPU can do at most";
    const struct driver_stage stage = {idea, NULL, NULL, &device};
    driver_begin(&argc, &argv);
    driver_options(argc, argv, options, &stage, &probe);
    driver_check_record(record_path);
    driver_guard();
    driver_print_head(idea, &device);
    memory = device_new<uint32_t>(COPIED / sizeof *memory);
    other = device_new<uint32_t>(COPIED / sizeof *other);
    CUDA(cudaMallocHost(&pinned, COPIED));
    memset(pinned, 1, COPIED);
    tell_all();
    CUDA(cudaFreeHost(pinned));
    CUDA(cudaFree(memory));
    CUDA(cudaFree(other));
    return driver_end(true);
}
