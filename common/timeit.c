#include "timeit.h"

#include <math.h>
#include <stdio.h>

typedef long long ll;

static const double LONG_ENOUGH = 0.2; /* seconds */
enum { BATCHES = 5, UNRELIABLE = 4 };

struct statement {
    void (*run)(void *context);
    void *context;
    double (*clock)(void);
};

static double batch(const struct statement *statement, int64_t loops) {
    double began = statement->clock();
    for (int64_t i = 0; i < loops; i++)
        statement->run(statement->context);
    return statement->clock() - began;
}

static int64_t find_loops(const struct statement *statement) {
    static const int64_t digits[] = {1, 2, 5};
    for (int64_t power = 1;; power *= 10)
        for (int i = 0; i < 3; i++)
            if (batch(statement, digits[i] * power) >= LONG_ENOUGH)
                return digits[i] * power;
}

struct timeit timeit_run(void (*run)(void *context), void *context, double (*clock)(void)) {
    struct statement statement = {run, context, clock};
    struct timeit timeit = {.loops = find_loops(&statement), .best = INFINITY};
    for (int i = 0; i < BATCHES; i++) {
        double seconds = batch(&statement, timeit.loops) / (double)timeit.loops;
        timeit.best = fmin(timeit.best, seconds);
        timeit.worst = fmax(timeit.worst, seconds);
    }
    return timeit;
}

/* The unit is chosen before the rounding: 0.9996 seconds are 1e+03 msec, as in Python. */
const char *timeit_line(const struct timeit *timeit, char *text, int64_t size) {
    static const struct {
        double seconds;
        const char *name;
    } units[] = {{1, "sec"}, {1e-3, "msec"}, {1e-6, "usec"}, {1e-9, "nsec"}};
    int unit = 0;
    while (unit < 3 && timeit->best < units[unit].seconds)
        unit++;
    snprintf(text, (size_t)size, "%lld loop%s, best of %d: %.3g %s per loop", (ll)timeit->loops,
             timeit->loops == 1 ? "" : "s", BATCHES, timeit->best / units[unit].seconds,
             units[unit].name);
    return text;
}

bool timeit_is_unreliable(const struct timeit *timeit) {
    return timeit->worst >= UNRELIABLE * timeit->best;
}
