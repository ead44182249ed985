/* A stage in the terminal, step by step: the road as it is now in the last row, above it as it was
   in the steps before. Cars drive to the right, jams are seen to travel to the left.

       ..>.>...>##>..      > moves in the next step
       ...>.>..##>.>.      # waits, for there is a car ahead
       ....>.>.#>.>.>      . an empty cell                                                     */
#ifndef WATCH_H
#define WATCH_H

#include "traffic.h"
#include "traffic_judge.h"

/* Shows this stage from its open on, judged at every step (or not: `verify`), in a terminal that is
   there (terminal_refusal). Returns true when another density is wanted, which is in *density, and
   false when it has been seen enough, or something was wrong; then it prints where in the road. The
   road of the last step is in *road, its moves in the judge's last report. */
bool watch(const struct traffic_stage *stage, struct traffic_judge *judge, const struct road *road,
           double *density, bool verify);

#endif
