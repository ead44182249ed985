/* A road that lies in parts on all ranks (road_share says which): how it gets there, and what is to
   be known of the whole. Collective: every rank calls. */
#ifndef WORLD_ROAD_H
#define WORLD_ROAD_H

#include "random.h"
#include "road.h"

/* This rank's part of a road of so many cells, empty; to be given back with road_free. */
struct road world_road_new(int64_t cells);

/* Fills the parts with the random road, the same for any number of ranks. Philox's numbers each
   rank makes for itself. Others come only one after the other: rank 0 makes a piece, sends it to
   whom it belongs, and makes the next, so that it never holds more of the road than its part and a
   piece. */
void world_road_random(struct road *mine, enum random_kind kind, int64_t seed, double density);

/* Of the whole road. */
int64_t world_road_cars(const struct road *mine);
uint64_t world_road_fingerprint(const struct road *mine);

/* The whole road on rank 0, to be given back with road_free; on the others, nothing. */
struct road world_road_gather(const struct road *mine);

#endif
