#include "clock.h"

#include <stdlib.h>
#include <time.h>

double clock_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double clock_lap(double *began) {
    double before = *began;
    *began = clock_now();
    return *began - before;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct timing clock_summary(double *seconds, int count) {
    qsort(seconds, (size_t)count, sizeof *seconds, by_size);
    double median = (seconds[(count - 1) / 2] + seconds[count / 2]) / 2;
    double best = seconds[0], spread = best > 0 ? (seconds[count - 1] - best) / best : 0;
    return (struct timing){best, median, spread};
}
