/* What is made of timings. */
#include "clock.h"
#include "test.h"

int main(void) {
    double four[] = {4, 1, 2, 8}, three[] = {3, 9, 6}, one[] = {5}, none[] = {0, 0};
    struct timing timing = clock_summary(four, 4);
    test_check(timing.best == 1 && timing.median == 3 && timing.spread == 7, "of four timings");
    timing = clock_summary(three, 3);
    test_check(timing.best == 3 && timing.median == 6 && timing.spread == 2, "of three timings");
    timing = clock_summary(one, 1);
    test_check(timing.best == 5 && timing.median == 5 && timing.spread == 0, "of one timing");
    timing = clock_summary(none, 2);
    test_check(timing.best == 0 && timing.spread == 0, "of timings too short to measure");
    double before = clock_now();
    test_check(clock_now() >= before, "the clock does not go back");
    return test_end();
}
