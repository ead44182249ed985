/* The contract of a vecadd stage: everything that one way of adding two vectors has to supply.

   A stage is one file, <folder>/vecadd_<idea>.c or .cu, that defines `vecadd_stage`. The driver
   reads the options, makes the vectors, calls the stage, reads the clock and judges every element:

       open(count, a, b)    once for each repeat; timed apart, as the copies in
       add()                once or many times in a row; timed, the work
       read(c)              once; timed apart, as the copies back
       close()              gives back what open took

   All are done with what they do when they return: a device that goes on working behind add's back
   would make the work look short.                                                              */
#ifndef VECADD_H
#define VECADD_H

#include "accelerator.h"
#include "options.h"

#include <stdint.h>

struct vecadd_stage {
    /* At most 28 characters, as the speed-up table has room, and no comma: what this stage does
       that no other does. */
    const char *idea;

    /* Memory beside the driver's, in bytes for each element; not that of an accelerator. */
    double bytes;

    /* Takes count >= 1 elements of a and of b to where add wants them. They stay as they are until
       close, so a stage may also work on them in their place. */
    void (*open)(int64_t count, const float *a, const float *b);

    /* c = a + b, into memory of the stage's own. */
    void (*add)(void);

    /* Hands over all of c. */
    void (*read)(float *c);

    /* Gives back what open took. */
    void (*close)(void);

    /* What follows may be left out. Options of the stage's own, read before anything else is
       called; why the stage cannot run on this machine, or NULL; threads that add uses; the device
       that it drives. */
    const struct option_row *options;
    const char *(*missing)(void);
    int (*threads)(void);
    const struct accelerator *accelerator;
};

extern const struct vecadd_stage vecadd_stage;

#endif
