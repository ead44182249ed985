/* The driver of all street stages: options, road, clock, judge, output. */
#include "build.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "image.h"
#include "memory.h"
#include "options.h"
#include "progress.h"
#include "show.h"
#include "street.h"
#include "street_judge.h"
#include "street_law.h"
#include "watch.h"
#include "world.h"
#include "world_road.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const double SEARCH_SECONDS = 5;

/* -------------------------------------------------------------------------------- options --- */

static struct {
    int64_t steps, report, image_every;
    double density;
    const char *image;
    bool probe, watch;
} option = {.steps = 20000, .density = 0.52};

static struct street street = {.cells = 200, .seed = 5743};

static const struct option_row rows[] = {
    {"cells", OPTION_WHOLE, &street.cells, "length of the road", 1, OPTION_NO_LIMIT, NULL},
    {"steps", OPTION_WHOLE, &option.steps, "iterations", 1, OPTION_NO_LIMIT, NULL},
    {"density", OPTION_REAL, &option.density, "share of cells with a car at first", 0, 1, NULL},
    {"seed", OPTION_WHOLE, &street.seed, "of all that is random", 0, OPTION_NO_LIMIT, NULL},
    {"brake", OPTION_REAL, &street.brake, "probability that a car that could move does not", 0, 1,
     NULL},
    {"green", OPTION_WHOLE, &street.green, "a light half-way: it is green for N steps", 1,
     1000000000, NULL},
    {"red", OPTION_WHOLE, &street.red, "and then red for N", 1, 1000000000, NULL},
    {"enter", OPTION_REAL, &street.enter, "no ring: the probability that a car comes in", 0, 1,
     NULL},
    {"leave", OPTION_REAL, &street.leave, "and that one drives off", 0, 1, NULL},
    {"report", OPTION_WHOLE, &option.report, "print the flow every N steps [steps / 20]", 1,
     OPTION_NO_LIMIT, NULL},
    {"image", OPTION_TEXT, &option.image, "space-time picture, .png, .pgm or .pbm", 0, 0, NULL},
    {"image-every", OPTION_WHOLE, &option.image_every,
     "a row of the picture every N steps [as report]", 1, OPTION_NO_LIMIT, NULL},
    {"watch", OPTION_FLAG, &option.watch, "show the road in the terminal, step by step, until q", 0,
     0, NULL},
    {"probe", OPTION_FLAG, &option.probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

/* Options that belong together. */
static void check_pair(const char *one, bool has_one, const char *other, bool has_other) {
    if (has_one && !has_other)
        die_usage("--%s needs --%s", one, other);
    if (has_other && !has_one)
        die_usage("--%s needs --%s", other, one);
}

/* Rank 0 has the whole road four times: as it was at first, as it should be and is, and movers. */
static void check_memory(void) {
    double part = (double)road_share(street.cells, world_rank(), world_size()).count;
    double whole = world_rank() == 0 ? 4. / 8 * (double)street.cells : 0;
    int64_t reports = driver_stops(option.report, option.steps);
    driver_check_memory(part * (street_stage.bytes_per_cell + 2. / 8) + whole,
                        "a road of %lld cells needs", (ll)street.cells);
    driver_check_memory(8 * (double)reports, "the flows of %lld reports need", (ll)reports);
}

static const char *missing(void) {
    const char *why = random_refusal(RANDOM_PHILOX, 0);
    return why == NULL && street_stage.missing != NULL ? street_stage.missing() : why;
}

static void read_options(int argc, char **argv) {
    const struct driver_stage stage = {street_stage.idea, street_stage.options, missing, NULL};
    driver_options(argc, argv, rows, &stage, &option.probe);
    check_pair("green", street.green > 0, "red", street.red > 0);
    check_pair("enter", options_given(&street.enter), "leave", options_given(&street.leave));
    if (option.report > option.steps)
        die_usage("--report %lld is more than --steps %lld", (ll)option.report, (ll)option.steps);
    if (option.watch && option.image != NULL)
        die_usage("--watch writes nothing: it does not go with --image");
    if (option.watch)
        show_check_watch();
    street.open = options_given(&street.enter);
    if (option.report == 0)
        option.report = option.steps < 20 ? 1 : option.steps / 20;
    option.image_every =
        show_check_image(option.image, option.image_every, option.report, option.steps);
    check_memory();
}

/* ------------------------------------------------------------------------------------ run --- */

struct run {
    struct road start, end; /* this rank's part */
    struct street_judge judge;
    struct street_count count; /* of all ranks, in all steps so far */
    struct image *image;       /* rank 0's, if there is one */
    double *flows;             /* of each report */
    int64_t reports;
    double seconds; /* in advance, nothing else */
    bool verified;
};

/* Whatever the stage leaves alone must not be right because it was so before. */
static void look(struct run *run, int64_t step, bool paint) {
    memset(run->end.words, 0xff, (size_t)road_words(run->end.count) * sizeof *run->end.words);
    street_stage.read(&run->end);
    struct road whole = world_road_gather(&run->end);
    run->verified = street_judge_road(&run->judge, step, &whole, &run->count);
    if (paint && run->image != NULL)
        image_row(run->image, &whole, &run->judge.movers);
    road_free(&whole);
}

static void add(struct street_count *all, struct street_count some) {
    all->moved += world_sum(some.moved);
    all->entered += world_sum(some.entered);
    all->left += world_sum(some.left);
}

static void advance(struct run *run, int64_t step, int64_t steps) {
    world_barrier();
    double began = clock_now();
    add(&run->count, street_stage.advance(step, steps));
    run->seconds += world_max(clock_now() - began);
}

static void report(struct run *run, int64_t step, const struct street_count *before) {
    int64_t steps = step - run->reports * option.report, moved = run->count.moved - before->moved;
    int64_t cars = run->judge.cars + run->count.entered - run->count.left;
    double each = (double)moved / (double)steps, flow = each / (double)street.cells;
    progress_clear();
    printf("At iteration %lld flow is %f: ", (ll)step, flow);
    if (street.open)
        printf("%lld cars came in, %lld drove off, %lld are there\n",
               (ll)(run->count.entered - before->entered), (ll)(run->count.left - before->left),
               (ll)cars);
    else if (cars == 0)
        printf("there are no cars\n");
    else
        printf("average velocity is %f  (%lld cars moved)\n", each / (double)cars, (ll)moved);
    if (steps == option.report)
        run->flows[run->reports++] = flow;
}

static void run_steps(struct run *run) {
    int64_t step = 0;
    struct street_count before = {0, 0, 0};
    look(run, 0, true);
    while (step < option.steps && run->verified) {
        int64_t next_report = driver_next_stop(step, option.report, option.steps);
        int64_t next_row =
            driver_next_stop(step, option.image != NULL ? option.image_every : 0, option.steps);
        int64_t stop = next_report < next_row ? next_report : next_row;
        advance(run, step, stop - step);
        step = stop;
        look(run, step, step == next_row);
        if (step == next_report) {
            report(run, step, &before);
            before = run->count;
        }
        progress_update(step);
    }
}

static struct run run_new(void) {
    struct run run = {.start = world_road_new(street.cells), .end = world_road_new(street.cells)};
    world_road_random(&run.start, RANDOM_PHILOX, street.seed, option.density);
    run.judge = street_judge_new(&street, &run.start);
    run.flows = memory_new(driver_stops(option.report, option.steps), sizeof *run.flows);
    run.verified = true;
    return run;
}

static void run_free(struct run *run) {
    street_judge_free(&run->judge);
    road_free(&run->start);
    road_free(&run->end);
    free(run->flows);
}

/* --------------------------------------------------------------------------------- result --- */

static void print_header(void) {
    driver_print_head(street_stage.idea, NULL);
    printf("Length of road is %lld\n", (ll)street.cells);
    printf("Number of iterations is %lld\n", (ll)option.steps);
    printf("Target density of cars is %f (--seed %lld)\n", option.density, (ll)street.seed);
    if (street.brake > 0)
        printf("Cars brake with probability %g\n", street.brake);
    if (street.green > 0)
        printf("The light on cell %lld is green for %lld steps and red for %lld\n",
               (ll)street_light(&street), (ll)street.green, (ll)street.red);
    if (street.open)
        printf("The road is open: cars come in with probability %g, drive off with %g\n",
               street.enter, street.leave);
    fflush(stdout);
}

/* Mean and its standard error, of `count` numbers that have little to do with each other. */
struct estimate {
    double mean, error;
};

static struct estimate estimate(const double *numbers, int64_t count) {
    double sum = 0, squares = 0, n = (double)count;
    for (int64_t i = 0; i < count; i++)
        sum += numbers[i];
    for (int64_t i = 0; i < count; i++)
        squares += (numbers[i] - sum / n) * (numbers[i] - sum / n);
    return (struct estimate){sum / n, sqrt(squares / (n - 1) / n)};
}

static void print_law(const struct estimate *flow, int64_t cars) {
    struct street_law law = street_law(&street, cars);
    printf("In theory it is %s%f %s", law.at_most ? "at most " : "", law.flow, law.why);
    if (!law.at_most && flow->error > 0)
        printf(": %.1f standard errors away", fabs(flow->mean - law.flow) / flow->error);
    printf("\n");
}

/* In the first half of the steps the road may still remember how it began. */
static void print_flow(const struct run *run) {
    int64_t count = run->reports / 2;
    if (count < 2) {
        printf("Too few reports to say how much the flow scatters\n");
        return;
    }
    struct estimate flow = estimate(&run->flows[run->reports - count], count);
    printf("Flow of the last %lld reports was %f +- %f\n", (ll)count, flow.mean, flow.error);
    print_law(&flow, run->judge.cars);
    if (flow.error > 0 && option.report < 2 * street.cells)
        printf(
            "Note: what is to scatter by itself needs reports twice as far apart as the road has "
            "cells\n");
}

static void print_verdict(const struct run *run, int64_t step) {
    if (!run->verified)
        printf("FAILED: the result is wrong, and its timing means nothing\n");
    else if (street.open)
        printf("Verified: all %lld cells, %lld moves of cars, %lld that came in and %lld that "
               "drove off are exact after %lld steps\n",
               (ll)street.cells, (ll)run->count.moved, (ll)run->count.entered, (ll)run->count.left,
               (ll)step);
    else
        printf("Verified: all %lld cells, %lld cars and their %lld moves are exact after %lld "
               "steps\n",
               (ll)street.cells, (ll)run->judge.cars, (ll)run->count.moved, (ll)step);
}

static void print_result(const struct run *run) {
    printf("\nFinished\n\n");
    if (run->verified)
        print_flow(run);
    print_verdict(run, option.steps);
    printf("Time taken was %f seconds\n", run->seconds);
    driver_print_mcops(1e-6 * (double)street.cells * (double)option.steps /
                       fmax(run->seconds, 1e-9));
}

/* ----------------------------------------------------------------------------------- main --- */

/* The same again, a step at a time: what is wrong first says in which step that is. */
static void find_step(void) {
    struct run run = run_new();
    double give_up = clock_now() + SEARCH_SECONDS;
    int64_t step = 0;
    die_warn("FAILED: once more from the start, step by step:");
    street_stage.open(&street, &run.start);
    look(&run, 0, false);
    while (run.verified && step < option.steps && world_all(clock_now() < give_up)) {
        advance(&run, step++, 1);
        look(&run, step, false);
    }
    street_stage.close();
    if (run.verified)
        die_warn("FAILED: the first %lld steps, taken one at a time, are right", (ll)step);
    run_free(&run);
}

static bool measure(void) {
    print_header();
    struct run run = run_new();
    int64_t height = 1 + driver_stops(option.image_every, option.steps);
    printf("Actual density of cars is %f\n\n", (double)run.judge.cars / (double)street.cells);
    if (option.image != NULL && world_rank() == 0)
        run.image = image_open(option.image, street.cells, height);
    street_stage.open(&street, &run.start);
    progress_begin(build.stage, option.steps, "MCOPs", 1e-6 * (double)street.cells);
    run_steps(&run);
    progress_end();
    street_stage.close();
    if (run.image != NULL && run.verified)
        image_close(run.image);
    if (!run.verified)
        find_step();
    print_result(&run);
    run_free(&run);
    return run.verified;
}

static void watch_step(struct watched *seen, void *of) {
    struct run *run = of;
    struct road before = road_new(street.cells, 0, street.cells);
    int64_t moved = run->count.moved;
    memcpy(before.words, run->end.words, (size_t)road_words(before.count) * sizeof *before.words);
    advance(run, seen->step++, 1);
    look(run, seen->step, false);
    seen->moves = run->count.moved - moved;
    seen->cars = run->judge.cars + run->count.entered - run->count.left;
    seen->wrong = !run->verified;
    if (seen->wrong)
        watch_print_mistake(&before, &run->end, &run->judge.exact, seen->step);
    road_free(&before);
}

/* One road; true if another is wanted. */
static bool watch_one(bool *verified) {
    struct run run = run_new();
    street_stage.open(&street, &run.start);
    look(&run, 0, false);
    struct watched seen = {.road = &run.end, .movers = &run.judge.movers, .cars = run.judge.cars};
    bool again = watch(&seen, watch_step, &run, &option.density);
    street_stage.close();
    if (!again)
        print_verdict(&run, seen.step);
    *verified = run.verified;
    run_free(&run);
    return again;
}

int main(int argc, char **argv) {
    bool verified = true;
    driver_begin(&argc, &argv);
    read_options(argc, argv);
    driver_guard();
    if (option.watch)
        while (watch_one(&verified))
            ;
    else
        verified = measure();
    return driver_end(verified);
}
