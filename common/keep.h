/* When a run saves its road, and when it stops: --checkpoint, --checkpoint-every, and signals.

       |── steps ──|── steps ──|── steps ──|──▶        a stage is never asked for more steps at once
            asked?      asked?      due?               than take about half a second

   Collective, but for the refusal: every rank calls, and all get the same answer. */
#ifndef KEEP_H
#define KEEP_H

#include <stdbool.h>
#include <stdint.h>

struct keep {
    int64_t every_steps;  /* 0: not by steps */
    double every_seconds; /* likewise */
    int64_t most;         /* steps at a time */
    int64_t step;         /* of the last one saved */
    double saved;         /* when, by clock_now */
    bool wrote;           /* what is there was written or read by this run */
    bool failed;          /* the last try to save did */
};

/* `every` is "1000", steps, or "600s", seconds, or NULL: only at the end. NULL, or why it is
 * neither. */
const char *keep_refusal(const char *every, struct keep *keep);

/* The run begins, from the road as it is after `step`; a step takes so many seconds, or about. */
void keep_begin(struct keep *keep, int64_t step, double step_seconds);

/* The step at which it is time to come back, from `step` on; it may be past the run's last. */
int64_t keep_next(const struct keep *keep, int64_t step);

/* These steps took so long. */
void keep_took(struct keep *keep, int64_t steps, double seconds);

/* Whether it is time to save. */
bool keep_due(const struct keep *keep, int64_t step);

/* It was saved, or tried to: the next time is so much later. */
void keep_saved(struct keep *keep, int64_t step);

#endif
