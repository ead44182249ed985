#include "show.h"

#include "build.h"
#include "die.h"
#include "driver.h"
#include "image.h"
#include "terminal.h"
#include "world.h"

#include <stddef.h>

typedef long long ll;

static const int64_t MOST_ROWS = INT64_C(1) << 40; /* of a picture: too many for any disk */

int64_t show_check_image(const char *path, int64_t every, int64_t report, int64_t steps) {
    const char *refusal = path != NULL && world_rank() == 0 ? image_refusal(path) : NULL;
    if (path == NULL && every != 0)
        die_usage("--image-every needs --image");
    if (every > steps)
        die_usage("--image-every %lld is more than --steps %lld", (ll)every, (ll)steps);
    if (refusal != NULL)
        die_usage("--image %s: %s", path, refusal);
    if (every == 0)
        every = report;
    if (path != NULL && driver_stops(every, steps) >= MOST_ROWS)
        die_usage("--image %s: a row every %lld of %lld steps is a picture of 2^40 rows or more",
                  path, (ll)every, (ll)steps);
    return every;
}

void show_check_watch(void) {
    const char *refusal = terminal_refusal();
    if (world_size() > 1)
        die_usage("--watch shows the road of one rank: start %s without an mpiexec", build.program);
    if (refusal != NULL)
        die_usage("--watch %s", refusal);
}
