/* The lanes on all cores: each thread owns a tile of the road, which no other ever touches.

       thread 0            thread 1            thread 2
       [ tile .......... ][ tile .......... ][ tile .......... ]    once in a hundred steps each
                       ◀──▶                ◀──▶                     sees a hundred cells of the next

   One barrier in a hundred steps: when all have shown their ends. The next time they show them in
   another place, so nobody has to wait until all have looked. */
#include "lanes.h"
#include "memory.h"
#include "threads.h"
#include "traffic.h"

#include <stdlib.h>

static struct tile {
    struct lanes *lanes;
    struct lanes_ends ends[2];
} * tile;
static int tiles;

/* Memory lies near the core that first writes it: so each thread makes its own tile. */
static void open_road(const struct road *road) {
    int width = lanes_width();
    tiles = threads_for(road_words(road->count));
    tile = memory_new(tiles, sizeof *tile);
#pragma omp parallel for schedule(static) num_threads(tiles)
    for (int t = 0; t < tiles; t++) {
        struct road part = road_part(road, t, tiles);
        tile[t].lanes = lanes_new(part.count, width);
        lanes_take(tile[t].lanes, part.words);
    }
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0, depth = tile[tiles - 1].lanes->depth; /* the last tile is the smallest */
#pragma omp parallel num_threads(tiles) reduction(+ : moves)
    for (int64_t left = steps, turn = 0; left > 0; turn = 1 - turn) {
        int64_t now = left < depth ? left : depth;
        left -= now;
#pragma omp for schedule(static)
        for (int t = 0; t < tiles; t++)
            lanes_ends(tile[t].lanes, now, &tile[t].ends[turn]);
#pragma omp for schedule(static) nowait
        for (int t = 0; t < tiles; t++)
            moves += lanes_sweep(tile[t].lanes, now, tile[(t + tiles - 1) % tiles].ends[turn].last,
                                 tile[(t + 1) % tiles].ends[turn].first, left == 0);
    }
    return moves;
}

static void read_road(struct road *road) {
#pragma omp parallel for schedule(static) num_threads(tiles)
    for (int t = 0; t < tiles; t++)
        lanes_put(tile[t].lanes, road_part(road, t, tiles).words);
}

static void close_road(void) {
    for (int t = 0; t < tiles; t++)
        lanes_free(tile[t].lanes);
    free(tile);
}

static int threads(void) {
    return tiles;
}

const struct traffic_stage traffic_stage = {
    .idea = "lanes on all cores",
    .bytes_per_cell = LANES_BYTES_PER_CELL,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = lanes_cost,
    .options = lanes_options,
    .missing = threads_missing,
    .threads = threads,
};
