/* Exercise 11: halos of eight cells, exchanged every eighth step: an eighth of the messages. But
   something has to become of the halo cells in between. TODO: what?

       step 0    h h h h | 1 ............ n | h h h h       exchanged, here 4 cells deep
       step 1    ? h h h | 1 ............ n | h h h ?       whose future is known, whose is not?
       step 2    ? ? ? ? | 1 ............ n | ? ? ? ?
       ...
       step 4    exchanged again

   The halos are cells.now[1 - deep] ... cells.now[0], and as many ahead, from cells.now[n + 1] on.
 */
#include "part.h"

enum { DEPTH = 8 };

static int64_t deep, right; /* cells of a halo: all of them, and those that are right */

/* A halo is a piece of one other part, which may have fewer cells. */
static void open_road(const struct road *road) {
    int64_t least = ranks_least_part(road->cells);
    beside = ranks_beside(road);
    deep = least < DEPTH ? least : DEPTH;
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
        cells_update(&cells, 1, cells.count); /* TODO: from which cell to which? */
        cells_swap(&cells);
    }
    return moves;
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 11: deep halos",
    .open = open_road,
    .advance = advance,
    .close = part_close,
    .options = part_options,
    PART_STAGE,
};
