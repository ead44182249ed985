/* The driver of all integral stages: options, trials, clock, judge, output, record.

   From 0 to pi, where courses integrate, the right answer is 0, which is also what a program says
   that did nothing. So the first call is made on as many points between other limits, and small
   trials follow it; they have to be right as well. */
#include "build.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "integral.h"
#include "integral_exact.h"
#include "memory.h"
#include "options.h"
#include "record.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

typedef long long ll;

static const double QUARTER = M_PI / 2; /* of a circle: the integral from 0 to here is 2 */

static const struct integral_task trials[] = {
    {1, 0, 1},     {2, -1, 0.5},      {3, 0, QUARTER}, {7, 0.25, 2},     {31, -40, 75},
    {64, -0.5, 3}, {100, 0, QUARTER}, {257, -7, 11.5}, {1000, 900, 903},
};
enum { TRIALS = sizeof trials / sizeof *trials };

/* -------------------------------------------------------------------------------- options --- */

static struct {
    int64_t size, repeat;
    double low, high, min_time;
    const char *record;
    bool no_verify, probe;
} option = {.size = 10240, .repeat = 1, .high = M_PI};

static const struct option_row rows[] = {
    {"size", OPTION_WHOLE, &option.size, "points a side", 1, 1e9, NULL},
    {"low", OPTION_REAL, &option.low, "where both x and y begin", -1000, 1000, NULL},
    {"high", OPTION_REAL, &option.high, "and where they end", -1000, 1000, NULL},
    {"repeat", OPTION_WHOLE, &option.repeat, "runs, of which the best and the median count", 1,
     1000000, NULL},
    {"min-time", OPTION_REAL, &option.min_time,
     "integrate again and again until a run takes X seconds", 0, 1e6, NULL},
    {"record", OPTION_TEXT, &option.record, "append the result to this CSV file", 0, 0, NULL},
    {"no-verify", OPTION_FLAG, &option.no_verify, "do not check the result", 0, 0, NULL},
    {"probe", OPTION_FLAG, &option.probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

static double first_call; /* to wake what the stage runs on, and to integrate once: seconds */

static void read_options(int argc, char **argv) {
    const struct driver_stage stage = {integral_stage.idea, integral_stage.options,
                                       integral_stage.missing, integral_stage.accelerator};
    driver_be_polite("size", &option.size, 1024);
    first_call = driver_options(argc, argv, rows, &stage, &option.probe);
    if (!(option.low < option.high))
        die_usage("--low %g is not below --high %g", option.low, option.high);
    driver_check_record(option.record);
}

/* ----------------------------------------------------------------------------------- runs --- */

struct result {
    struct timing timing;              /* of one integration */
    struct accelerator_seconds device; /* of the best run */
    double value, rate;                /* rate: Gpoints/s, at the best time */
    int64_t times;                     /* that a run integrates */
    bool verified;
};

static struct integral_task task; /* what is integrated next, */
static double value;              /* and what came out */

static void work(void) {
    value = integral_stage.integrate(task.n, task.low, task.high);
}

static bool judge(void) {
    return option.no_verify || integral_judge(&task, integral_stage.single, value);
}

static void open_stage(const struct integral_task *next) {
    task = *next;
    value = NAN;
    if (integral_stage.open != NULL)
        integral_stage.open(task.n);
}

static void close_stage(void) {
    if (integral_stage.close != NULL)
        integral_stage.close();
}

static bool call_first(void) {
    double clock = clock_now();
    open_stage(&(struct integral_task){option.size, 0, QUARTER});
    work();
    first_call += clock_lap(&clock);
    close_stage();
    return judge();
}

static bool run_trials(void) {
    bool right = true;
    for (int i = 0; i < TRIALS && right && !option.no_verify; i++) {
        open_stage(&trials[i]);
        work();
        close_stage();
        right = judge();
    }
    return right;
}

static void run_all(struct result *result) {
    double *seconds = memory_new(option.repeat, sizeof *seconds);
    open_stage(&(struct integral_task){option.size, option.low, option.high});
    result->times = driver_times(option.min_time, work);
    for (int runs = 0; result->verified && runs < option.repeat; runs++) {
        value = NAN;
        driver_device(integral_stage.accelerator);
        double took = seconds[runs] = driver_time(result->times, work);
        struct accelerator_seconds device = driver_device(integral_stage.accelerator);
        result->verified = judge();
        result->timing = clock_summary(seconds, runs + 1);
        if (result->timing.best == took)
            result->device = device;
    }
    close_stage();
    result->device.work /= (double)result->times;
    result->value = value;
    double points = (double)option.size * (double)option.size;
    result->rate = 1e-9 * points / fmax(result->timing.best, 1e-9);
    free(seconds);
}

/* --------------------------------------------------------------------------------- output --- */

static void print_header(void) {
    driver_print_head(integral_stage.idea, integral_stage.accelerator);
    printf("Integral of sin(x + y) for x and y from %g to %g, on %lld x %lld points\n\n",
           option.low, option.high, (ll)option.size, (ll)option.size);
    fflush(stdout);
}

static void print_verdict(const struct result *result) {
    if (option.no_verify)
        printf("Not verified (--no-verify)\n");
    else if (result->verified)
        printf("Verified: %.2g from what the midpoint rule gives, of %.2g allowed; so is the "
               "integral from 0 to pi/2 on as many points, and %d trials\n",
               fabs(result->value - integral_exact(&task)),
               integral_tolerance(&task, integral_stage.single), TRIALS);
    else
        printf("FAILED: the result is wrong, and its timing means nothing\n");
}

static void print_times(const struct result *result) {
    const struct timing *timing = &result->timing;
    printf("Time spent: %.2f sec\n", timing->best);
    printf("Rate was %.4g Gpoints/s: %f seconds", result->rate, timing->best);
    driver_print_timing(timing, option.repeat);
    printf("\nBesides, in seconds: first call %.3f\n", first_call);
    if (integral_stage.accelerator != NULL)
        driver_print_device(&result->device, timing->best, timing->best);
    driver_print_note(timing->best * (double)result->times);
}

static void print_result(const struct result *result) {
    if (result->times > 0) /* else it did not come to that */
        printf("Integral value is %e, Error is %e\n", result->value,
               fabs(result->value - integral_true(&task)));
    print_verdict(result);
    if (result->verified)
        print_times(result);
}

static void write_record(const struct result *result) {
    struct record record = {
        .size = option.size,
        .ranks = world_size(),
        .threads = integral_stage.threads != NULL ? integral_stage.threads() : 1,
        .gpus = integral_stage.accelerator != NULL ? world_size() : 0,
        .seconds_best = result->timing.best,
        .seconds_median = result->timing.median,
        .rate = result->rate,
        .unit = "Gpoints/s",
        .seconds_first = first_call,
        .seconds_device = result->device.work,
    };
    snprintf(record.verified, RECORD_TEXT, "%s",
             driver_verdict(!option.no_verify, result->verified));
    snprintf(record.fingerprint, RECORD_TEXT, "-");
    snprintf(record.data, RECORD_TEXT, "sin(x + y) from %.10g to %.10g", option.low, option.high);
    driver_record(option.record, integral_stage.idea, &record);
}

int main(int argc, char **argv) {
    driver_begin(&argc, &argv);
    read_options(argc, argv);
    driver_guard();
    print_header();
    struct result result = {.verified = call_first() && run_trials()};
    if (result.verified)
        run_all(&result);
    print_result(&result);
    if (option.record != NULL)
        write_record(&result);
    return driver_end(result.verified);
}
