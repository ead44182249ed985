/* The contract of an eigh stage: what one way of solving symmetric eigenvalue problems must supply.
   A stage is one file, <folder>/eigh_<idea>.c, that defines `eigh_stage`. For each task of the
   batch the driver makes a matrix, has it solved, reads the clock, and judges every eigenpair. Of R
   ranks each does every R-th task, unless the stage shares the tasks out itself in `farm`. A matrix
   of `size` n is n * n doubles, row by row; it is symmetric and finite. Its eigenpairs: A v = w v,
   the values w ascending, the vectors v of length 1 and at right angles.             */
#ifndef EIGH_H
#define EIGH_H

#include "accelerator.h"
#include "eigh_spread.h"
#include "options.h"

struct eigh_stage {
    /* At most 28 characters, as the speed-up table has room, and no comma: what this stage does
       that no other does. Memory that solve takes besides a and w, in matrices. */
    const char *idea;
    double extra;

    /* Solves one task: w becomes the n eigenvalues, row k of a the vector of w[k]. NULL, or why it
       could not, in a line of static memory. With a farm, several workers call it at a time.
       Instead, all ranks together, each with its columns, as eigh_spread.h says. */
    const char *(*solve)(int64_t size, double *a, double *w);
    const char *(*solve_spread)(struct eigh_spread *spread);

    /* Or `batch` tasks at a time (fewer at the end), one behind the other. Before that, open is
       told of this rank's tasks; close is the last. These and what follows may be left out. */
    void (*open)(int64_t size, int64_t tasks);
    const char *(*solve_batch)(int64_t size, int64_t count, double *a, double *w);
    int64_t (*batch)(void);
    void (*close)(void);

    /* Calls eigh_task for each number from 0 to tasks - 1 once, in any order, on any rank, from as
       many threads or processes of this rank (forked ones: what eigh_task leaves behind is shared)
       as workers() says; keeps held() matrices. All ranks call it. Lost tasks will be found. */
    void (*farm)(int64_t tasks);
    int64_t (*workers)(void);
    int64_t (*held)(int64_t tasks);

    /* Asked first, once the options were read: why the stage cannot run here, or NULL. Threads that
       work on one task. Lines for the head of the output. The device it runs on. */
    const struct option_row *options;
    const char *(*missing)(void);
    int (*threads)(void);
    const char *(*about)(void);
    const struct accelerator *accelerator;
};

extern const struct eigh_stage eigh_stage;

/* The driver's, for a farm: makes, solves and judges one task, or this rank's share of all (`made`
   is NULL); or those whose matrices were made ahead, while all waited: one behind the other. */
void eigh_task(int64_t task);
void eigh_task_make(int64_t task, double *a);
void eigh_task_made(int64_t task, double *a);
void eigh_share(double *made);
int64_t eigh_task_size(int64_t task);

#endif
