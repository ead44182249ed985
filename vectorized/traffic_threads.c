/* The lanes on all cores: each thread owns a tile of the road, which no other ever touches.

       thread 0            thread 1            thread 2
       [ tile .......... ][ tile .......... ][ tile .......... ]    once in a hundred steps each
                       ◀──▶                ◀──▶                     sees a hundred cells of the next

   One barrier in a hundred steps: when all have shown their ends. The next time they show them in
   another place, so nobody has to wait until all have looked. */
#include "threads.h"
#include "tiles.h"
#include "traffic.h"

static struct tiles tiles;

static void open_road(const struct road *road) {
    tiles = tiles_new(road, threads_most());
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    struct tile *tile = tiles.tile;
    int n = tiles.count;
#pragma omp parallel num_threads(n) reduction(+ : moves)
    for (int64_t left = steps, turn = 0; left > 0; turn = 1 - turn) {
        int64_t now = left < tiles.depth ? left : tiles.depth;
        left -= now;
#pragma omp for schedule(static)
        for (int t = 0; t < n; t++)
            lanes_ends(tile[t].lanes, now, &tile[t].ends[turn]);
#pragma omp for schedule(static) nowait
        for (int t = 0; t < n; t++)
            moves += lanes_sweep(tile[t].lanes, now, tile[(t + n - 1) % n].ends[turn].last,
                                 tile[(t + 1) % n].ends[turn].first, left == 0);
    }
    return moves;
}

static void read_road(struct road *road) {
    tiles_read(&tiles, road);
}

static void close_road(void) {
    tiles_free(&tiles);
}

static int threads(void) {
    return tiles.count;
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
