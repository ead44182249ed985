/* The contract of a traffic stage: everything that one way of moving the cars has to supply.

   A stage is one file, <folder>/traffic_<idea>.c, that defines `traffic_stage`. The driver reads
   the options, makes the road, calls the stage, reads the clock and judges the result:

       open(start)          once for each repeat, not timed
       advance(steps)       once for each report, timed
       read(road)           at the end, or for a row of an image, not timed
       close()              gives back what open took

   Between two reports a stage may do its steps in any order it likes. Each rank has its part.

   The rule, for every cell of the ring at once: a car moves one cell on if that cell is empty.
   With l, c, r the cell behind, the cell and the cell ahead, the new cell is  c ? r : l.        */
#ifndef TRAFFIC_H
#define TRAFFIC_H

#include "accelerator.h"
#include "cost.h"
#include "options.h"
#include "road.h"

struct traffic_stage {
    /* At most 28 characters, as the table has room: what this stage does that no other does. */
    const char *idea;

    /* Memory that the stage takes, in bytes for each cell of the road. */
    double bytes_per_cell;

    /* Takes this part of the road into the stage's own layout. */
    void (*open)(const struct road *road);

    /* Runs `steps` >= 1 steps. Returns how many cars of this part moved in the last of them. */
    int64_t (*advance)(int64_t steps);

    /* Hands the road back: fills road->words, bits past the end 0; the rest of *road is as it was
       in open. The stage goes on from here if advance is called again. */
    void (*read)(struct road *road);

    /* Gives back what open took. */
    void (*close)(void);

    /* What follows may be left out. What advance(steps) asks of the machine for each cell and step,
       counted as in cost.h: bytes from and to the road, and operations. */
    struct traffic_cost (*cost)(int64_t steps);

    /* Options of its own, read first of all; why it cannot run here, or NULL; threads of advance; a
       line on what the first open chose; its device; whether advance sums over all ranks. */
    const struct option_row *options;
    const char *(*missing)(void);
    int (*threads)(void);
    const char *(*about)(void);
    const struct accelerator *accelerator;
    bool sums;
};

extern const struct traffic_stage traffic_stage;

#endif
