/* The driver of all eigh stages: options, tasks, clock, judge, output, record. */
#include "build.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "eigh_batch.h"
#include "eigh_saved.h"
#include "eigh_timeit.h"
#include "hold.h"
#include "machine.h"
#include "memory.h"
#include "progress.h"
#include "stop.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef long long ll;

static const int64_t WARM_UP = 64; /* rows of the matrix that wakes a library */

static double first_call; /* to wake what the stage runs on, and the warm-up: seconds */

/* -------------------------------------------------------------------------------- options --- */

static struct {
    int64_t size, smallest, tasks, seed, repeat;
    double min_time;
    int matrix;
    const char *record, *checkpoint, *restart;
    bool timeit, no_verify, probe;
} option = {.size = 1000, .tasks = 128, .repeat = 1};

static const struct option_row rows[] = {
    {"size", OPTION_WHOLE, &option.size, "rows of each matrix", 0, 1 << 20, NULL},
    {"smallest", OPTION_WHOLE, &option.smallest,
     "rows from N to size, in turns of four tasks [size]", 1, 1 << 20, NULL},
    {"tasks", OPTION_WHOLE, &option.tasks, "matrices to be solved", 0, 1 << 30, NULL},
    {"seed", OPTION_WHOLE, &option.seed, "of task 0; task i has seed + i", 0, UINT32_MAX, NULL},
    {"matrix", OPTION_CHOICE, &option.matrix, "what matrices are solved", 0, 0, eigh_families},
    {"repeat", OPTION_WHOLE, &option.repeat, "runs, of which the best and the median count", 1,
     1000000, NULL},
    {"min-time", OPTION_REAL, &option.min_time, "multiply tasks until a run takes X seconds", 0,
     1e6, NULL},
    {"timeit", OPTION_FLAG, &option.timeit, "only time task 0, as python -m timeit does", 0, 0,
     NULL},
    {"record", OPTION_TEXT, &option.record, "append the result to this CSV file", 0, 0, NULL},
    {"checkpoint", OPTION_TEXT, &option.checkpoint, "save each task as soon as it is done", 0, 0,
     NULL},
    {"restart", OPTION_TEXT, &option.restart,
     "do the tasks that are not saved there, and save them", 0, 0, NULL},
    {"no-verify", OPTION_FLAG, &option.no_verify, "do not check the result", 0, 0, NULL},
    {"probe", OPTION_FLAG, &option.probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

/* Of all ranks: tasks at work at the same time. */
static int64_t all_workers(void) {
    return world_sum(eigh_batch_workers());
}

static void check_memory(void) {
    int64_t workers = all_workers();
    driver_check_memory(eigh_batch_bytes(), "%lld tasks of %lld rows, %lld at a time, need",
                        (ll)option.tasks, (ll)option.size, (ll)workers);
}

/* The file that tasks are saved in, or NULL. */
static const char *saved_in(void) {
    return option.restart != NULL ? option.restart : option.checkpoint;
}

static void check_checkpoint(void) {
    const char *path = option.checkpoint;
    if (option.timeit || option.min_time > 0 || option.repeat > 1)
        die_usage("--checkpoint and --restart do not go with --timeit, --min-time or --repeat");
    if (path != NULL && option.restart != NULL && strcmp(path, option.restart) != 0)
        die_usage("--restart %s saves there what it does: no other --checkpoint", option.restart);
    const struct driver_file file[] = {
        {option.restart != NULL ? "restart" : "checkpoint", saved_in()}, {"record", option.record}};
    driver_check_files(file, 2);
    const char *refusal = world_rank() == 0 ? hold_refusal(saved_in()) : NULL;
    if (refusal != NULL)
        die_usage("cannot save in %s: %s", saved_in(), refusal);
    if (path != NULL && option.restart == NULL && world_rank() == 0 && access(path, F_OK) == 0)
        die_usage("--checkpoint %s is there already: name another, or go on from it, --restart",
                  path);
}

/* The batch is as the file says. */
static void read_restart(void) {
    if (options_given(&option.size) || options_given(&option.smallest) ||
        options_given(&option.tasks) || options_given(&option.seed) ||
        options_given(&option.matrix))
        die_usage("--restart %s has its batch: no --size, --smallest, --tasks, --seed or --matrix",
                  option.restart);
    const char *refusal = eigh_saved_look(option.restart);
    if (refusal != NULL)
        die_usage("--restart %s", refusal);
    option.size = eigh_batch.size;
    option.smallest = eigh_batch.smallest;
    option.tasks = eigh_batch.tasks;
    option.seed = eigh_batch.seed;
    option.matrix = (int)eigh_batch.family;
}

static void check_options(void) {
    if (option.checkpoint != NULL || option.restart != NULL)
        check_checkpoint();
    if (option.seed + option.tasks - 1 > UINT32_MAX)
        die_usage("--seed %lld with --tasks %lld: seeds end at %lld", (ll)option.seed,
                  (ll)option.tasks, (ll)UINT32_MAX);
    if (option.smallest > option.size)
        die_usage("--smallest %lld is more than --size %lld", (ll)option.smallest, (ll)option.size);
    if (option.smallest > 0 && eigh_stage.solve_batch != NULL)
        die_usage("--smallest: this stage solves many at a time, which must be of one size");
    if (eigh_stage.solve_spread != NULL && (option.matrix != EIGH_NUMPY || option.timeit))
        die_usage("--matrix and --timeit are not for a matrix that lies on all ranks");
    driver_check_record(option.record);
}

/* What a stage tries out here is part of its first call. It may say then how many tasks it takes at
   a time, which is what memory has to suffice for. */
static void open_stage(void) {
    double clock = clock_now();
    if (eigh_stage.open != NULL)
        eigh_stage.open(option.size, option.timeit ? 1 : eigh_batch_share());
    first_call += clock_now() - clock;
}

static int end(bool verified) {
    if (eigh_stage.close != NULL)
        eigh_stage.close();
    return driver_end(verified);
}

static void read_options(int argc, char **argv) {
    const struct driver_stage stage = {eigh_stage.idea, eigh_stage.options, eigh_stage.missing,
                                       eigh_stage.accelerator};
    driver_be_polite("size", &option.size, 200);
    first_call = driver_options(argc, argv, rows, &stage, &option.probe);
    if (option.restart != NULL)
        read_restart();
    eigh_batch.size = option.size;
    eigh_batch.smallest = option.smallest;
    eigh_batch.tasks = option.tasks;
    eigh_batch.seed = option.seed;
    eigh_batch.family = (enum eigh_family)option.matrix;
    eigh_batch.verify = !option.no_verify;
    check_options();
    open_stage();
    check_memory();
}

/* ----------------------------------------------------------------------------------- runs --- */

struct result {
    struct timing timing;
    int64_t tasks;                     /* that were done, of the last run */
    struct eigh_phases phases;         /* likewise */
    double rate;                       /* tasks a second, at the best time */
    struct accelerator_seconds device; /* of the best run */
    bool verified;
};

static int threads(void) {
    return eigh_stage.threads != NULL ? eigh_stage.threads() : 1;
}

/* Who makes and checks, and waits for a solver: each worker of a farm that solves one by one; else
   each rank; or all at the same time. */
static int64_t sharers(void) {
    if (eigh_stage.solve_spread != NULL)
        return 1;
    bool one_each = eigh_stage.farm != NULL && eigh_stage.solve_batch == NULL;
    return one_each ? all_workers() : world_size();
}

/* What a run would take that only solved: each makes and checks as well, a share of all. */
static double work(const struct eigh_phases *phases) {
    double besides = (phases->make + phases->check) / (double)sharers();
    return fmax(phases->wall - phases->ahead - besides, 0);
}

/* With tasks still to be done. */
static bool is_stopped(void) {
    return stop_here() && eigh_batch_solved() < eigh_batch.tasks;
}

static void open_saved(void) {
    if (saved_in() == NULL)
        return;
    const char *refusal = eigh_saved_open(saved_in(), option.restart != NULL);
    if (refusal != NULL)
        die_failed("cannot save in %s", refusal);
    stop_listen();
}

static void close_saved(struct result *result) {
    const char *refusal = eigh_saved_sync();
    if (refusal != NULL)
        die_warn("FAILED: what is in %s may not be on disk: %s", saved_in(), refusal);
    result->verified = result->verified && refusal == NULL;
}

static struct eigh_phases run_once(void) {
    progress_begin(build.stage, eigh_batch.tasks, "it/s", 1);
    struct eigh_phases phases = eigh_batch_run();
    progress_end();
    return phases;
}

/* A small batch before all others, whose time and results do not count. */
static void warm_up(void) {
    struct eigh_batch whole = eigh_batch;
    eigh_batch.family = eigh_stage.solve_spread != NULL ? EIGH_NUMPY : EIGH_IDENTITY;
    eigh_batch.smallest = 0;
    eigh_batch.size = whole.size < WARM_UP ? whole.size : WARM_UP;
    eigh_batch.tasks = whole.tasks < all_workers() ? whole.tasks : all_workers();
    eigh_batch_open();
    eigh_batch_run();
    eigh_batch_close();
    eigh_batch = whole;
}

/* By a batch of as many tasks as there are workers. */
static void lengthen(void) {
    if (option.min_time == 0 || option.tasks == 0)
        return;
    int64_t workers = all_workers(), tasks = option.tasks > workers ? option.tasks : workers;
    eigh_batch.tasks = workers;
    eigh_batch_open();
    struct eigh_phases phases = run_once();
    eigh_batch_close();
    double operations = eigh_batch_operations();
    eigh_batch.tasks = tasks;
    double all = work(&phases) * eigh_batch_operations() / fmax(operations, 1);
    double factor = ceil(option.min_time / fmax(all, 1e-9));
    double most = (double)(UINT32_MAX - option.seed) / (double)tasks;
    eigh_batch.tasks = factor > 1 ? tasks * (int64_t)fmin(factor, fmin(most, 1e6)) : tasks;
}

static void run_all(struct result *result) {
    double *seconds = memory_new(option.repeat, sizeof *seconds);
    int runs = 0;
    for (result->verified = true; result->verified && runs < option.repeat; runs++) {
        driver_device(eigh_stage.accelerator);
        result->phases = run_once();
        struct accelerator_seconds device = driver_device(eigh_stage.accelerator);
        result->verified = eigh_batch_failures() == 0;
        double took = seconds[runs] = work(&result->phases);
        if (clock_summary(seconds, runs + 1).best == took)
            result->device = device;
    }
    result->timing = clock_summary(seconds, runs);
    result->tasks = eigh_batch_solved() - eigh_batch_restored();
    result->rate = (double)result->tasks / fmax(result->timing.best, 1e-9);
    free(seconds);
}

/* --------------------------------------------------------------------------------- output --- */

/* Ranks may be bound each to its own cores, so only those of the whole machine tell of them all. */
static void warn_of_crowd(void) {
    int64_t workers = (int64_t)world_mates_sum((double)eigh_batch_workers());
    int cores = world_size() == 1 ? machine_cores() : (int)sysconf(_SC_NPROCESSORS_ONLN);
    if (workers * threads() > cores)
        die_warn("%lld workers of %d %s are more than %d cores: they will wait for each other",
                 (ll)workers, threads(), threads() == 1 ? "thread" : "threads", cores);
}

static void print_header(void) {
    int64_t workers = all_workers();
    int cores = machine_cores();
    driver_print_head(eigh_stage.idea, eigh_stage.accelerator);
    if (option.smallest > 0)
        printf("n=%lld...%lld ntasks=%lld\n", (ll)option.smallest, (ll)option.size,
               (ll)eigh_batch.tasks);
    else
        printf("n=%lld ntasks=%lld\n", (ll)option.size, (ll)eigh_batch.tasks);
    printf("%lld %s of %d %s", (ll)workers, workers == 1 ? "worker" : "workers", threads(),
           threads() == 1 ? "thread" : "threads");
    printf(world_size() == 1 ? " on %d cores\n" : "\n", cores);
    if (eigh_stage.about != NULL)
        printf("%s\n", eigh_stage.about());
    fflush(stdout);
    warn_of_crowd();
}

/* Of the first task, for comparison with NumPy. */
static void print_values(void) {
    const double *w = eigh_batch.values;
    int64_t n = eigh_task_size(0);
    if (n == 0 || eigh_batch.tasks == 0 || is_stopped())
        return;
    printf("Task 0: eigenvalues from %.8g to ", w[0]);
    if (n > 1)
        printf("%.8f and ", w[n - 2]);
    double trace = 0;
    for (int64_t k = 0; k < n; k++)
        trace += w[k];
    printf("%.8f, sum %.8f\n", w[n - 1], trace);
    printf("All tasks: fingerprint of the eigenvalues %016llx\n",
           (unsigned long long)eigh_batch_fingerprint());
}

static double worst(double of_task(const struct eigh_scores *scores)) {
    double most = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        most = fmax(most, of_task(&eigh_batch.result[task].scores));
    return most;
}

static double residual(const struct eigh_scores *scores) {
    return scores->residual;
}

static double orthogonality(const struct eigh_scores *scores) {
    return scores->orthogonality;
}

static void print_verdict(const struct result *result) {
    if (!result->verified)
        printf("uh oh, something went wrong.\n");
    else if (is_stopped())
        printf("Stopped by %s: %lld of %lld tasks are solved; go on with --restart %s\n",
               stop_asked(), (ll)eigh_batch_solved(), (ll)eigh_batch.tasks, saved_in());
    else if (option.no_verify)
        printf("completed all tasks!\nNot verified (--no-verify)\n");
    else
        printf(
            "completed all tasks!\nVerified: all %lld tasks, every eigenpair; residuals to %.2g, "
            "orthogonality to %.2g, of 30 allowed\n",
            (ll)eigh_batch.tasks, worst(residual), worst(orthogonality));
}

/* Of all ranks together. */
static double cpu_seconds(struct timeval of_self, struct timeval of_children) {
    int64_t seconds = of_self.tv_sec + of_children.tv_sec;
    return 1e-6 * (double)world_sum(1000000 * seconds + of_self.tv_usec + of_children.tv_usec);
}

static void print_phases(const struct eigh_phases *phases) {
    double make = phases->ahead + phases->make;
    double all = make + phases->solve + phases->check + phases->gather;
    printf(
        "Besides, in seconds of all workers: make %.3f, check %.3f; gather %.3f; first call %.3f\n",
        make, phases->check, phases->gather, first_call);
    if (phases->solve > 0 && phases->solve < all)
        printf("Solving is %.0f %% of the whole: however fast it were, the whole would be at most "
               "%.3g times as fast (Amdahl)\n",
               100 * phases->solve / all, all / (all - phases->solve));
}

/* The most that each rank has had, in MB. */
static void print_memory(double mine) {
    double *all = memory_new(world_size(), sizeof *all), least = INFINITY, most = 0;
    world_gather(&mine, sizeof mine, all);
    for (int rank = 1; rank < world_size(); rank++)
        least = fmin(least, all[rank]), most = fmax(most, all[rank]);
    if (world_size() == 1)
        printf("most memory %.0f MB a process\n", mine);
    else
        printf("most memory %.0f MB on rank 0, %.0f to %.0f MB on the others\n", mine, least, most);
    free(all);
}

static void print_usage(double began) {
    struct rusage self, children;
    getrusage(RUSAGE_SELF, &self);
    getrusage(RUSAGE_CHILDREN, &children);
    printf("real %.3f s, user %.3f s, sys %.3f s; ", clock_now() - began,
           cpu_seconds(self.ru_utime, children.ru_utime),
           cpu_seconds(self.ru_stime, children.ru_stime));
    print_memory(
        1e-3 * (double)(self.ru_maxrss > children.ru_maxrss ? self.ru_maxrss : children.ru_maxrss));
}

/* How much of the time that all of them had was for solving; the rest they waited, for each other
   or for a task. */
static void print_efficiency(const struct eigh_phases *phases) {
    double had = (double)sharers() * work(phases);
    if (sharers() > 1 && phases->solve > 0)
        printf("Efficiency %.1f %%: they solved for %.3f s of %lld x %.3f s\n",
               100 * phases->solve / fmax(had, 1e-9), phases->solve, (ll)sharers(), work(phases));
}

static void print_times(const struct result *result) {
    const struct timing *timing = &result->timing;
    if (eigh_batch_restored() > 0)
        printf("%lld tasks were done already, in %s\n", (ll)eigh_batch_restored(), option.restart);
    printf("Processed %lld tasks in %.4gs (%.2fit/s)\n", (ll)result->tasks, timing->best,
           result->rate);
    if (option.repeat > 1)
        printf("That is the best of %lld; median %.4gs, spread %.0f %%\n", (ll)option.repeat,
               timing->median, 100 * timing->spread);
    print_efficiency(&result->phases);
    driver_print_note(timing->best);
}

static void print_result(const struct result *result, double began) {
    if (result->verified) {
        print_values();
        print_times(result);
    }
    print_verdict(result);
    if (result->verified)
        print_phases(&result->phases);
    if (eigh_stage.accelerator != NULL)
        driver_print_device(&result->device, result->timing.best, result->timing.best);
    print_usage(began);
}

static void write_record(const struct result *result) {
    struct record record = {
        .size = option.size,
        .tasks = result->tasks,
        .ranks = world_size(),
        .threads = (int64_t)world_max((double)eigh_batch_workers()) * threads(),
        .gpus = eigh_stage.accelerator != NULL ? world_size() : 0,
        .seconds_best = result->timing.best,
        .seconds_median = result->timing.median,
        .rate = result->rate,
        .unit = "tasks/s",
        .seconds_first = first_call,
        .seconds_device = result->device.work,
    };
    snprintf(record.verified, RECORD_TEXT, "%s",
             driver_verdict(!option.no_verify, result->verified));
    snprintf(record.fingerprint, RECORD_TEXT, "-");
    int length = snprintf(record.data, RECORD_TEXT, "%s seed %lld", eigh_families[option.matrix],
                          (ll)option.seed);
    if (option.smallest > 0)
        snprintf(record.data + length, RECORD_TEXT - (size_t)length, " smallest %lld",
                 (ll)option.smallest);
    driver_record(option.record, eigh_stage.idea, &record);
}

static int time_one(void) {
    double *a = memory_new(option.size * option.size, sizeof *a);
    eigh_matrix_make(eigh_batch.family, option.seed, option.size, a);
    eigh_timeit(option.size, a, !option.no_verify);
    free(a);
    return end(true);
}

int main(int argc, char **argv) {
    struct result result = {0};
    double began = clock_now();
    driver_begin(&argc, &argv);
    read_options(argc, argv);
    driver_guard();
    if (option.timeit)
        return time_one();
    double clock = clock_now();
    warm_up();
    first_call += clock_now() - clock;
    lengthen();
    print_header();
    eigh_batch_open();
    open_saved();
    run_all(&result);
    close_saved(&result);
    print_result(&result, began);
    if (option.record != NULL && !is_stopped())
        write_record(&result);
    eigh_batch_close();
    return end(result.verified);
}
