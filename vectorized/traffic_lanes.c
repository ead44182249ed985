/* As many cars side by side as a vector has bits, each on its own stretch of road; and many steps
   in one walk along it, in registers.

       the road    [ lane 0 .... | lane 1 .... | lane 2 .... |  ...  | lane 511 .. ]

                    lane 0  1  2 ...
       vector p   [  cell p of each  ]   its neighbours are vectors p - 1 and p + 1: no shifts,
       vector p+1 [  cell p + 1      ]   and one instruction updates 512 cells

   How the lanes meet is in common/lanes.c, how the steps are run in common/lanes_wide.c. */
#include "lanes.h"
#include "traffic.h"

static struct lanes *lanes;

static void open_road(const struct road *road) {
    lanes = lanes_new(road->count, lanes_width());
    lanes_take(lanes, road->words);
}

/* The ring is closed: what lies behind the first cell is the last one. */
static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    while (steps > 0) {
        int64_t now = steps < lanes->depth ? steps : lanes->depth;
        struct lanes_ends ends;
        lanes_ends(lanes, now, &ends);
        steps -= now;
        moves = lanes_sweep(lanes, now, ends.last, ends.first, steps == 0);
    }
    return moves;
}

static void read_road(struct road *road) {
    lanes_put(lanes, road->words);
}

static void close_road(void) {
    lanes_free(lanes);
}

const struct traffic_stage traffic_stage = {
    .idea = "bits as lanes: no shifts",
    .bytes_per_cell = LANES_BYTES_PER_CELL,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = lanes_cost,
    .options = lanes_options,
};
