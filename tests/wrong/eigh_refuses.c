/* Cannot solve a single matrix, and says so.
   Expect: the third sign is missing */
#include "eigh.h"

static const char *solve(int64_t size, double *a, double *w) {
    (void)size, (void)a, (void)w;
    return "the third sign is missing";
}

const struct eigh_stage eigh_stage = {.idea = "says that it cannot", .solve = solve};
