/* What the drivers of all workloads do alike. */
#ifndef DRIVER_H
#define DRIVER_H

#include "accelerator.h"
#include "record.h"

#include <stdbool.h>

/* The stage's idea, unless the program was built with another. */
const char *driver_idea(const char *of_stage);

/* To be called first. */
void driver_begin(int *argc, char ***argv);

/* Asks whether the stage and its device, either of which may be NULL, can run here, and wakes them;
   if not, exits with status 2. Returns how many seconds that took. */
double driver_wake(const struct accelerator *accelerator, const char *(*missing)(void));

/* The head of the output: program, idea, device. */
void driver_print_head(const char *of_stage, const struct accelerator *accelerator);

/* What the device's clock says of a run that took `work` seconds by ours, and `whole` with the way
   to the device and back. */
void driver_print_device(const struct accelerator_seconds *device, double work, double whole);

/* To be called when the work begins. From here on an end with status 0 that is not driver_end's is
   made a failure: a stage or a library that calls exit must not say "verified" for us. */
void driver_guard(void);

/* To be called last. Returns the exit status. */
int driver_end(bool verified);

/* Appends the record to the file at `path`, or ends the program; fills in before what a record says
   of the program, the machine and the time. */
void driver_record(const char *path, const char *of_stage, struct record *record);

#endif
