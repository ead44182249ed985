/* Deep halos: D cells instead of one. What comes of D cells is known for one step less at their
   outer end in every step, so that a rank can take D steps by itself, until nothing of the halos is
   left that is right.

       step 0    h h h h | 1 ............ n | h h h h       exchanged, 4 cells deep
       step 1    . h h h | 1 ............ n | h h h .
       step 2    . . h h | 1 ............ n | h h . .
       step 3    . . . h | 1 ............ n | h . . .
       step 4    . . . . | 1 ............ n | . . . .       exchanged again

   A D-th of the messages, for some cells that two ranks update both: what pays best, depth.h says.
   The cars that move there are another rank's to count. */
#include "depth.h"
#include "part.h"

static int64_t deep, right; /* cells of a halo: all of them, and those that are right */

static void open_road(const struct road *road) {
    beside = ranks_beside(road);
    deep = depth_choose(road, beside);
    cells = cells_new_deep(road, deep);
    right = 0;
}

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    ranks_exchange(beside, (int)deep, &cell[1], &cell[n + 1 - deep], &cell[1 - deep], &cell[n + 1]);
    right = deep;
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t left = steps - 1; left >= 0; left--) {
        if (right == 0)
            exchange_halos();
        if (ranks_sum_due(left))
            moves = ranks_sum(cells_movers(&cells, 1, cells.count));
        right--;
        cells_update(&cells, 1 - right, cells.count + right);
        cells_swap(&cells);
        ranks_end_step();
    }
    return moves;
}

static const struct option_row options[] = {RANKS_OPTIONS, DEPTH_OPTION, {0}};

const struct traffic_stage traffic_stage = {
    .idea = "deep halos: fewer messages",
    .open = open_road,
    .advance = advance,
    .close = part_close,
    .options = options,
    .about = depth_about,
    PART_STAGE,
};
