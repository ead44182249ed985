/* What lanes_wide.c offers to lanes.c, once for each width. */
#ifndef LANES_WIDE_H
#define LANES_WIDE_H

#include "lanes.h"

/* Reads vectors -steps ... length + steps - 1, writes 0 ... length - 1. Beyond those it may spoil
   LANES_SLACK vectors behind, and 2 * steps before them. Returns what lanes_sweep does. */
#define LANES_DECLARE(bits)                                                \
    int64_t lanes_walk_##bits(struct lanes *lanes, int steps, bool count); \
    extern const int64_t lanes_work_##bits; /* bytes */
WIDE_EACH(LANES_DECLARE)

enum { LANES_SLACK = 24 };

#endif
