/* The batch of an eigh driver: its tasks, and what became of each. */
#ifndef EIGH_BATCH_H
#define EIGH_BATCH_H

#include "eigh.h"
#include "eigh_judge.h"
#include "eigh_matrix.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum eigh_state { EIGH_WAITING, EIGH_BEGUN, EIGH_SOLVED, EIGH_WRONG };

struct eigh_result {
    _Atomic int state;         /* an eigh_state */
    pid_t worker;              /* the process that began it */
    double make, solve, check; /* seconds */
    struct eigh_scores scores;
    char why[160]; /* it is wrong */
};

struct eigh_phases {
    double wall;               /* of the whole batch, on the clock on the wall, in seconds; */
    double make, solve, check; /* of all workers together; */
    double gather;             /* and to look through what they left */
};

/* To be set before eigh_batch_open. */
struct eigh_batch {
    int64_t size, tasks, seed; /* task i is made with seed + i */
    enum eigh_family family;
    bool verify;

    /* For all processes that were forked since eigh_batch_open. */
    struct eigh_result *result; /* of each task */
    double *values;             /* of each task, size of them */
    atomic_llong *done;
};
extern struct eigh_batch eigh_batch;

/* Bytes that `workers` workers need. */
double eigh_batch_bytes(int64_t workers);

void eigh_batch_open(void);
void eigh_batch_close(void);

/* Does all tasks anew, the stage's way. */
struct eigh_phases eigh_batch_run(void);

/* Tasks at work at the same time. */
int64_t eigh_batch_workers(void);

/* Says on stderr which tasks are not done, or wrong: of many, the first. Returns how many. */
int64_t eigh_batch_failures(void);

#endif
