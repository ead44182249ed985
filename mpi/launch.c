/* The launch X-ray of a parallel job: where the time goes before its first step. A program that
   seems slow on many nodes has often not begun yet.

       job start ──▶ process ──▶ main ──▶ MPI_Init ──▶ first collective ──▶ first step
           batch script,    shared   who and where   the last rank     road made,
           launcher         libraries   are the others   has come      taken in

   Each rank reads the clock of its own node (clocks.h); when the process and the job began, the
   system and the job tell (origins.h). The table has all ranks' (moments.h). What they want of the
   file system at once can be tried beside it (crowd.h). */
#include "build.h"
#include "clock.h"
#include "clocks.h"
#include "crowd.h"
#include "die.h"
#include "driver.h"
#include "memory.h"
#include "moments.h"
#include "options.h"
#include "origins.h"
#include "spread.h"
#include "traffic.h"
#include "world.h"
#include "world_road.h"

#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const char IDEA[] = "where the time goes before the first step";

static struct {
    int64_t cells;
    double job_start;
    const char *record;
} option = {.cells = 10240000};

static const struct option_row rows[] = {
    {"cells", OPTION_WHOLE, &option.cells, "length of the road of the first step", 1,
     OPTION_NO_LIMIT, NULL},
    {"job-start", OPTION_REAL, &option.job_start,
     "when the job began, as date +%s.%N says it [ROUNDABOUT_JOB_START]", 0, 1e11, NULL},
    {"record", OPTION_TEXT, &option.record, "append the results to this CSV file", 0, 0, NULL},
    {0},
};

/* -------------------------------------------------------------------------------- moments --- */

static double reached[MOMENTS]; /* by clock_now; soon by that of rank 0 */

/* The world opens MPI; MPI lets a program stand in between. The barrier is nobody's need but ours:
   without it what waits for the last rank would be counted as whatever comes next. */
int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
    int status = PMPI_Init_thread(argc, argv, required, provided);
    reached[INIT] = clock_now();
    MPI_Barrier(MPI_COMM_WORLD);
    reached[MET] = clock_now();
    return status;
}

static void take_first_step(void) {
    driver_check_memory((double)option.cells / world_size() *
                            (2. / 8 + traffic_stage.bytes_per_cell),
                        "a road of %lld cells needs", (ll)option.cells);
    struct road road = world_road_new(option.cells);
    world_road_random(&road, RANDOM_NUMPY, 5743, 0.52);
    traffic_stage.open(&road);
    traffic_stage.advance(1);
    reached[STEPPED] = clock_now();
    traffic_stage.close();
    road_free(&road);
}

/* ----------------------------------------------------------------------------------- X-ray --- */

/* What seems to have come before the job began, by more than the ticks of two clocks, did not. */
static void check_job_start(const char *who, double first) {
    if (who != NULL && !(first > -0.05))
        die_usage("%s is %.2f s after the first process was made: is it of this job?", who, -first);
}

static void write_record(struct record *record) {
    if (option.record == NULL)
        return;
    snprintf(record->verified, RECORD_TEXT, "yes");
    record->ranks = world_size();
    record->threads = 1;
    driver_record(option.record, IDEA, record);
}

static void record_xray(const double *all) {
    struct spread spread = spread_of(all + STEPPED, MOMENTS);
    struct record record = {.workload = "launch",
                            .stage = "first-step",
                            .size = option.cells,
                            .steps = 1,
                            .seconds_best = spread.most,
                            .seconds_median = spread.median,
                            .rate = world_size() / spread.most,
                            .unit = "ranks/s"};
    write_record(&record);
}

static void xray(void) {
    const char *who = NULL;
    bool process_known = world_all(!isnan(reached[PROCESS]));
    double add, doubt = clocks_agree(&add), *all = memory_new(world_size() * MOMENTS, sizeof *all);
    int from = process_known ? PROCESS : MAIN, values = world_size() * MOMENTS;
    for (int m = 0; m < MOMENTS; m++)
        reached[m] += add;
    world_gather(reached, sizeof reached, all);
    double first = spread_of(all + from, MOMENTS).least, zero = first;
    if (world_rank() == 0) {
        double job = job_began(option.job_start, &who);
        zero = who != NULL ? job : first;
        check_job_start(who, first - zero);
    }
    for (int i = 0; i < values; i++)
        all[i] = fmax(all[i] - zero, 0); /* a tick counts from its beginning */
    print_moments(all, from);
    print_origins(who, process_known, doubt);
    record_xray(all);
    free(all);
}

int main(int argc, char **argv) {
    reached[MAIN] = clock_now();
    reached[PROCESS] = process_began();
    if (argc == 2 && strcmp(argv[1], crowd_only_load) == 0)
        return 0;
    driver_begin(&argc, &argv);
    options_parse(argc, argv, IDEA, (const struct option_row *const[]){rows, crowd_options, NULL});
    driver_check_record(option.record);
    driver_guard();
    driver_print_head(IDEA, NULL);
    take_first_step();
    xray();
    crowd_try(write_record);
    return driver_end(true);
}
