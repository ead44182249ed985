/* Only the two cells at the ends need the halos. All others are updated while these are on their
   way, and if that takes longer than a message does, nobody waits.

       Irecv  Isend       | . . 2 ... n-1 . . |       the inner cells,
       Waitall          h | 1               n | h     then the two borders

   A part of one cell has one border, a part of two has no inner cells. */
#include "part.h"

enum { REQUESTS = 4 };

static void start_halos(MPI_Request *request) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    profile_in(PROFILE_HALOS);
    MPI_Irecv(&cell[n + 1], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_BEHIND, MPI_COMM_WORLD,
              &request[0]);
    MPI_Irecv(&cell[0], 1, MPI_UINT8_T, beside.behind, RANKS_TO_AHEAD, MPI_COMM_WORLD, &request[1]);
    MPI_Isend(&cell[1], 1, MPI_UINT8_T, beside.behind, RANKS_TO_BEHIND, MPI_COMM_WORLD,
              &request[2]);
    MPI_Isend(&cell[n], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_AHEAD, MPI_COMM_WORLD, &request[3]);
    profile_in(PROFILE_COMPUTE);
}

static void wait_for_halos(MPI_Request *request) {
    MPI_Status status[REQUESTS];
    profile_in(PROFILE_HALOS);
    MPI_Waitall(REQUESTS, request, status);
    ranks_have_halos(beside, 1);
}

static void update_inside(void) {
    cells_update(&cells, 2, cells.count - 1);
}

static void update_borders(void) {
    int64_t n = cells.count;
    cells_update(&cells, 1, n < 1 ? n : 1);
    cells_update(&cells, n > 2 ? n : 2, n);
}

/* Whether the last car moves, the halo ahead must tell. */
static int64_t movers_inside(void) {
    return cells_movers(&cells, 1, cells.count - 1);
}

static int64_t movers_at_border(void) {
    return cells_movers(&cells, cells.count > 1 ? cells.count : 1, cells.count);
}

static int64_t advance(int64_t steps) {
    int64_t moves = 0;
    for (int64_t left = steps - 1; left >= 0; left--) {
        MPI_Request request[REQUESTS];
        bool due = ranks_sum_due(left);
        start_halos(request);
        update_inside();
        int64_t mine = due ? movers_inside() : 0;
        wait_for_halos(request);
        if (due)
            moves = ranks_sum(mine + movers_at_border());
        update_borders();
        cells_swap(&cells);
        ranks_end_step();
    }
    return moves;
}

const struct traffic_stage traffic_stage = {
    .idea = "inner cells while halos fly",
    .open = part_open,
    .advance = advance,
    .close = part_close,
    .options = part_options,
    PART_STAGE,
};
