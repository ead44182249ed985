/* The time that a simulated core takes for its cells: included in front of a stage by `make
   simulate`. What this machine takes for them says nothing of another one, and less when a thousand
   ranks take turns on it; so the simulator is told, for each cell that a stage updates or counts.

       cells_update      2 bytes a cell (common/cost.h)      SIMULATE_NS nanoseconds a cell
       cells_movers      1 byte                              half of that                     */
#ifndef SIMULATE_STAGE_H
#define SIMULATE_STAGE_H

#include "cells.h"

#include <mpi.h>
#include <simgrid/actor.h>

static inline void simulate_bytes(int64_t bytes) {
    static double seconds;
    if (seconds == 0)
        seconds = 1e-9 * strtod(getenv("SIMULATE_NS"), NULL) / 2;
    if (bytes > 0)
        sg_actor_sleep_for((double)bytes * seconds);
}

#define cells_update(cells, from, to) \
    (cells_update(cells, from, to), simulate_bytes(2 * ((to) - (from) + 1)))
#define cells_movers(cells, from, to) \
    (simulate_bytes((to) - (from) + 1), cells_movers(cells, from, to))

#endif
