/* All at once: lanes in each vector, a tile for each thread, a part of the road for each rank.

                     rank 0                                rank 1
       [ tile ........ ][ tile ........ ]    [ tile ........ ][ tile ........ ]
         thread 0     ◀──▶     thread 1 ◀────▶ thread 0     ◀──▶     thread 1
                     memory             message             memory

   Once in a hundred steps each tile sees a hundred cells of the next, and ranks send each other two
   words: a hundredth of the messages, for a hundred cells of millions that are updated twice.
   Nobody works meanwhile: to cut a tile's walk in two takes longer than a message. */
#include "ranks.h"
#include "team.h"
#include "tiles.h"
#include "traffic.h"

static struct tiles tiles;
static struct ranks beside;
static struct lanes_ends halo; /* `last` is of the rank behind, `first` of that ahead */

/* Ranks may differ in threads and in widths, but meet at the same steps. */
static void open_road(const struct road *road) {
    tiles = tiles_new(road, team_threads());
    beside = ranks_beside(road);
    MPI_Allreduce(MPI_IN_PLACE, &tiles.depth, 1, MPI_INT64_T, MPI_MIN, MPI_COMM_WORLD);
}

static int64_t sweep(int64_t steps, int turn, bool count) {
    struct tile *tile = tiles.tile;
    int64_t moves = 0, last = tiles.count - 1;
#pragma omp for schedule(static)
    for (int64_t t = 0; t <= last; t++)
        lanes_ends(tile[t].lanes, steps, &tile[t].ends[turn]);
#pragma omp master
    ranks_exchange(beside, sizeof halo.first, tile[0].ends[turn].first, tile[last].ends[turn].last,
                   halo.last, halo.first);
#pragma omp barrier
#pragma omp for schedule(static) nowait
    for (int64_t t = 0; t <= last; t++)
        moves += lanes_sweep(tile[t].lanes, steps, t > 0 ? tile[t - 1].ends[turn].last : halo.last,
                             t < last ? tile[t + 1].ends[turn].first : halo.first, count);
    return moves;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0, all = tiles.count > 0 ? steps : 0;
#pragma omp parallel num_threads(tiles_threads(&tiles)) reduction(+ : moves)
    for (int64_t left = all, turn = 0; left > 0; turn = 1 - turn) {
        int64_t now = left < tiles.depth ? left : tiles.depth;
        left -= now;
        moves += sweep(now, (int)turn, left == 0);
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
    return tiles_threads(&tiles);
}

static const struct option_row options[] = {LANES_OPTION, TEAM_OPTION, {0}};

const struct traffic_stage traffic_stage = {
    .idea = "lanes on threads and ranks",
    .bytes_per_cell = LANES_BYTES_PER_CELL,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = lanes_cost,
    .options = options,
    .missing = team_missing,
    .threads = threads,
};
