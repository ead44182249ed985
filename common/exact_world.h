/* The exact solution of a road that lies in parts on all ranks: each rank solves its own, and sends
   the others what they need of its cells at step 0. Collective: every rank calls. */
#ifndef EXACT_WORLD_H
#define EXACT_WORLD_H

#include "exact.h"

struct exact_world {
    const struct road *start; /* this rank's part at step 0 */
    struct exact_part *part;  /* all ranks' */
    struct exact_ring ring;
};
struct exact_world *exact_world_new(const struct road *start);
void exact_world_free(struct exact_world *world);

/* This rank's part after `steps` steps, to be given back with road_free; *ahead becomes whether
   there is then a car in the cell ahead of it. */
struct road exact_world_road(const struct exact_world *world, int64_t steps, bool *ahead);

/* The cars that move in step `step` >= 1, all ranks' together. */
int64_t exact_world_moves(const struct exact_world *world, int64_t step);

#endif
