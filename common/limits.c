/* bin/limits: what this machine can do at most, in a few seconds. Against these roofs everything
   else is judged: logic, copying, matrix multiplication, and threads that wait for each other.

   The trials of all roofs take turns until the time is up. A slow moment of the machine, as virtual
   ones have many, then costs each a few trials, and none its best. */
#include "blas.h"
#include "build.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "machine.h"
#include "options.h"
#include "record.h"
#include "roof.h"
#include "text.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { MOST_ROOFS = 16, ALONE = 0, TOGETHER = 1, WAYS = 2 };

static const double TURN = 5e-3;

/* After their work threads wait busily for more, so long at most: see roof_threads(). */
static const struct timespec REST = {.tv_nsec = 30000000};

static struct figure figures[MOST_ROOFS * WAYS]; /* those on one core, then those on all */
static int roofs_many, threads;

static struct figure *figure_of(int roof, int way) {
    return &figures[way * roofs_many + roof];
}

/* ------------------------------------------------------------------------------ measuring --- */

static void plan(struct figure *figure, const struct roof *roof, int with_threads,
                 const char **fault) {
    *figure = (struct figure){.roof = roof, .threads = with_threads, .repeats = 1};
    const char *why = roof->plan(figure);
    if (why == NULL)
        return;
    figure->threads = 0;
    *fault = *why != '\0' ? why : *fault;
}

/* faults[roof]: why a roof is left out, or NULL. */
static void plan_all(const char *faults[]) {
    while (roofs[roofs_many].stage != NULL)
        roofs_many++;
    for (int roof = 0; roof < roofs_many; roof++) {
        plan(figure_of(roof, ALONE), &roofs[roof], 1, &faults[roof]);
        if (threads > 1)
            plan(figure_of(roof, TOGETHER), &roofs[roof], threads, &faults[roof]);
    }
}

/* Threads that wait busily must not take the cores from one that works alone, nor OpenMP's from
   those of a library. */
static void rest_before(const struct figure *figure) {
    if (threads > 1 && (figure == figures || (figure->roof->whole && figure->threads > 1)))
        nanosleep(&REST, NULL);
}

/* A trial of several threads may last because one of them has to wait for its core. How much work
   makes it long enough is better learnt from one thread. */
static void learn_from_one(struct figure *figure) {
    const struct figure *alone = figure_of((int)(figure->roof - roofs), ALONE);
    if (figure->trials == 0 && figure->repeats < alone->repeats)
        figure->repeats = alone->repeats;
}

/* All take turns, one at least. */
static void measure_all(double seconds) {
    double end = clock_now() + seconds, turn = seconds / 100;
    do
        for (struct figure *figure = figures; figure < figures + roofs_many * WAYS; figure++) {
            bool waits = figure->trials == 0 || clock_now() < end;
            if (figure->threads == 0 || figure->wrong || !waits)
                continue;
            rest_before(figure);
            learn_from_one(figure);
            roof_measure(figure, turn < TURN ? turn : TURN);
        }
    while (clock_now() < end);
}

static double rate_of(struct figure *figure) {
    return figure->trials > 0 ? roof_result(figure).rate : 0;
}

/* The fastest of the roofs that `stage` stands for. */
static struct figure *best_of(const char *stage, int way) {
    struct figure *best = NULL;
    for (int roof = 0; roof < roofs_many; roof++) {
        struct figure *figure = figure_of(roof, way);
        if (roofs[roof].best_of != NULL && strcmp(roofs[roof].best_of, stage) == 0 &&
            figure->trials > 0 && (best == NULL || rate_of(figure) > rate_of(best)))
            best = figure;
    }
    return best;
}

/* ------------------------------------------------------------------------------- the table --- */

enum { TEXT = 32 };

/* Four digits, or all before the point. */
static void write_rate(char text[TEXT], const struct figure *figure, double rate) {
    int digits = rate < 10 ? 2 : rate < 1000 ? 1 : 0;
    if (rate >= 10000)
        rate = 1000 * (double)(long long)(rate / 1000 + 0.5);
    snprintf(text, TEXT, "%.*f", digits, rate);
    text_add_commas(text);
    if (figure->wrong)
        snprintf(text, TEXT, "wrong");
    else if (figure->trials == 0)
        snprintf(text, TEXT, "-");
}

static void write_size(char text[TEXT], const struct figure *figure) {
    long long size = figure->size;
    if (size == 0)
        *text = '\0';
    else if (strcmp(figure->roof->unit, "GB/s") != 0)
        snprintf(text, TEXT, "%lld rows", size);
    else if (size < 10 << 20)
        snprintf(text, TEXT, "%lld KiB", size >> 10);
    else
        snprintf(text, TEXT, "%lld MiB", size >> 20);
}

static void put_row(int roof) {
    struct figure *alone = figure_of(roof, ALONE), *together = figure_of(roof, TOGETHER);
    char size[TEXT], one[TEXT], all[TEXT];
    if (alone->threads == 0 && together->threads == 0)
        return;
    write_size(size, alone->threads > 0 ? alone : together);
    write_rate(one, alone, rate_of(alone));
    write_rate(all, together, rate_of(together));
    printf("%-25s %8s %11s %11s  %-8s %s\n", roofs[roof].label, size, one, threads > 1 ? all : "",
           roofs[roof].unit, roofs[roof].bounds);
}

static void put_table(void) {
    char all[TEXT] = "";
    if (threads > 1)
        snprintf(all, sizeof all, "%d threads", threads);
    printf("%-25s %8s %11s %11s  %-8s %s\n", "roof", "size", "one core", all, "unit",
           "what it bounds");
    for (int i = 0; i < 99; i++)
        fputs("─", stdout);
    putchar('\n');
    for (int roof = 0; roof < roofs_many; roof++)
        put_row(roof);
}

static void put_library(void) {
    const char *kernels = blas_kernels();
    printf("BLAS     %s", blas_name());
    if (*kernels != '\0')
        printf(", its kernels for %s", kernels);
    puts(blas_set_threads(threads) ? "" : ", with threads as it likes");
}

static void put_notes(const char *const faults[], double seconds) {
    char host[RECORD_TEXT], cpu[RECORD_TEXT];
    machine_host(host, sizeof host);
    machine_cpu(cpu, sizeof cpu);
    printf("\nmachine  %s, %s\n", host, cpu);
    printf("built    by %s, from commit %s\n", build.compiler, build.commit);
    if (*blas_name() != '\0')
        put_library();
    puts("copy     counts the bytes loaded and the bytes stored; size is both, on one core");
    for (int roof = 0; roof < roofs_many; roof++)
        if (faults[roof] != NULL)
            printf("missing  %s: %s\n", roofs[roof].label, faults[roof]);
    printf("\nThe best of many short trials (us: the median), in %.1f s.\n", seconds);
}

/* ------------------------------------------------------------------------------ the record --- */

static void write_record(const char *path, const char *stage, struct figure *figure) {
    struct roof_result result = roof_result(figure);
    struct record record = {.workload = "limits",
                            .size = figure->size,
                            .ranks = figure->roof->ranks > 0 ? figure->roof->ranks : 1,
                            .threads = figure->roof->ranks > 0 ? 1 : figure->threads,
                            .seconds_best = result.seconds_best,
                            .seconds_median = result.seconds_median,
                            .rate = result.rate};
    snprintf(record.stage, RECORD_TEXT, "%s", stage);
    snprintf(record.unit, RECORD_TEXT, "%s", figure->roof->unit);
    snprintf(record.verified, RECORD_TEXT, "%s", figure->roof->right != NULL ? "yes" : "skipped");
    snprintf(record.data, RECORD_TEXT, "%s", figure->roof->label);
    driver_record(path, figure->roof->bounds, &record);
}

/* Each figure, and behind the first of those that share a stage the best of them. */
static void write_records(const char *path) {
    const char *group = "";
    for (int i = 0; i < roofs_many * WAYS; i++) {
        struct figure *figure = &figures[i];
        if (figure->trials == 0)
            continue;
        write_record(path, figure->roof->stage, figure);
        const char *best = figure->roof->best_of;
        if (best != NULL && strcmp(best, group) != 0)
            write_record(path, best, best_of(best, i / roofs_many));
        group = best != NULL ? best : "";
    }
}

/* ------------------------------------------------------------------------------------ main --- */

static void refuse_wrong(void) {
    for (int i = 0; i < roofs_many * WAYS; i++)
        if (figures[i].wrong)
            die_failed("%s: the result is wrong (%s)", figures[i].roof->label,
                       strcmp(figures[i].roof->stage, "dgemm") == 0 ? blas_name() : build.compiler);
}

int main(int argc, char **argv) {
    const char *path = NULL, *library = NULL, *faults[MOST_ROOFS] = {NULL};
    double seconds = 4;
    const struct option_row rows[] = {
        {"seconds", OPTION_REAL, &seconds, "how long to measure, more or less", 0.01, 60, NULL},
        {"blas", OPTION_TEXT, &library, "the library whose dgemm_ is measured", 0, 0, NULL},
        {"record", OPTION_TEXT, &path, "append the results to this CSV file", 0, 0, NULL},
        {0},
    };
    double began = clock_now();
    options_parse(argc, argv, "What this machine can do at most.",
                  (const struct option_row *const[]){rows, NULL});
    const char *refusal = path != NULL ? record_refusal(path) : NULL;
    if (refusal != NULL)
        die_usage("--record %s: %s", path, refusal);
    threads = roof_threads();
    roof_open_blas(library);
    plan_all(faults);
    roof_prepare(figures, roofs_many * WAYS);
    measure_all(seconds);
    put_table();
    put_notes(faults, clock_now() - began);
    if (path != NULL)
        write_records(path);
    refuse_wrong();
    return 0;
}
