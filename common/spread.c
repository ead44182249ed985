#include "spread.h"

#include "clock.h"
#include "memory.h"
#include "world.h"

#include <stdlib.h>

struct spread spread_of(const double *values, int64_t stride) {
    int ranks = world_size(), last = 0;
    double *sorted = memory_new(ranks, sizeof *sorted);
    for (int rank = 0; rank < ranks; rank++) {
        sorted[rank] = values[rank * stride];
        last = sorted[rank] > values[last * stride] ? rank : last;
    }
    double median = clock_summary(sorted, ranks).median; /* which sorts them */
    struct spread spread = {sorted[0], median, sorted[ranks - 1], last};
    free(sorted);
    return spread;
}
