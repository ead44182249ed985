/* The driver of all vecadd stages: options, vectors, clock, judge, output, record. */
#include "build.h"
#include "clock.h"
#include "driver.h"
#include "memory.h"
#include "options.h"
#include "record.h"
#include "vecadd.h"
#include "vecadd_data.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef long long ll;

/* Of an element: those of a and b that are read, and those of c that are written. */
static const double BYTES_MOVED = 12;

/* -------------------------------------------------------------------------------- options --- */

static struct {
    int64_t size, seed, repeat;
    double min_time;
    const char *record;
    bool ones, no_verify, probe;
} option = {.size = 100000000, .repeat = 1};

static const struct option_row rows[] = {
    {"size", OPTION_WHOLE, &option.size, "elements of each vector", 1, OPTION_NO_LIMIT, NULL},
    {"seed", OPTION_WHOLE, &option.seed, "of the elements; each run has the next", 0, 1 << 30,
     NULL},
    {"ones", OPTION_FLAG, &option.ones, "all elements are 1: an easier check", 0, 0, NULL},
    {"repeat", OPTION_WHOLE, &option.repeat, "runs, of which the best and the median count", 1,
     1000000, NULL},
    {"min-time", OPTION_REAL, &option.min_time, "add again and again until a run takes X seconds",
     0, 1e6, NULL},
    {"record", OPTION_TEXT, &option.record, "append the result to this CSV file", 0, 0, NULL},
    {"no-verify", OPTION_FLAG, &option.no_verify, "do not check the result", 0, 0, NULL},
    {"probe", OPTION_FLAG, &option.probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

/* Seconds, the least of all runs but for the first call: to wake what the stage runs on and to add
   for the first time; copies to where the stage works, and back. */
static struct { double first, open, read; } phase = {0, INFINITY, INFINITY};

static void read_options(int argc, char **argv) {
    const struct driver_stage stage = {vecadd_stage.idea, vecadd_stage.options,
                                       vecadd_stage.missing, vecadd_stage.accelerator};
    driver_be_polite("size", &option.size, 10000000);
    phase.first = driver_options(argc, argv, rows, &stage, &option.probe);
    driver_check_record(option.record);
    driver_check_memory((double)option.size * (3 * sizeof(float) + vecadd_stage.bytes),
                        "two vectors of %lld elements and their sum need", (ll)option.size);
}

/* ----------------------------------------------------------------------------------- runs --- */

struct run {
    struct vecadd_data data;
    float *a, *b, *c; /* c has one element more, which is to stay as it is */
    int64_t times;    /* that a run adds */
};

struct result {
    struct timing timing;
    struct accelerator_seconds device; /* of one run of the least work */
    double rate;                       /* GB/s, at the best time */
    bool verified;
};

static void open_stage(struct run *run) {
    run->data.seed++;
    vecadd_make(&run->data, run->a, run->b);
    vecadd_poison(&run->data, run->c);
    driver_device(vecadd_stage.accelerator);
}

/* Nothing of it counts but how long it takes, and how many additions make a run long enough. */
static void call_first(struct run *run) {
    open_stage(run);
    double clock = clock_now();
    vecadd_stage.open(option.size, run->a, run->b);
    vecadd_stage.add();
    phase.first += clock_lap(&clock);
    run->times = driver_times(option.min_time, vecadd_stage.add);
    vecadd_stage.close();
}

/* Returns the seconds of one addition. */
static double run_once(struct run *run, struct accelerator_seconds *device) {
    open_stage(run);
    double clock = clock_now();
    vecadd_stage.open(option.size, run->a, run->b);
    phase.open = fmin(phase.open, clock_lap(&clock));
    double seconds = driver_time(run->times, vecadd_stage.add);
    clock = clock_now();
    vecadd_stage.read(run->c);
    phase.read = fmin(phase.read, clock_lap(&clock));
    *device = driver_device(vecadd_stage.accelerator);
    device->work /= (double)run->times;
    vecadd_stage.close();
    return seconds;
}

static void run_all(struct run *run, struct result *result) {
    double *seconds = memory_new(option.repeat, sizeof *seconds);
    int runs = 0;
    for (result->verified = true; result->verified && runs < option.repeat; runs++) {
        struct accelerator_seconds device;
        double took = seconds[runs] = run_once(run, &device);
        result->verified = option.no_verify || vecadd_judge(&run->data, run->c);
        result->timing = clock_summary(seconds, runs + 1);
        if (result->timing.best == took)
            result->device = device;
    }
    result->rate = 1e-9 * BYTES_MOVED * (double)option.size / fmax(result->timing.best, 1e-9);
    free(seconds);
}

/* --------------------------------------------------------------------------------- output --- */

static void print_header(void) {
    driver_print_head(vecadd_stage.idea, vecadd_stage.accelerator);
    printf("Adding two vectors of %lld elements in single precision, %.3g GB with their sum\n",
           (ll)option.size, 1e-9 * BYTES_MOVED * (double)option.size);
    if (option.ones)
        printf("All elements are 1 (--ones)\n\n");
    else
        printf("Each sum is exact and depends on its place (--seed %lld)\n\n", (ll)option.seed);
    fflush(stdout);
}

static void print_verdict(const struct result *result) {
    if (option.no_verify)
        printf("Not verified (--no-verify)\n");
    else if (result->verified)
        printf("Verified: all %lld sums are exact\n", (ll)option.size);
    else
        printf("FAILED: the result is wrong, and its timing means nothing\n");
}

static void print_part(const char *name, double seconds, double bytes) {
    printf("    %-12s %12.6f", name, seconds);
    if (bytes > 0 && seconds > 0)
        printf(" %9.1f", 1e-9 * bytes * (double)option.size / seconds);
    printf("\n");
}

static void print_parts(const struct result *result) {
    double work = result->timing.best;
    printf("\n    %-12s %12s %9s\n", "", "seconds", "GB/s");
    print_part("first call", phase.first, 0);
    print_part("copies there", phase.open, 0);
    print_part("work alone", work, BYTES_MOVED);
    print_part("copies back", phase.read, 0);
    print_part("with copies", phase.open + work + phase.read, BYTES_MOVED);
}

static void print_result(const struct run *run, const struct result *result) {
    const struct timing *timing = &result->timing;
    print_verdict(result);
    printf("%s function took %f seconds.", vecadd_stage.accelerator != NULL ? "GPU" : "CPU",
           timing->best);
    driver_print_timing(timing, option.repeat);
    printf("\n%.1f GB/s were moved, 12 bytes for each element\n", result->rate);
    print_parts(result);
    printf("\n");
    if (vecadd_stage.accelerator != NULL)
        driver_print_device(&result->device, timing->best, phase.open + timing->best + phase.read);
    driver_print_note(timing->best * (double)run->times);
}

static void write_record(const struct result *result) {
    struct record record = {
        .size = option.size,
        .ranks = world_size(),
        .threads = vecadd_stage.threads != NULL ? vecadd_stage.threads() : 1,
        .gpus = vecadd_stage.accelerator != NULL ? world_size() : 0,
        .seconds_best = result->timing.best,
        .seconds_median = result->timing.median,
        .rate = result->rate,
        .unit = "GB/s",
        .seconds_first = phase.first,
        .seconds_open = phase.open,
        .seconds_read = phase.read,
        .seconds_device = result->device.work,
    };
    snprintf(record.verified, RECORD_TEXT, "%s",
             driver_verdict(!option.no_verify, result->verified));
    snprintf(record.fingerprint, RECORD_TEXT, "-");
    if (option.ones)
        snprintf(record.data, RECORD_TEXT, "ones");
    else
        snprintf(record.data, RECORD_TEXT, "seed %lld", (ll)option.seed);
    driver_record(option.record, vecadd_stage.idea, &record);
}

int main(int argc, char **argv) {
    struct result result = {0};
    driver_begin(&argc, &argv);
    read_options(argc, argv);
    driver_guard();
    print_header();
    struct run run = {.data = {option.size, option.seed, option.ones},
                      .a = memory_untouched(option.size, sizeof *run.a),
                      .b = memory_untouched(option.size, sizeof *run.b),
                      .c = memory_untouched(option.size + 1, sizeof *run.c)};
    call_first(&run);
    run_all(&run, &result);
    print_result(&run, &result);
    if (option.record != NULL)
        write_record(&result);
    free(run.a), free(run.b), free(run.c);
    return driver_end(result.verified);
}
