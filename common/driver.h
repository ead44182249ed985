/* What the drivers of all workloads do alike. */
#ifndef DRIVER_H
#define DRIVER_H

#include "accelerator.h"
#include "clock.h"
#include "options.h"
#include "record.h"

#include <stdbool.h>

/* What all contracts have: the stage's idea; and, or NULL, its own options, why it cannot run on
   this machine, the device that it drives. */
struct driver_stage {
    const char *idea;
    const struct option_row *options;
    const char *(*missing)(void);
    const struct accelerator *accelerator;
};

/* The stage's idea, unless the program was built with another. */
const char *driver_idea(const char *of_stage);

/* To be called first. */
void driver_begin(int *argc, char ***argv);

/* On a login node, which is everybody's, a default for work is made no more than `small`, and that
   is said: "--cells is 1024000 here". To be called before the command line is read. */
void driver_be_polite(const char *option, int64_t *value, int64_t small);

/* Ends the program, with status 2, if the stage or its device cannot run here. */
void driver_check_stage(const struct driver_stage *stage);

/* Reads the command line by the driver's rows and the stage's. Ends the program if the stage or its
   device cannot run here, with status 2, or if *probe is set by now, with 0: that was the whole
   question. Returns the seconds that it took to find out, in which a device wakes. */
double driver_options(int argc, char **argv, const struct option_row *rows,
                      const struct driver_stage *stage, const bool *probe);

/* Ends the program if what all ranks on this machine need, so many bytes for this one, is not free.
   The format names what for: "a road of %d cells needs". */
void driver_check_memory(double bytes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Ends the program if records cannot be appended to `path`, unless that is NULL. Rank 0 writes
   them. */
void driver_check_record(const char *path);

/* Ends the program if two of its files are one: what is written to the second would be lost. A path
   may be NULL. */
struct driver_file {
    const char *option, *path;
};
void driver_check_files(const struct driver_file *file, int files);

/* The head of the output: program, idea, device. */
void driver_print_head(const char *of_stage, const struct accelerator *accelerator);

/* Of all that the device, which may be NULL, did since the last call. */
struct accelerator_seconds driver_device(const struct accelerator *accelerator);

/* What the device's clock says of a run that took `work` seconds by ours, and `whole` with the way
   to the device and back. */
void driver_print_device(const struct accelerator_seconds *device, double work, double whole);

/* How many times in a row the work has to be done to last min_time seconds, learnt by doing it;
   once if that is 0. And the seconds that each of so many times then takes. */
int64_t driver_times(double min_time, void (*work)(void));
double driver_time(int64_t times, void (*work)(void));

/* To be called when the work begins. From here on an end with status 0 that is not driver_end's is
   made a failure: a stage or a library that calls exit must not say "verified" for us. */
void driver_guard(void);

/* The next step after `step` at which something is to be done every `every` steps and at the end,
   step `steps`; `every` 0: at the end only. */
int64_t driver_next_stop(int64_t step, int64_t every, int64_t steps);

/* How many such stops there are behind step 0, `every` >= 1. */
int64_t driver_stops(int64_t every, int64_t steps);

/* " (best of 5; median 0.2, spread 3 %)", or nothing of a single run. */
void driver_print_timing(const struct timing *timing, int64_t repeats);

/* "Update rate was 511.2 MCOPs"; of a slow one three digits. */
void driver_print_mcops(double mcops);

/* The note under a run of so many seconds that is too short for them to mean much, or nothing. */
void driver_print_note(double seconds);

/* What a record says of a result: "yes", "no", "skipped". */
const char *driver_verdict(bool verify, bool verified);

/* To be called last. Returns the exit status. */
int driver_end(bool verified);

/* Appends the record to the file at `path`, or ends the program; fills in before what a record says
   of the program, unless it names another workload or stage, of the machine and the time. */
void driver_record(const char *path, const char *of_stage, struct record *record);

#endif
