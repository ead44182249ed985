/* A rank writes into its neighbours' memory, and nobody receives: communication from one side.

             rank 0                      rank 1
        | 1 ........ n |            | 1 ........ n |       cells
                     └──── MPI_Put ────┼──┐                the last one, to the rank ahead
                    ┌───── MPI_Put ────┘  │                the first one, to the rank behind
                    ▼                     ▼
        [ behind  ahead ]           [ behind  ahead ]      window: where others may write

   The window lies apart from the cells. These change places in every step, and where among them a
   halo is depends on their number, which every rank would have to know of its neighbours.

   What takes the receive's place is to say when a window is open. That is between neighbours,
       post       I have read what they wrote before: mine is open to them
       start      theirs is open to me
       complete   I have written
       wait       they have: mine is shut
   or it is for everybody at once: a fence before all writing, and one behind it. */
#include "part.h"

enum { BEHIND, AHEAD };

static MPI_Group neighbours;
static MPI_Win window;
static bool fences;

/* On a page of its own: MPICH 4.0 with UCX 1.13 takes the beginning of the page on which a window
   lies for the beginning of the window (its pull request 6140), and puts go astray. */
static _Alignas(4096) uint8_t halo[4096];

static void open_road(const struct road *road) {
    part_open(road);
    neighbours = ranks_group(&beside);
    MPI_Win_create(halo, 2, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
}

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    if (fences)
        MPI_Win_fence(MPI_MODE_NOPRECEDE, window);
    else
        MPI_Win_post(neighbours, 0, window), MPI_Win_start(neighbours, 0, window);
    MPI_Put(&cell[1], 1, MPI_UINT8_T, beside.behind, AHEAD, 1, MPI_UINT8_T, window);
    MPI_Put(&cell[n], 1, MPI_UINT8_T, beside.ahead, BEHIND, 1, MPI_UINT8_T, window);
    if (fences)
        MPI_Win_fence(MPI_MODE_NOSUCCEED, window);
    else
        MPI_Win_complete(window), MPI_Win_wait(window);
    cell[0] = halo[BEHIND];
    cell[n + 1] = halo[AHEAD];
    ranks_have_halos(beside, 1);
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

static void close_road(void) {
    MPI_Win_free(&window);
    if (neighbours != MPI_GROUP_EMPTY)
        MPI_Group_free(&neighbours);
    part_close();
}

static const struct option_row options[] = {
    RANKS_OPTIONS,
    {"fence", OPTION_FLAG, &fences, "wait for all ranks, not for neighbours", 0, 0, NULL},
    {0},
};

const struct traffic_stage traffic_stage = {
    .idea = "put into neighbours' halos",
    .open = open_road,
    .advance = advance,
    .close = close_road,
    .options = options,
    PART_STAGE,
};
