/* The best optimisation is a better algorithm: any number of steps in one jump.

   Draw the road as a walk, one up for an empty cell, one down for a car. One step makes its height
   at x the lower of those at x - 1 and x + 1 before it, and t steps the lowest of every second one
   from x - t to x + t (Newell's minimum principle, 1993).

       | word w ...... | whole words: the core ......................... | word w + 2t/64 |
         \____ window of cell k: from k cells into this word ... to k cells into that ____/

   The core's minimum slides along the road a word at a time; the 64 windows that share it add what
   they have of the two words at its ends. The last few steps are taken, since moves are counted.

   ring.h makes the road go on behind its last cell, heights.h knows how low the walk gets. */
#include "heights.h"
#include "ring.h"
#include "threads.h"
#include "traffic.h"

enum { BLOCK = LANES - 2 }; /* words that are right after 64 steps of 64 words */

static struct ring ring;
static struct heights heights;

static void open_road(const struct road *road) {
    ring = ring_new(road);
    heights = heights_new(ring.most);
}

/* `jump` is a multiple of 32, so that windows end where they begin in a word; 64 steps or fewer are
   left. After n / 2 steps the road has settled: all that the `rest` can do is to move it, a step a
   cell, ahead with the cars or back with the jams. */
static int64_t advance(int64_t steps) {
    int64_t most = ring.cells / 64 * 32 + 64, jump = steps > 64 ? (steps - 1) / 32 * 32 : 0;
    int64_t rest = jump > most ? jump - most : 0, width = (jump - rest) / 32, moves = 0;
    int64_t count = (ring.words + width + 2 * LANES - 1) / LANES * LANES;
    ring_repeat(&ring, count);
    if (width > 0)
        heights_measure(&heights, ring.word, count, width - 1);
#pragma omp parallel for reduction(+ : moves) if (ring.words > MANY)
    for (int64_t w = 0; w < ring.words; w += BLOCK) {
        uint64_t word[LANES + 1] = {0};
        memcpy(word, ring.word + w, LANES * sizeof *word);
        if (width > 0)
            heights_windows(&heights, ring.word, w, width, word);
        for (int64_t step = jump + 1; step < steps; step++)
            ring_step(word, LANES);
        moves += ring_movers(word, lower(ring.cells - 64 * w, 64 * BLOCK));
        ring_step(word, LANES);
        memcpy(ring.next + w, word, BLOCK * sizeof *word);
    }
    ring_turn(&ring, 2 * ring.cars <= ring.cells ? steps : steps - 2 * rest);
    return moves / ring.copies;
}

/* A jump's, as counted in the loops, shared by all the steps that it saves. */
static struct traffic_cost cost(int64_t steps) {
    return (struct traffic_cost){.bytes = 2.5 / (double)steps, .operations = 0.8 / (double)steps};
}

static void read_road(struct road *road) {
    ring_read(&ring, road);
}

static void close_road(void) {
    ring_free(&ring);
    heights_free(&heights);
}

const struct traffic_stage traffic_stage = {
    .idea = "all steps in one jump",
    .bytes_per_cell = 1.25,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .threads = threads_most,
};
