/* A part of the road as tiles in lanes (lanes.h), one for each thread, which no other ever touches.

       [ tile 0 .......... ][ tile 1 .......... ][ tile 2 .......... ]
                         ◀──▶                 ◀──▶
            `depth` cells of the next, which it shows before each sweep: now in one place, next
            time in the other, so that nobody has to wait until all have looked

   What is beside the first and the last tile, the stage knows. */
#ifndef TILES_H
#define TILES_H

#include "lanes.h"
#include "memory.h"
#include "road.h"

#include <stdlib.h>

struct tile {
    struct lanes *lanes;
    struct lanes_ends ends[2];
};

struct tiles {
    struct tile *tile;
    int count;
    int64_t depth; /* steps of a sweep that all of them can make */
};

/* A rank without cells has no tile, and a thread that finds nothing to do. */
static inline int tiles_threads(const struct tiles *tiles) {
    return tiles->count > 0 ? tiles->count : 1;
}

/* At most a tile for each word. Memory lies near the core that first writes it: so each thread
   makes its own tile. The last tile is the smallest. */
static inline struct tiles tiles_new(const struct road *road, int64_t threads) {
    int64_t words = road_words(road->count);
    struct tiles tiles = {NULL, (int)(threads < words ? threads : words), LANES_DEPTH};
    int width = lanes_width();
    tiles.tile = memory_new(tiles.count, sizeof *tiles.tile);
#pragma omp parallel for schedule(static) num_threads(tiles_threads(&tiles))
    for (int t = 0; t < tiles.count; t++) {
        struct road part = road_part(road, t, tiles.count);
        tiles.tile[t].lanes = lanes_new(part.count, width);
        lanes_take(tiles.tile[t].lanes, part.words);
    }
    if (tiles.count > 0)
        tiles.depth = tiles.tile[tiles.count - 1].lanes->depth;
    return tiles;
}

static inline void tiles_read(const struct tiles *tiles, struct road *road) {
#pragma omp parallel for schedule(static) num_threads(tiles_threads(tiles))
    for (int t = 0; t < tiles->count; t++)
        lanes_put(tiles->tile[t].lanes, road_part(road, t, tiles->count).words);
}

static inline void tiles_free(struct tiles *tiles) {
    for (int t = 0; t < tiles->count; t++)
        lanes_free(tiles->tile[t].lanes);
    free(tiles->tile);
}

#endif
