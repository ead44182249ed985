/* The contract of an integral stage: everything that one way of adding up sin(x + y) over the
   points of a square has to supply.

   A stage is one file, <folder>/integral_<idea>.c or .cu, that defines `integral_stage`. The driver
   reads the options, calls the stage, reads the clock and judges the sum:

       open(n)                      once for each size, not timed
       integrate(n, low, high)      once or many times in a row; timed, the work
       close()                      gives back what open took

   The midpoint rule on n x n points, with h = (high - low) / n:

       integral = h * h * sum of sin(x[i] + y[j]),   x[i] = y[i] = low + (i + 1/2) h,
                                                     i = 0 ... n - 1

   n * n is past 2^32 for the sizes that a GPU is asked for: indices are int64_t.                */
#ifndef INTEGRAL_H
#define INTEGRAL_H

#include "accelerator.h"
#include "options.h"

#include <stdbool.h>
#include <stdint.h>

struct integral_stage {
    /* At most 28 characters, as the speed-up table has room, and no comma: what this stage does
       that no other does. */
    const char *idea;

    /* The integral, for n >= 1 and -1000 <= low < high <= 1000. It is done when it returns. */
    double (*integrate)(int64_t n, double low, double high);

    /* What follows may be left out. The points and their sines are in single precision. Sums never
       are, and never have many more than n terms, a row's and then one for each row: else the error
       would grow with n * n, and the driver does not allow for that. */
    bool single;

    /* Memory, on an accelerator or not, that integrate needs for this n. */
    void (*open)(int64_t n);
    void (*close)(void);

    /* Options of the stage's own, read before anything else is called; why the stage cannot run on
       this machine, or NULL; threads that integrate uses; the device that it drives. */
    const struct option_row *options;
    const char *(*missing)(void);
    int (*threads)(void);
    const struct accelerator *accelerator;
};

extern const struct integral_stage integral_stage;

#endif
