#include "driver.h"

#include "build.h"
#include "die.h"
#include "machine.h"
#include "memory.h"
#include "world.h"

#include <math.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SHORTEST_TRUSTED = 0.1; /* seconds */
static const double LEARNING = 0.05;        /* seconds */

static bool finished;

const char *driver_idea(const char *of_stage) {
    return build.idea != NULL ? build.idea : of_stage;
}

static void guard_exit(int status, void *unused) {
    (void)unused;
    if (status == 0 && !finished)
        die_at_exit("FAILED: the program ended before its work was done");
}

void driver_begin(int *argc, char ***argv) {
    machine_open_standard_files();
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error like a full disk */
    signal(SIGUSR1, SIG_IGN); /* the warning that time is nearly over is for who saves: stop.h */
    world_open(argc, argv);
}

/* The nodes of a run are all alike, or else all of them are polite. */
void driver_be_polite(const char *option, int64_t *value, int64_t small) {
    if (world_max(machine_is_like(build.logins)) == 0)
        return;
    *value = small;
    die_warn("this is a login node, for small runs: --%s is %lld here unless you say it; sbatch a "
             "larger one",
             option, (long long)small);
}

void driver_check_stage(const struct driver_stage *stage) {
    const char *why = stage->accelerator != NULL ? stage->accelerator->missing() : NULL;
    if (why == NULL && stage->missing != NULL)
        why = stage->missing();
    if (why != NULL)
        die_usage("%s", why);
}

double driver_options(int argc, char **argv, const struct option_row *rows,
                      const struct driver_stage *stage, const bool *probe) {
    const struct option_row *const tables[] = {rows, stage->options, NULL};
    options_parse(argc, argv, driver_idea(stage->idea), tables);
    double clock = clock_now();
    driver_check_stage(stage);
    if (*probe)
        exit(0);
    return clock_lap(&clock);
}

void driver_check_memory(double bytes, const char *format, ...) {
    double available = (double)memory_available();
    bytes = world_mates_sum(bytes);
    if (bytes <= available)
        return;
    char needs[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(needs, sizeof needs, format, arguments);
    va_end(arguments);
    die_usage("%s %.3g GB of memory, and %.3g GB are free", needs, bytes * 1e-9, available * 1e-9);
}

void driver_check_record(const char *path) {
    const char *refusal = path != NULL && world_rank() == 0 ? record_refusal(path) : NULL;
    if (refusal != NULL)
        die_usage("--record %s: %s", path, refusal);
}

void driver_check_files(const struct driver_file *file, int files) {
    for (int i = 0; i < files; i++)
        for (int j = 0; j < i; j++)
            if (file[i].path != NULL && file[j].path != NULL &&
                strcmp(file[i].path, file[j].path) == 0)
                die_usage("--%s and --%s are the same file, %s", file[j].option, file[i].option,
                          file[i].path);
}

/* Collective. */
static void print_devices(const struct accelerator *accelerator) {
    typedef char line[64];
    line mine = "", *all = memory_new(world_size(), sizeof *all);
    snprintf(mine, sizeof mine, "%s", accelerator->which());
    world_gather(mine, sizeof mine, all);
    printf("on %s\n", accelerator->about());
    for (int rank = 0; rank < world_size(); rank++)
        printf("rank=%d %s\n", rank, all[rank]);
    free(all);
}

void driver_print_head(const char *of_stage, const struct accelerator *accelerator) {
    printf("%s: %s\n", build.program, driver_idea(of_stage));
    if (accelerator != NULL)
        print_devices(accelerator);
    printf("\n");
    if (world_size() > 1)
        printf("Number of ranks is %d\n", world_size());
}

double driver_time(int64_t times, void (*work)(void)) {
    world_barrier();
    double began = clock_now();
    for (int64_t i = 0; i < times; i++)
        work();
    return world_max(clock_now() - began) / (double)times;
}

/* By the quickest of them: the first times are slow, and any may be disturbed. */
int64_t driver_times(double min_time, void (*work)(void)) {
    double each = INFINITY, enough = fmin(min_time, LEARNING);
    int64_t times = 1, most = INT64_C(1) << 40;
    if (min_time == 0)
        return 1;
    for (double took = 0; took < enough && times < most; times *= 2) {
        double now = driver_time(times, work);
        each = fmin(each, now);
        took = now * (double)times;
    }
    return (int64_t)fmin(fmax(ceil(min_time / fmax(each, 1e-12)), 1), (double)most);
}

struct accelerator_seconds driver_device(const struct accelerator *accelerator) {
    const struct accelerator_seconds none = {0};
    return accelerator != NULL ? accelerator->seconds() : none;
}

/* The device begins after it was told to and is asked whether it has ended: its own seconds are
   fewer, never more. */
void driver_print_device(const struct accelerator_seconds *device, double work, double whole) {
    int streams = device->streams > 0 ? device->streams : 1;
    double each = device->work / streams;
    printf("By the device's clock, in seconds: there %.6f, kernels %.6f, back %.6f", device->to,
           device->work, device->back);
    printf(streams > 1 ? "; of %d streams at a time, together\n" : "\n", streams);
    printf("Kernels are %.0f %% of the time taken", 100 * each / fmax(work, 1e-9));
    if (each > 1.02 * work)
        printf(": the two clocks disagree");
    else if (each < 0.9 * work)
        printf("; the rest is launches, and waiting for their end");
    printf("\nWith the way to the device and back it was %f seconds\n", whole);
}

void driver_guard(void) {
    on_exit(guard_exit, NULL);
}

int64_t driver_next_stop(int64_t step, int64_t every, int64_t steps) {
    if (every == 0)
        return steps;
    int64_t left = every - step % every;
    return steps - step < left ? steps : step + left;
}

int64_t driver_stops(int64_t every, int64_t steps) {
    return steps / every + (steps % every > 0);
}

void driver_print_timing(const struct timing *timing, int64_t repeats) {
    if (repeats > 1)
        printf(" (best of %lld; median %f, spread %.0f %%)", (long long)repeats, timing->median,
               100 * timing->spread);
}

void driver_print_mcops(double mcops) {
    printf(mcops < 10 ? "Update rate was %.3g MCOPs\n" : "Update rate was %.1f MCOPs\n", mcops);
}

void driver_print_note(double seconds) {
    if (seconds < SHORTEST_TRUSTED)
        printf(
            "Note: too short a run for its timing to be trusted; lengthen it with --min-time 1\n");
}

const char *driver_verdict(bool verify, bool verified) {
    return !verify ? "skipped" : verified ? "yes" : "no";
}

int driver_end(bool verified) {
    if (fflush(stdout) != 0 || ferror(stdout))
        die_failed("cannot write the output: %m");
    world_close();
    finished = true;
    return verified ? 0 : 1;
}

void driver_record(const char *path, const char *of_stage, struct record *record) {
    if (world_rank() != 0)
        return;
    if (record->workload[0] == '\0')
        snprintf(record->workload, RECORD_TEXT, "%s", build.workload);
    if (record->stage[0] == '\0')
        snprintf(record->stage, RECORD_TEXT, "%s", build.stage);
    snprintf(record->compiler, RECORD_TEXT, "%s", build.compiler);
    snprintf(record->flags, RECORD_TEXT, "%s", build.flags);
    snprintf(record->commit, RECORD_TEXT, "%s", build.commit);
    snprintf(record->idea, RECORD_TEXT, "%s", driver_idea(of_stage));
    machine_host(record->host, RECORD_TEXT);
    machine_cpu(record->cpu, RECORD_TEXT);
    machine_date(record->date, RECORD_TEXT);
    const char *refusal = record_append(path, record);
    if (refusal != NULL)
        die_failed("--record %s: %s", path, refusal);
}
