/* The batch of an eigh driver: its tasks, and what became of each. After a run every rank knows of
   all of them. */
#ifndef EIGH_BATCH_H
#define EIGH_BATCH_H

#include "eigh.h"
#include "eigh_judge.h"
#include "eigh_matrix.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum eigh_state { EIGH_WAITING, EIGH_BEGUN, EIGH_SOLVED, EIGH_WRONG };

struct eigh_result {
    _Atomic int state, times;  /* an eigh_state; how often it was begun, by whomever */
    int64_t worker;            /* the process that began it */
    double make, solve, check; /* seconds */
    uint64_t fingerprint;      /* of its values, where they were found */
    struct eigh_scores scores;
    int64_t restored; /* 1: it was done already, by an earlier run */
    int64_t unsaved;  /* an errno: it could not be saved */
    char why[160];    /* it is wrong */
};

struct eigh_phases {
    double wall;               /* of the whole batch, on the clock on the wall, in seconds; */
    double ahead;              /* of that, to make matrices that all were waiting for; */
    double make, solve, check; /* of all workers together; */
    double gather;             /* and to bring together what they left */
};

/* To be set before eigh_batch_open. */
struct eigh_batch {
    int64_t size, tasks, seed; /* task i is made with seed + i */
    int64_t smallest;          /* sizes take turns from here to `size`; 0: all are `size` */
    enum eigh_family family;
    bool verify;

    /* For all processes that were forked since eigh_batch_open. */
    struct eigh_result *result; /* of each task */
    double *values;             /* of each task, room for `size` of them */
    atomic_llong *done;
};
extern struct eigh_batch eigh_batch;

/* What it takes to solve all of them, n^3 of each. */
double eigh_batch_operations(void);

/* Of this rank: tasks, if ranks take them in turns; tasks at work at the same time; bytes needed.
 */
int64_t eigh_batch_share(void);
int64_t eigh_batch_workers(void);
double eigh_batch_bytes(void);

void eigh_batch_open(void);
void eigh_batch_close(void);

/* Does all tasks anew, the stage's way. Collective. */
struct eigh_phases eigh_batch_run(void);

/* Tasks that were done, by an earlier run, and by whomever. */
int64_t eigh_batch_restored(void);
int64_t eigh_batch_solved(void);

/* Of all eigenvalues of all tasks. */
uint64_t eigh_batch_fingerprint(void);

/* Says on stderr which tasks are not done, or wrong: of many, the first. Returns how many. */
int64_t eigh_batch_failures(void);

#endif
