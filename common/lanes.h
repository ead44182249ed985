/* The road in lanes: the layout in which a step of Rule 184 needs no shifts at all.

   A part of the road is cut into as many segments as a vector has bits, and each bit, a lane,
   drives along a segment of its own. Vector p holds cell p of every segment:

                  lane 0     lane 1     lane 2           one step of all lanes, whatever they are:
       vector 0   cell 0     cell  5    cell 10
       vector 1   cell 1     cell  6    cell 11          new[p] = old[p] ? old[p + 1] : old[p - 1]
       ...
       vector 4   cell 4     cell  9    (cell 10 of the next part, its halo)

   Where the cells cannot be shared out evenly the first lanes are one cell longer than the others.
   Before vector 0 and behind the last there are halos: there each lane sees its neighbours' cells,
   and the first and the last lane those of the neighbouring parts. A sweep of t steps spoils t
   halo cells on either side, so parts need to exchange cells once in LANES_DEPTH steps only.

   Where sweeps run fast, in registers, is in lanes_wide.c. */
#ifndef LANES_H
#define LANES_H

#include "cost.h"
#include "options.h"
#include "wide.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    LANES_DEPTH = 100, /* most steps of a sweep */
    LANES_WORDS = WIDE_MOST_BITS / 64,
    LANES_EDGE_WORDS = (LANES_DEPTH + 63) / 64
};

struct lanes {
    int64_t cells;            /* of this part */
    int width, words;         /* of a vector: as in wide.h, and of 64 bits */
    int used;                 /* lanes in use, the others are empty for good */
    int64_t length, shortest; /* cells in the first and in the last lane: equal, or one apart */
    int depth;                /* most steps of a sweep of this part */
    _Alignas(64) uint64_t use[LANES_WORDS];    /* the lanes in use, */
    _Alignas(64) uint64_t longer[LANES_WORDS]; /* and those of `length`, if not all are */
    uint64_t *vector;                          /* that of the segments' first cells */
    uint64_t *memory, *work; /* all vectors, halos too; what lanes_wide.c needs besides */
};

/* The cells at both ends of a part, counted from the ends: bit i is the i-th from there. */
struct lanes_ends {
    uint64_t first[LANES_EDGE_WORDS], last[LANES_EDGE_WORDS];
};

/* Room for a part of `cells` >= 1 cells in vectors of a width which wide_runs; memory
   LANES_BYTES_PER_CELL a cell and some kilobytes. To be given back with lanes_free. */
struct lanes *lanes_new(int64_t cells, int width);
void lanes_free(struct lanes *lanes);

#define LANES_BYTES_PER_CELL (1.0 / 8)

/* Takes the part's cells from `words`, 64 to a word; puts them there, bits past the end 0. */
void lanes_take(struct lanes *lanes, const uint64_t *words);
void lanes_put(const struct lanes *lanes, uint64_t *words);

/* The `steps` <= depth cells at either end, as the neighbours' sweeps will need them. */
void lanes_ends(const struct lanes *lanes, int64_t steps, struct lanes_ends *ends);

/* Runs `steps` <= depth steps. `behind` are the last cells of the part before this one, `ahead` the
   first cells of the part that follows, as lanes_ends found them with these steps. Returns the cars
   of this part that moved in the last step, or 0 if it is not to `count`. */
int64_t lanes_sweep(struct lanes *lanes, int64_t steps, const uint64_t *behind,
                    const uint64_t *ahead, bool count);

/* The option --lanes of all stages that drive in lanes: its row, and a table for those that have no
   other. */
extern int lanes_chosen;
extern const char *const lanes_names[];
#define LANES_OPTION \
    { "lanes", OPTION_CHOICE, &lanes_chosen, "bits of a vector", 0, 0, lanes_names }
extern const struct option_row lanes_options[];

/* The width that it asks for. The program may have it and the processor not: exits with status 2.
 */
int lanes_width(void);

/* What `steps` steps in a row cost in lanes of that width: each sweep is a loop over the road. */
struct traffic_cost lanes_cost(int64_t steps);

#endif
