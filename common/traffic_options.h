/* What a traffic program was asked for, read and checked: from here on nothing of it can be wrong
   but what the run itself finds out. */
#ifndef TRAFFIC_OPTIONS_H
#define TRAFFIC_OPTIONS_H

#include "checkpoint.h"
#include "keep.h"

#include <stdbool.h>
#include <stdint.h>

struct traffic_options {
    int64_t cells, steps, seed, report, repeat, image_every;
    double density, min_time;                                         /* seconds */
    int random;                                                       /* an index of random_names */
    const char *image, *record, *profile_file, *checkpoint, *restart; /* files, or NULL */
    bool profile, no_verify, watch;
    struct keep keep;       /* when to save */
    struct checkpoint from; /* what the file to restart from says of itself; step 0 without one */
    double first;           /* seconds that it took to wake what the stage runs on */
};

/* Ends the program if something is not right, or cannot be on this machine. Collective. */
struct traffic_options traffic_options_read(int argc, char **argv);

#endif
