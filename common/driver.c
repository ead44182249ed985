#include "driver.h"

#include "build.h"
#include "clock.h"
#include "die.h"
#include "machine.h"
#include "world.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool finished;

const char *driver_idea(const char *of_stage) {
    return build.idea != NULL ? build.idea : of_stage;
}

static void guard_exit(int status, void *unused) {
    (void)unused;
    if (status == 0 && !finished) {
        die_warn("FAILED: the program ended before its work was done");
        _exit(1);
    }
}

void driver_begin(int *argc, char ***argv) {
    machine_open_standard_files();
    signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error like a full disk */
    world_open(argc, argv);
}

double driver_wake(const struct accelerator *accelerator, const char *(*missing)(void)) {
    double began = clock_now();
    const char *why = accelerator != NULL ? accelerator->missing() : NULL;
    if (why == NULL && missing != NULL)
        why = missing();
    if (why != NULL)
        die_usage("%s", why);
    return clock_now() - began;
}

void driver_print_head(const char *of_stage, const struct accelerator *accelerator) {
    printf("%s: %s\n", build.program, driver_idea(of_stage));
    printf(accelerator != NULL ? "on %s\n\n" : "\n",
           accelerator != NULL ? accelerator->about() : "");
}

/* The device begins after it was told to and is asked whether it has ended: its own seconds are
   fewer, never more. */
void driver_print_device(const struct accelerator_seconds *device, double work, double whole) {
    printf("By the device's clock, in seconds: there %.6f, kernels %.6f, back %.6f\n", device->to,
           device->work, device->back);
    printf("Kernels are %.0f %% of the time taken", 100 * device->work / fmax(work, 1e-9));
    if (device->work > 1.02 * work)
        printf(": the two clocks disagree");
    else if (device->work < 0.9 * work)
        printf("; the rest is launches, and waiting for their end");
    printf("\nWith the way to the device and back it was %f seconds\n", whole);
}

void driver_guard(void) {
    on_exit(guard_exit, NULL);
}

int driver_end(bool verified) {
    if (fflush(stdout) != 0 || ferror(stdout))
        die_failed("cannot write the output: %m");
    world_close();
    finished = true;
    return verified ? 0 : 1;
}

void driver_record(const char *path, const char *of_stage, struct record *record) {
    snprintf(record->workload, RECORD_TEXT, "%s", build.workload);
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
