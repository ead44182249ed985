/* The contract of a street stage: everything that one way of moving the cars of the lecture's other
   roads (street_rule.h) has to supply.

   A stage is one file, <folder>/street_<idea>.c, that defines `street_stage`. The driver reads the
   options, makes the road, calls the stage, and judges the result:

       open(street, start)      once
       advance(step, steps)     once for each report or row of an image
       read(road)               behind it
       close()                  gives back what open took

   The rule, for every cell at once: a car moves one cell on if that cell is empty and street_goes
   says so. On an open road the cell behind the last one is always empty, and on the one before the
   first, STREET_ENTRY, there always is a car. Each rank has its part of the road, as in traffic. */
#ifndef STREET_H
#define STREET_H

#include "options.h"
#include "road.h"
#include "street_rule.h"

/* Cars of this part that moved, which those are too that drove off; that came in; that drove off.
 */
struct street_count {
    int64_t moved, entered, left;
};

struct street_stage {
    /* At most 44 characters: what this stage does that no other does. */
    const char *idea;

    /* Memory that the stage takes, in bytes for each cell of the road. */
    double bytes_per_cell;

    /* Takes this part of the road into the stage's own layout. *street stays where it is. */
    void (*open)(const struct street *street, const struct road *start);

    /* Takes the steps step + 1 ... step + steps; returns what happened in all of them together. */
    struct street_count (*advance)(int64_t step, int64_t steps);

    /* Hands the road back: fills road->words, bits past the end 0. The stage goes on from here if
       advance is called again. */
    void (*read)(struct road *road);

    /* Gives back what open took. */
    void (*close)(void);

    /* What follows may be left out: options of its own, and why it cannot run here, or NULL. */
    const struct option_row *options;
    const char *(*missing)(void);
};

extern const struct street_stage street_stage;

#endif
