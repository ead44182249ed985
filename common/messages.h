/* The contract of a first program with messages: what one way of sending them has to supply.

   A stage is one file, mpi/messages_<idea>.c, that defines `messages_stage`. The driver judges what
   comes out, and reads the clock while messages go there and back:

       rank      0          1          2          3
                 │ ───────▶ │ ───────▶ │ ───────▶ │ ───┐
                 ▲                                     │          sum: round the ring
                 └─────────────────────────────────────┘
                 │ ───────▶ │
                 │ ◀─────── │                                     trip: there and back          */
#ifndef MESSAGES_H
#define MESSAGES_H

#include <stdint.h>

struct messages_stage {
    /* At most 44 characters: what this stage does. */
    const char *idea;

    /* Which rank is this, 0 ... size - 1, and how many are there? */
    int (*rank)(void);
    int (*size)(void);

    /* All ranks call it, each with a number of its own. Returns the sum of them all, on all of
       them, by messages from each rank to the next, the last one's to rank 0. */
    int64_t (*sum)(int64_t mine);

    /* Ranks 0 and 1 call it. Rank 0 sends `bytes` bytes from `out` to rank 1, which receives them
       in `in` and sends them back from there; rank 0 receives them in its own `in`. */
    void (*trip)(const char *out, char *in, int bytes);
};

extern const struct messages_stage messages_stage;

#endif
