/* The time that a simulated core takes for its cells: included in front of a stage by `make
   simulate`. What this machine takes for them says nothing of another one, and less when a thousand
   ranks take turns on it; so the simulator is told, for each cell that a stage updates or counts.

       cells_update      2 bytes a cell (common/cost.h)      SIMULATE_NS nanoseconds a cell
       cells_movers      1 byte                              half of that
       lanes_sweep       all lanes of a vector at once       SIMULATE_VECTOR_NS a vector and step */
#ifndef SIMULATE_STAGE_H
#define SIMULATE_STAGE_H

#include "cells.h"
#include "lanes.h"

#include <mpi.h>
#include <simgrid/actor.h>

static const double SIMULATE_COLD = 0.1; /* seconds */

/* A rank's first cells take longer than the driver's warm-up wants to last. That is for real
   machines, would go on here until it had taken twice the steps, and is not timed. */
static inline void simulate_work(double of, const char *rate) {
    static bool warm;
    if (of > 0)
        sg_actor_sleep_for(of * 1e-9 * strtod(getenv(rate), NULL) + (warm ? 0 : SIMULATE_COLD));
    warm = warm || of > 0;
}

static inline void simulate_bytes(int64_t bytes) {
    simulate_work((double)bytes / 2, "SIMULATE_NS");
}

/* A sweep walks over the halos on both sides too (common/lanes_wide.c). */
static inline void simulate_sweep(const struct lanes *lanes, int64_t steps) {
    simulate_work((double)(steps * (lanes->length + 2 * steps)), "SIMULATE_VECTOR_NS");
}

#define cells_update(cells, from, to) \
    (cells_update(cells, from, to), simulate_bytes(2 * ((to) - (from) + 1)))
#define cells_movers(cells, from, to) \
    (simulate_bytes((to) - (from) + 1), cells_movers(cells, from, to))
#define lanes_sweep(lanes, steps, behind, ahead, count) \
    (simulate_sweep(lanes, steps), lanes_sweep(lanes, steps, behind, ahead, count))
#define MPI_Query_thread(level) (*(level) = MPI_THREAD_FUNNELED, MPI_SUCCESS)

#endif
