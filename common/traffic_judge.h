/* The judge of a traffic run: every cell against the exact solution, every report against the laws,
   the last report's moves against the exact ones. Nothing is taken from the stage on trust. */
#ifndef TRAFFIC_JUDGE_H
#define TRAFFIC_JUDGE_H

#include "road.h"
#include "traffic.h"

struct traffic_judge {
    const struct road *start; /* the whole road at step 0 */
    int64_t cars, steady;     /* on it; and the moves a step that it ends with */
    int64_t step, moves;      /* of the last report */
    int failures;             /* lines printed so far */
};

struct traffic_judge traffic_judge_new(const struct road *start);

/* Hears that `moves` cars moved in step `step`; steps come in rising order. Moves lie between 0 and
   min(cars, cells - cars), never fall, and from step min(cars, cells - cars) on are just that. */
void traffic_judge_report(struct traffic_judge *judge, int64_t step, int64_t moves);

/* Judges the whole road as it is after the last step reported: cars, every cell, and the moves of
   that step. True if nothing was wrong here or in any report. Each thing that was wrong is a line
   on stderr that begins "FAILED:" behind the program's name. */
bool traffic_judge_end(struct traffic_judge *judge, const struct road *end);

/* After a failure: runs the stage again from the start, a step at a time, for a few seconds at
   most, and prints which step is the first wrong one, where that can be told. */
void traffic_judge_find_step(const struct traffic_judge *judge, const struct traffic_stage *stage);

#endif
