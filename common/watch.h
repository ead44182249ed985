/* A stage in the terminal, step by step: the road as it is now in the last row, above it as it was
   in the steps before. Cars drive to the right, jams are seen to travel to the left.

       ..>.>...>##>..      > moves in the next step
       ...>.>..##>.>.      # waits, for there is a car ahead
       ....>.>.#>.>.>      . an empty cell                                                     */
#ifndef WATCH_H
#define WATCH_H

#include "road.h"

/* What there is to see, after `step` steps. */
struct watched {
    const struct road *road;   /* whole */
    const struct road *movers; /* the cars that will move; NULL: all with an empty cell ahead */
    int64_t cars, step, moves; /* moves: in the last step */
    char theory[48];           /* what stands behind the average velocity */
    bool wrong;                /* seen enough */
};

/* Shows *seen, which take_step takes a step further each time, in a terminal that is there
   (terminal_refusal). Returns true when another density is wanted, which is in *density, and false
   when it has been seen enough, or something was wrong. */
bool watch(struct watched *seen, void (*take_step)(struct watched *seen, void *run), void *run,
           double *density);

/* Prints the road around the first cell in which `road`, after that step, is not as it should be:
   `exact`. It was `before` a step ago. Prints nothing if there is no such cell. */
void watch_print_mistake(const struct road *before, const struct road *road,
                         const struct road *exact, int64_t step);

#endif
