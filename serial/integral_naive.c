/* Two loops, and a call of the library's sine for each point: what anybody writes first. */
#include "integral.h"

#include <math.h>

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / (double)n, sum = 0;
    for (int64_t i = 0; i < n; i++) {
        double x = low + ((double)i + 0.5) * h, row = 0;
        for (int64_t j = 0; j < n; j++) {
            double y = low + ((double)j + 0.5) * h;
            row += sin(x + y);
        }
        sum += row;
    }
    return sum * h * h;
}

const struct integral_stage integral_stage = {
    .idea = "two loops around sin",
    .integrate = integrate,
};
