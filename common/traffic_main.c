/* The driver of all traffic stages: options, road, clock, judge, output, record. */
#include "build.h"
#include "checkpoint.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "exact.h"
#include "image.h"
#include "keep.h"
#include "memory.h"
#include "profile.h"
#include "progress.h"
#include "random.h"
#include "record.h"
#include "stop.h"
#include "theory.h"
#include "traffic.h"
#include "traffic_judge.h"
#include "traffic_options.h"
#include "watch.h"
#include "world.h"
#include "world_road.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const double WARM_UP = 0.05;                 /* seconds */
static const int64_t MOST_STEPS = (int64_t)1 << 40; /* at a time, for a stage that takes none */

/* Seconds that are no part of the timing, of the last run: to make the road; to wake what the stage
   runs on, and its first step; to warm up, to take the road into the stage's layout and back, to
   check it. */
static struct { double road, first, warm_up, open, read, check; } phase;

static struct traffic_options option;
static struct {
    const char *by;
    int64_t short_of;
} stopped; /* the signal; the steps there were */

/* ----------------------------------------------------------------------------------- runs --- */

struct run {
    const struct road *start; /* this rank's part, */
    int64_t from;             /* as it is after that step; 0, but of a restart */
    struct road end;
    struct traffic_judge judge, untouched; /* the latter as before any stage saw the road */
    double seconds;                        /* in advance, nothing else */
    struct accelerator_seconds device;     /* from open to read */
    struct profile profile;                /* of the timed seconds */
    int64_t moves;                         /* in the last step */
};

static void print_report(const struct run *run, int64_t step, int64_t moves) {
    progress_clear();
    double cars = (double)run->judge.cars;
    if (run->judge.cars == 0)
        printf("At iteration %lld there are no cars\n", (ll)step);
    else
        printf("At iteration %lld average velocity is %f  (%lld cars moved; infinite road %f)\n",
               (ll)step, (double)moves / cars, (ll)moves,
               theory_velocity(cars / (double)option.cells, step));
}

/* The picture is rank 0's, which must see the whole row; on the others image is NULL. */
static void image_add(struct image *image, struct run *run, int64_t step) {
    traffic_judge_read(&traffic_stage, &run->end);
    if (!option.no_verify)
        traffic_judge_cells(&run->judge, step, &run->end);
    struct road whole = world_road_gather(&run->end);
    if (image != NULL)
        image_row(image, &whole, NULL);
    road_free(&whole);
}

static struct image *image_begin(struct run *run) {
    int64_t rows = 1 + driver_stops(option.image_every, option.steps);
    struct image *image = world_rank() == 0 ? image_open(option.image, option.cells, rows) : NULL;
    image_add(image, run, 0);
    return image;
}

static int64_t least(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t timed_steps(struct run *run, int64_t steps) {
    world_barrier();
    double began = clock_now();
    if (option.profile)
        profile_begin();
    int64_t moves = traffic_judge_advance(&traffic_stage, steps);
    if (option.profile)
        profile_end();
    double took = world_max(clock_now() - began);
    run->seconds += took;
    if (option.checkpoint != NULL)
        keep_took(&option.keep, steps, took);
    return run->moves = moves;
}

/* Saves the road that lies in run->end. */
static void save(const struct run *run, int64_t step) {
    struct checkpoint about = {.cells = option.cells,
                               .step = step,
                               .steps = option.steps,
                               .report = option.report,
                               .random = option.random,
                               .seed = option.seed,
                               .density = option.density};
    const char *why = checkpoint_write(option.checkpoint, &about, &run->end, option.keep.wrote);
    option.keep.failed = why != NULL;
    if (option.keep.failed)
        die_warn("%s", why);
    else
        printf("Saved step %lld in %s\n", (ll)step, option.checkpoint);
    fflush(stdout);
    keep_saved(&option.keep, step);
}

/* Between two calls of the stage. A run that is asked to stop becomes one of fewer steps. */
static void look_up(struct run *run, int64_t step) {
    const char *signal = stop_asked();
    if (signal == NULL && step < option.steps && !keep_due(&option.keep, step))
        return;
    progress_clear();
    traffic_judge_read(&traffic_stage, &run->end);
    save(run, step);
    if (signal == NULL || step == option.steps)
        return;
    stopped.by = signal;
    stopped.short_of = option.steps;
    option.steps = step;
}

/* That it cannot be saved, is to be known before hours of work. */
static void begin_saving(struct run *run, double step_seconds) {
    keep_begin(&option.keep, run->from, step_seconds);
    stop_listen();
    if (option.keep.wrote)
        return;
    memcpy(run->end.words, run->start->words, 8 * (size_t)road_words(run->start->count));
    save(run, run->from);
    if (option.keep.failed)
        exit(1);
}

/* All the steps, up to the next report or row of the picture at a time. */
static void run_steps(struct run *run, struct image *image, bool print, bool paint) {
    int64_t step = run->from, next_report = step, next_row = step;
    while (step < option.steps) {
        if (next_report == step)
            next_report = driver_next_stop(step, option.report, option.steps);
        if (next_row == step)
            next_row = driver_next_stop(step, paint ? option.image_every : 0, option.steps);
        int64_t stop = least(next_report, next_row);
        if (option.checkpoint != NULL)
            stop = least(stop, keep_next(&option.keep, step));
        int64_t moves = timed_steps(run, stop - step);
        step = stop;
        if (paint && step == next_row)
            image_add(image, run, step);
        if (option.checkpoint != NULL)
            look_up(run, step);
        progress_update(step);
        if (step != next_report && step != option.steps)
            continue;
        if (!option.no_verify)
            traffic_judge_report(&run->judge, step, moves);
        if (print)
            print_report(run, step, moves);
    }
}

static void run_once(struct run *run, bool first) {
    bool paint = first && option.image != NULL;
    run->judge = run->untouched;
    run->seconds = 0;
    driver_device(traffic_stage.accelerator);
    double clock = clock_now();
    traffic_stage.open(run->start);
    phase.open = clock_lap(&clock);
    struct image *image = paint ? image_begin(run) : NULL;
    progress_begin(build.stage, option.steps, "MCOPs", 1e-6 * (double)option.cells);
    run_steps(run, image, first, paint);
    run->profile = profile_take();
    progress_end();
    clock = clock_now();
    traffic_judge_read(&traffic_stage, &run->end);
    phase.read = clock_lap(&clock);
    run->device = driver_device(traffic_stage.accelerator);
    traffic_stage.close();
    if (image != NULL)
        image_close(image);
}

/* More and more steps at a time, until they take long enough to wake the machine. Returns the
   seconds that one step took when nothing disturbed it. */
static double warm_up(const struct road *start) {
    double seconds = 0, whole = 0, each = INFINITY;
    int64_t steps = 1, done = 0;
    double opened = clock_now();
    traffic_stage.open(start);
    for (; whole < WARM_UP && (done < option.steps || option.min_time > 0);
         done += steps, whole += seconds) {
        steps = done == 0 ? 1 : steps < MOST_STEPS ? 2 * steps : steps;
        double began = clock_now();
        traffic_stage.advance(steps);
        seconds = world_max(clock_now() - began);
        each = fmin(each, seconds / (double)steps);
        if (done == 0)
            phase.first += clock_now() - opened;
    }
    traffic_stage.close();
    return each;
}

static void lengthen(double step_seconds) {
    double factor = ceil(option.min_time / (step_seconds * (double)option.steps));
    if (!(factor > 1))
        return;
    int64_t times = factor < 1e9 ? (int64_t)factor : 1000000000;
    if (__builtin_mul_overflow(option.steps, times, &option.steps) ||
        __builtin_mul_overflow(option.report, times, &option.report))
        die_usage("--min-time %g would take more than 2^63 steps", option.min_time);
}

/* --------------------------------------------------------------------------------- result --- */

struct result {
    struct timing timing;
    int64_t steps;                     /* that were timed */
    double rate;                       /* MCOPs, at the best time */
    struct accelerator_seconds device; /* of the best run */
    struct profile profile;            /* likewise */
    bool verified;
};

static void judge(struct run *run, struct result *result) {
    double clock = clock_now();
    bool right = option.no_verify || traffic_judge_end(&run->judge, &run->end);
    phase.check = clock_lap(&clock);
    result->verified = right;
    if (!right)
        traffic_judge_find_step(&run->judge, &traffic_stage);
}

static void run_all(struct run *run, struct result *result) {
    double *seconds = memory_new(option.repeat, sizeof *seconds);
    int runs = 0;
    for (result->verified = true; result->verified && runs < option.repeat; runs++) {
        run_once(run, runs == 0);
        judge(run, result);
        seconds[runs] = run->seconds;
        if (clock_summary(seconds, runs + 1).best == run->seconds) {
            result->device = run->device;
            result->profile = run->profile;
        }
    }
    result->timing = clock_summary(seconds, runs);
    result->steps = option.steps - run->from;
    result->rate =
        1e-6 * (double)option.cells * (double)result->steps / fmax(result->timing.best, 1e-9);
    free(seconds);
}

static void print_verdict(const struct run *run, const struct result *result) {
    if (option.no_verify)
        printf("Not verified (--no-verify)\n");
    else if (result->verified && run->judge.reports > 1 && traffic_judge_counts_all(&run->judge))
        printf("Verified: all %lld cells, %lld cars and the moves of all %lld reports are exact\n",
               (ll)option.cells, (ll)run->judge.cars, (ll)run->judge.reports);
    else if (result->verified)
        printf("Verified: all %lld cells, %lld cars and the %lld moves of step %lld are exact\n",
               (ll)option.cells, (ll)run->judge.cars, (ll)run->judge.last.moves,
               (ll)run->judge.last.step);
    else
        printf("FAILED: the result is wrong, and its timing means nothing\n");
}

static void print_result(const struct run *run, const struct result *result) {
    const struct timing *timing = &result->timing;
    printf("\nFinished\n\n");
    print_verdict(run, result);
    printf("Besides, in seconds: road %.3f, first call %.3f, warm-up %.3f, into the layout %.3f, "
           "back %.3f, check %.3f\n",
           phase.road, phase.first, phase.warm_up, phase.open, phase.read, phase.check);
    if (traffic_stage.accelerator != NULL)
        driver_print_device(&result->device, timing->best, timing->best + phase.open + phase.read);
    printf("Time taken was %f seconds", timing->best);
    driver_print_timing(timing, option.repeat);
    printf("\n");
    driver_print_mcops(result->rate);
    driver_print_note(timing->best);
    if (option.profile)
        profile_print(&result->profile);
    if (stopped.by != NULL)
        printf("Stopped by %s at iteration %lld of %lld: go on with --restart %s\n", stopped.by,
               (ll)option.steps, (ll)stopped.short_of, option.checkpoint);
}

/* Of the steps from one report to the next: a stage may do them all at once. */
static struct traffic_cost cost(void) {
    const struct traffic_cost unknown = {0, 0};
    return traffic_stage.cost != NULL ? traffic_stage.cost(option.report) : unknown;
}

static void write_record(const struct run *run, const struct result *result) {
    struct record record = {
        .size = option.cells,
        .steps = result->steps,
        .ranks = world_size(),
        .threads = traffic_stage.threads != NULL ? traffic_stage.threads() : 1,
        .gpus = traffic_stage.accelerator != NULL ? world_size() : 0,
        .seconds_best = result->timing.best,
        .seconds_median = result->timing.median,
        .rate = result->rate,
        .unit = "MCOPs",
        .cars = run->judge.cars,
        .moves = run->moves > 0 ? run->moves : 0,
        .bytes = cost().bytes,
        .operations = cost().operations,
        .seconds_first = phase.first,
        .seconds_open = phase.open,
        .seconds_read = phase.read,
        .seconds_device = result->device.work,
    };
    snprintf(record.verified, RECORD_TEXT, "%s",
             driver_verdict(!option.no_verify, result->verified));
    snprintf(record.fingerprint, RECORD_TEXT, "%016llx",
             (unsigned long long)world_road_fingerprint(&run->end));
    snprintf(record.data, RECORD_TEXT, "%s seed %lld density %.10g", random_names[option.random],
             (ll)option.seed, option.density);
    driver_record(option.record, traffic_stage.idea, &record);
}

/* ----------------------------------------------------------------------------------- main --- */

static void print_header(void) {
    driver_print_head(traffic_stage.idea, traffic_stage.accelerator);
    printf("Length of road is %lld\n", (ll)option.cells);
    printf("Number of iterations is %lld\n", (ll)option.steps);
    printf("Target density of cars is %f\n", option.density);
    printf("Initialising road (--random %s --seed %lld) ...\n", random_names[option.random],
           (ll)option.seed);
    fflush(stdout);
}

static void run_and_print(struct run *run, struct result *result) {
    double clock = clock_now(), step_seconds = warm_up(run->start);
    lengthen(step_seconds);
    phase.warm_up = clock_lap(&clock);
    if (traffic_stage.about != NULL)
        printf("%s\n", traffic_stage.about());
    printf("\n");
    if (option.checkpoint != NULL)
        begin_saving(run, step_seconds);
    run_all(run, result);
    print_result(run, result);
    if (option.record != NULL && stopped.by == NULL)
        write_record(run, result);
    if (option.profile_file != NULL)
        profile_write(&result->profile, option.profile_file);
}

/* A road that somebody saved is judged as all others. */
static void check_saved(struct run *run, struct result *result) {
    if (!option.no_verify)
        traffic_judge_cells(&run->untouched, run->from, run->start);
    if (run->untouched.failures > 0)
        die_failed("FAILED: %s has not the road of step %lld", option.restart, (ll)run->from);
    if (run->from == option.steps)
        printf("Nothing left to do: %s is of step %lld\n", option.restart, (ll)run->from);
    result->verified = true;
}

/* From the road of step 0, which is what the judge needs to know, or a later one. */
static void run_and_judge(const struct road *origin, const struct road *start,
                          struct result *result) {
    struct run run = {
        .start = start, .from = option.from.step, .end = world_road_new(option.cells)};
    run.untouched = traffic_judge_new(origin);
    printf("Actual density of cars is %f\n", (double)run.untouched.cars / (double)option.cells);
    if (option.restart != NULL)
        check_saved(&run, result);
    if (run.from < option.steps)
        run_and_print(&run, result);
    traffic_judge_free(&run.untouched);
    road_free(&run.end);
}

static struct road new_road(void) {
    struct road start = world_road_new(option.cells);
    world_road_random(&start, (enum random_kind)option.random, option.seed, option.density);
    return start;
}

static struct road saved_road(void) {
    struct road saved = world_road_new(option.cells);
    const char *refusal = checkpoint_read(option.restart, &option.from, &saved);
    if (refusal != NULL)
        die_usage("--restart %s", checkpoint_refusal(option.restart, refusal));
    printf("Going on from step %lld, saved in %s\n", (ll)option.from.step, option.restart);
    return saved;
}

static void measure(struct result *result) {
    print_header();
    double clock = clock_now();
    bool again = option.restart != NULL;
    struct road saved = again ? saved_road() : (struct road){0};
    struct road origin = again && option.no_verify ? saved : new_road();
    phase.road = clock_lap(&clock);
    run_and_judge(&origin, again ? &saved : &origin, result);
    if (origin.words != saved.words)
        road_free(&origin);
    road_free(&saved);
}

static void watch_step(struct watched *seen, void *of) {
    struct run *run = of;
    int64_t step = ++seen->step;
    seen->moves = traffic_judge_advance(&traffic_stage, 1);
    traffic_judge_report(&run->judge, step, seen->moves);
    traffic_judge_read(&traffic_stage, &run->end);
    if (!option.no_verify)
        traffic_judge_cells(&run->judge, step, &run->end);
    seen->wrong = run->judge.failures > 0;
    double density = (double)seen->cars / (double)option.cells;
    snprintf(seen->theory, sizeof seen->theory, " (infinite road %.3f)",
             seen->cars > 0 ? theory_velocity(density, step) : 1);
}

/* The all of the road was right a step before. */
static void print_mistake(const struct run *run) {
    int64_t step = run->judge.last.step;
    struct road before = exact_road(run->start, step - 1), exact = exact_road(run->start, step);
    watch_print_mistake(&before, &run->end, &exact, step);
    road_free(&before);
    road_free(&exact);
}

/* One road; true if another is wanted. */
static bool watch_one(struct result *result) {
    struct road start = new_road();
    struct run run = {.start = &start, .end = world_road_new(option.cells)};
    run.judge = traffic_judge_new(&start);
    traffic_stage.open(&start);
    traffic_judge_read(&traffic_stage, &run.end);
    struct watched seen = {.road = &run.end, .cars = run.judge.cars};
    bool again = watch(&seen, watch_step, &run, &option.density);
    traffic_stage.close();
    result->verified = run.judge.failures == 0;
    if (!result->verified && !option.no_verify)
        print_mistake(&run);
    if (result->verified)
        judge(&run, result);
    again = again && result->verified;
    if (result->verified && !again)
        print_verdict(&run, result);
    traffic_judge_free(&run.judge);
    road_free(&run.end);
    road_free(&start);
    return again;
}

int main(int argc, char **argv) {
    struct result result = {0};
    driver_begin(&argc, &argv);
    option = traffic_options_read(argc, argv);
    phase.first = option.first;
    driver_guard();
    if (option.watch)
        while (watch_one(&result))
            ;
    else
        measure(&result);
    return driver_end(result.verified && !option.keep.failed);
}
