/* bin/limits-cuda: what this GPU can do at most (roofs.h), which the stages' figures are held
   against. As bin/limits of a processor: a table, and a record for each; the best of some trials.

   Usage: limits-cuda [--record FILE] */
#include "roofs.h"

extern "C" {
#include "clock.h"
#include "driver.h"
#include "options.h"
}

enum { TRIALS = 7 };

static const char *record_path;
static bool probe;
static const struct option_row options[] = {
    {"record", OPTION_TEXT, &record_path, "append the results to this CSV file", 0, 0, NULL},
    {"probe", OPTION_FLAG, &probe, "only say whether this can run here", 0, 0, NULL},
    {NULL, OPTION_FLAG, NULL, NULL, 0, 0, NULL},
};

/* The device's own seconds, but of a launch, which begins and ends here. */
static double seconds_of(const struct roof *roof) {
    double spent = 0, began = clock_now();
    device_begin();
    roof->run();
    CUDA_LAUNCHED();
    device_end(&spent);
    return roof->run == launch ? clock_now() - began : spent;
}

static struct timing measure(const struct roof *roof) {
    double seconds[TRIALS];
    seconds_of(roof); /* wakes it */
    for (int trial = 0; trial < TRIALS; trial++)
        seconds[trial] = seconds_of(roof);
    return clock_summary(seconds, TRIALS);
}

static void write_record(const struct roof *roof, const struct timing *timing) {
    struct record record;
    memset(&record, 0, sizeof record);
    record.ranks = 1, record.gpus = 1;
    record.seconds_best = timing->best;
    record.seconds_median = timing->median;
    record.rate = roof->each / timing->best;
    snprintf(record.unit, RECORD_TEXT, "%s", roof->unit);
    snprintf(record.stage, RECORD_TEXT, "%s", roof->stage);
    snprintf(record.verified, RECORD_TEXT, "skipped");
    snprintf(record.fingerprint, RECORD_TEXT, "-");
    snprintf(record.data, RECORD_TEXT, "%s", roof->name);
    driver_record(record_path, roof->bounds, &record);
}

static void tell(const struct roof *roof) {
    struct timing timing = measure(roof);
    printf("%-8s %12.4g %-10s %11.3g us   %s\n", roof->name, roof->each / timing.best, roof->unit,
           1e6 * timing.best, roof->bounds);
    if (record_path != NULL)
        write_record(roof, &timing);
}

int main(int argc, char **argv) {
    const char *idea = "what this GPU can do at most";
    const struct driver_stage stage = {idea, NULL, NULL, &device};
    driver_begin(&argc, &argv);
    driver_options(argc, argv, options, &stage, &probe);
    driver_check_record(record_path);
    driver_guard();
    driver_print_head(idea, &device);
    roofs_open();
    double rounds = (double)((int64_t)blocks() * THREADS * ROUNDS);
    const struct roof roofs[] = {
        {"copy", "copy-memory", "GB/s", "vecadd; a road of bytes, a step at a time", copy,
         2e-9 * COPIED},
        {"logic", "logic", "MCOPs", "roads in lanes", logic, 32e-6 * (int)HELD * rounds},
        {"sine", "sine", "Gpoints/s", "integral in single precision", sine, 1e-9 * rounds},
        {"there", "copy-there", "GB/s", "whatever must be copied to the GPU", there, 1e-9 * COPIED},
        {"back", "copy-back", "GB/s", "and from it", back, 1e-9 * COPIED},
        {"launch", "launch", "launches/s", "short roads, short steps", launch, 1},
    };
    for (const struct roof &roof : roofs)
        tell(&roof);
    roofs_close();
    return driver_end(true);
}
