/* The theory's velocity against all roads of a few cells, and against its limits. */
#include "test.h"
#include "theory.h"

#include <math.h>

/* The exact velocity in step `step`: what a cell and the one ahead do then depends on no more than
   2 * step cells before; all their 4^step beginnings are tried, each with its probability. */
static double by_enumeration(double density, int step) {
    int cells = 2 * step;
    double flow = 0;
    for (long start = 0; start < 1l << cells; start++) {
        char road[32];
        double probability = 1;
        for (int i = 0; i < cells; i++) {
            road[i] = start >> i & 1;
            probability *= road[i] ? density : 1 - density;
        }
        for (int done = 1, left = cells; done < step; done++, left -= 2)
            for (int i = 0, behind = road[0]; i < left - 2; i++) {
                int here = road[i + 1];
                road[i] = here ? road[i + 2] : (char)behind;
                behind = here;
            }
        flow += road[0] && !road[1] ? probability : 0;
    }
    return flow / density;
}

static void close_to(double got, double expected, double tolerance, const char *what) {
    test_check(fabs(got - expected) <= tolerance, "theory: %s: %.12f", what, got);
}

int main(void) {
    static const double densities[] = {0.05, 0.3, 0.5, 0.52, 0.9};
    for (int d = 0; d < 5; d++)
        for (int step = 1; step <= 7; step++)
            test_check(fabs(theory_velocity(densities[d], step) -
                            by_enumeration(densities[d], step)) < 1e-12,
                       "theory: density %g, step %d, by enumeration", densities[d], step);
    close_to(theory_velocity(0.3, 1000000), 1, 1e-9, "free flow");
    close_to(theory_velocity(0.8, 1000000), 0.25, 1e-9, "jam");
    close_to(theory_velocity(0.5, 1000000), 1 - 1 / sqrt(3.14159265358979 * 1000000), 1e-8,
             "the slow approach at one half");
    close_to(theory_velocity(0.5, INT64_MAX), 1, 1e-6, "the last step there is");
    close_to(theory_velocity(1, 10), 0, 0, "no empty cell");
    close_to(theory_velocity(1e-9, 5), 1, 1e-6, "all but no car");
    close_to(theory_velocity(1 - 1e-9, 5), 1e-9, 1e-12, "all but no empty cell");
    return test_end();
}
