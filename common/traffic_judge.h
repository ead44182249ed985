/* The judge of a traffic run: every cell against the exact solution, every report against the laws,
   and moves against the exact ones. Nothing is taken from the stage on trust.

   Each rank judges its own cells, and all of them come to one verdict: what is wrong on one is
   wrong for all. Collective: every rank calls. */
#ifndef TRAFFIC_JUDGE_H
#define TRAFFIC_JUDGE_H

#include "exact_world.h"
#include "road.h"
#include "traffic.h"

/* Counting the exact moves of a step costs as much as judging all cells. It is done for the last
   report; on roads of at most TRAFFIC_JUDGE_CELLS for the first TRAFFIC_JUDGE_REPORTS too. */
enum { TRAFFIC_JUDGE_CELLS = 1 << 20, TRAFFIC_JUDGE_REPORTS = 256 };

struct traffic_report {
    int64_t step, moves;
};

struct traffic_judge {
    const struct road *start;  /* this rank's part at step 0 */
    uint64_t fingerprint;      /* of it, before any stage could touch it */
    struct exact_world *exact; /* the solution */
    int64_t cars, steady;      /* on the whole road; and the moves a step that it ends with */
    struct traffic_report last, first[TRAFFIC_JUDGE_REPORTS];
    int64_t reports;
    int failures; /* lines printed so far */
};

/* Before any stage is given the road: what it holds now is what counts. A copy judges another run
   of the same road; of all copies, one is to be freed. */
struct traffic_judge traffic_judge_new(const struct road *start);
void traffic_judge_free(struct traffic_judge *judge);

/* Lets the stage take its steps. Returns the cars that moved in the last of them, on all ranks. */
int64_t traffic_judge_advance(const struct traffic_stage *stage, int64_t steps);

/* Lets the stage hand the road back into the words of `road`. One that it leaves alone must not be
   right because it was so before. */
void traffic_judge_read(const struct traffic_stage *stage, const struct road *road);

/* Hears that `moves` cars moved in step `step`; steps come in rising order. Moves lie between 0 and
   min(cars, cells - cars), never fall, and from step min(cars, cells - cars) on are just that. */
void traffic_judge_report(struct traffic_judge *judge, int64_t step, int64_t moves);

/* Judges every cell of the road as it is after `step` steps. */
void traffic_judge_cells(struct traffic_judge *judge, int64_t step, const struct road *road);

/* Judges the end of a run: cars, every cell, and moves. True if nothing was wrong here or in
   anything judged before. Each thing that was wrong is a line on stderr that begins "FAILED:"
   behind the program's name. */
bool traffic_judge_end(struct traffic_judge *judge, const struct road *end);

/* Whether traffic_judge_end counts the exact moves of every report. */
bool traffic_judge_counts_all(const struct traffic_judge *judge);

/* After a failure: runs the stage again from the start, a step at a time, for a few seconds at
   most, and prints which step is the first wrong one, where that can be told. */
void traffic_judge_find_step(const struct traffic_judge *judge, const struct traffic_stage *stage);

#endif
