#include "keep.h"

#include "clock.h"
#include "world.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double AT_A_TIME = 0.5;     /* seconds */
static const double MOST_STEPS = 0x1p40; /* at a time, for a stage that takes no time */
static const double LONGEST_WAIT = 1e9;  /* seconds */

const char *keep_refusal(const char *every, struct keep *keep) {
    static const char refusal[] = "takes steps, 1000, or seconds, 600s";
    char *end;
    if (every == NULL)
        return NULL;
    if (every[strspn(every, "0123456789")] == '\0') {
        errno = 0;
        keep->every_steps = strtoll(every, &end, 10);
        return errno == 0 && keep->every_steps > 0 ? NULL : refusal;
    }
    keep->every_seconds = strtod(every, &end);
    bool right = every[strspn(every, ".0123456789")] == 's' && strcmp(end, "s") == 0 &&
                 keep->every_seconds > 0 && keep->every_seconds <= LONGEST_WAIT;
    return right ? NULL : refusal;
}

static int64_t within(double steps, double least, double most) {
    return (int64_t)fmin(fmax(fmin(fmax(steps, least), most), 1), MOST_STEPS);
}

void keep_begin(struct keep *keep, int64_t step, double step_seconds) {
    keep->most = within(AT_A_TIME / fmax(step_seconds, 1e-15), 1, MOST_STEPS);
    keep->step = step;
    keep->saved = clock_now();
}

int64_t keep_next(const struct keep *keep, int64_t step) {
    int64_t every = keep->every_steps, left = every > 0 ? every - step % every : keep->most, next;
    bool past = __builtin_add_overflow(step, left < keep->most ? left : keep->most, &next);
    return past ? INT64_MAX : next;
}

/* What a few steps took says little: at most twice as many, or half, the next time. */
void keep_took(struct keep *keep, int64_t steps, double seconds) {
    double most = (double)keep->most;
    keep->most = within(AT_A_TIME * (double)steps / fmax(seconds, 1e-15), most / 2, 2 * most);
}

bool keep_due(const struct keep *keep, int64_t step) {
    if (step == keep->step)
        return false;
    bool late = keep->every_seconds > 0 && clock_now() - keep->saved >= keep->every_seconds;
    return (keep->every_steps > 0 && step % keep->every_steps == 0) || !world_all(!late);
}

void keep_saved(struct keep *keep, int64_t step) {
    keep->wrote = keep->wrote || !keep->failed;
    keep->saved = clock_now();
    keep->step = step;
}
