/* Does nothing at all.
   Expect: rounding errors, of which 30 are allowed */
#include "eigh.h"

#include <stddef.h>

static const char *solve(int64_t size, double *a, double *w) {
    (void)size, (void)a, (void)w;
    return NULL;
}

const struct eigh_stage eigh_stage = {.idea = "nothing", .solve = solve};
