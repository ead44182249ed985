/* Ranks of one node read each other's cells where they lie; messages go to other nodes only.

                    node                                    node
       rank 0  ──── memory ────  rank 1  ── message ──  rank 2  ──── memory ────  rank 3
       1 ... n                   1 ... n                1 ... n                   1 ... n

   Without messages nobody says when a cell may be read. So each rank counts its steps where others
   see it, and who wants to read a neighbour's step waits until that has counted to it. The count is
   stored with `release`, after the cells, and loaded with `acquire`, before them: else others might
   see the new count and the old cells. Nor is a step overwritten that somebody still reads: the one
   after the next takes its place, which I begin when my neighbours are at the next. */
#include "node.h"
#include "part.h"

#include <sched.h>
#include <stdatomic.h>

struct shared {
    _Atomic int64_t step;
    int64_t count;
    uint8_t cell[]; /* of the even steps, with the halos, and then of the odd ones */
};

static struct shared *mine, *behind, *ahead; /* NULL: not in this node */
static struct ranks abroad;                  /* the neighbours that are in another */
static MPI_Win window;
static int64_t step;

static void open_road(const struct road *road) {
    int64_t n = road->count;
    mine = node_window((int64_t)sizeof *mine + 2 * (n + 2), &window);
    mine->count = n;
    atomic_init(&mine->step, step = 0);
    cells = (struct cells){.now = mine->cell, .next = mine->cell + n + 2, .count = n};
    for (int64_t i = 0; i < n; i++)
        cells.now[i + 1] = road_get(road, i);
    beside = abroad = ranks_beside(road);
    behind = node_memory(window, &abroad.behind);
    ahead = node_memory(window, &abroad.ahead);
    MPI_Win_fence(0, window); /* all have filled theirs */
}

/* A neighbour's cells, once they are those of the step. */
static const uint8_t *cells_at(struct shared *of, int64_t when) {
    while (atomic_load_explicit(&of->step, memory_order_acquire) < when)
        sched_yield();
    return of->cell + when % 2 * (of->count + 2);
}

static void exchange_halos(void) {
    uint8_t *cell = cells.now;
    int64_t n = cells.count;
    atomic_store_explicit(&mine->step, step, memory_order_release);
    ranks_exchange(abroad, 1, &cell[1], &cell[n], &cell[0], &cell[n + 1]);
    profile_in(PROFILE_HALOS);
    if (behind != NULL)
        cell[0] = cells_at(behind, step)[behind->count];
    if (ahead != NULL)
        cell[n + 1] = cells_at(ahead, step)[1];
    step++;
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

static void close_road(void) {
    MPI_Win_free(&window);
}

static const struct option_row options[] = {RANKS_OPTIONS, NODE_OPTION, {0}};

const struct traffic_stage traffic_stage = {
    .idea = "halos read where they lie",
    .open = open_road,
    .advance = advance,
    .close = close_road,
    .options = options,
    PART_STAGE,
};
