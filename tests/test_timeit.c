/* Timings by timeit's rules. The lines are what Python 3.11's own timeit prints for such times. */
#include "clock.h"
#include "test.h"
#include "timeit.h"

#include <string.h>

/* The time that the runs since the last reading took, by a clock that stands still otherwise. Of
   the first batches each has its own duration, as have the five that count; the last is also that
   of all that follow. */
static const double *durations;
static int batches, last_batch;
static int64_t runs;

static void statement(void *context) {
    runs += *(const int64_t *)context;
}

static double fake_clock(void) {
    int64_t now = runs;
    runs = 0;
    if (now == 0)
        return 0;
    int number = batches++;
    return (double)now * durations[number < last_batch ? number : last_batch];
}

static struct timeit time_these(const double *seconds, int count) {
    int64_t one = 1;
    durations = seconds, last_batch = count - 1, batches = 0;
    return timeit_run(statement, &one, fake_clock);
}

static void check_line(const struct timeit *timeit, const char *expected) {
    char text[100];
    const char *line = timeit_line(timeit, text, sizeof text);
    test_check(line == text && strcmp(text, expected) == 0, "'%s'; timeit says '%s'", text,
               expected);
}

static void test_steady(void) {
    static const struct {
        double seconds;
        const char *line;
    } cases[] = {
        {0.427, "1 loop, best of 5: 427 msec per loop"},
        {0.188, "2 loops, best of 5: 188 msec per loop"},
        {11.6e-6, "20000 loops, best of 5: 11.6 usec per loop"},
        {47.1e-6, "5000 loops, best of 5: 47.1 usec per loop"},
        {1.01e-3, "200 loops, best of 5: 1.01 msec per loop"},
        {2.18e-3, "100 loops, best of 5: 2.18 msec per loop"},
        {13.3e-3, "20 loops, best of 5: 13.3 msec per loop"},
        {23e-3, "10 loops, best of 5: 23 msec per loop"},
        {2.38, "1 loop, best of 5: 2.38 sec per loop"},
        {0.2, "1 loop, best of 5: 200 msec per loop"},
        {0.1999, "2 loops, best of 5: 200 msec per loop"},
        {0.1, "2 loops, best of 5: 100 msec per loop"},
        {0.04, "5 loops, best of 5: 40 msec per loop"},
        {0.02, "10 loops, best of 5: 20 msec per loop"},
        {1, "1 loop, best of 5: 1 sec per loop"},
        {0.9996, "1 loop, best of 5: 1e+03 msec per loop"},
        {0.9994, "1 loop, best of 5: 999 msec per loop"},
        {1e-3, "200 loops, best of 5: 1 msec per loop"},
        {999.6e-6, "500 loops, best of 5: 1e+03 usec per loop"},
        {1e-6, "500000 loops, best of 5: 1 usec per loop"},
        {26.5e-9, "10000000 loops, best of 5: 26.5 nsec per loop"},
        {1234, "1 loop, best of 5: 1.23e+03 sec per loop"},
    };
    for (int i = 0; i < (int)(sizeof cases / sizeof *cases); i++) {
        struct timeit timeit = time_these(&cases[i].seconds, 1);
        check_line(&timeit, cases[i].line);
    }
}

/* The batch that found the number of loops is not among the five. */
static void test_best(void) {
    const double longer[] = {0.1, 0.5, 0.31, 0.29, 0.4, 0.6, 0.3};
    struct timeit timeit = time_these(longer, 7);
    check_line(&timeit, "2 loops, best of 5: 290 msec per loop");
    test_check(batches == 7, "two batches find the loops, five more count: %d", batches);
    test_check(timeit.worst == 0.6, "the worst is %g", timeit.worst);
    const double first_is_best[] = {1, 3, 2, 4, 2.5, 5};
    timeit = time_these(first_is_best, 6);
    check_line(&timeit, "1 loop, best of 5: 2 sec per loop");
    const double first_is_short[] = {0.01, 0.01, 0.01, 0.01, 0.02, 0.015};
    timeit = time_these(first_is_short, 6);
    check_line(&timeit, "20 loops, best of 5: 15 msec per loop");
}

static void test_unreliable(void) {
    struct timeit steady = {1, 0.3, 1.19}, noisy = {1, 0.25, 1}, nothing = {1, 0, 0.3};
    test_check(!timeit_is_unreliable(&steady), "less than four times the best is no warning");
    test_check(timeit_is_unreliable(&noisy), "four times the best is");
    test_check(timeit_is_unreliable(&nothing), "as is a best that takes no time");
    check_line(&nothing, "1 loop, best of 5: 0 nsec per loop");
    struct timeit shortest = {1000000000, 0.3e-9, 0.3e-9};
    check_line(&shortest, "1000000000 loops, best of 5: 0.3 nsec per loop");
}

static void wait_a_little(void *unused) {
    (void)unused;
    for (double began = clock_now(); clock_now() - began < 0.021;) {
    }
}

static void test_real_clock(void) {
    struct timeit timeit = timeit_run(wait_a_little, NULL, clock_now);
    test_check(timeit.loops >= 2 && timeit.loops <= 10 && timeit.best >= 0.021,
               "by the real clock: %lld loops, %g seconds", (long long)timeit.loops, timeit.best);
}

int main(void) {
    test_steady();
    test_best();
    test_unreliable();
    test_real_clock();
    return test_end();
}
