/* Timing a statement by the rules of Python's timeit, and saying the result in its words, so that
   figures stand beside those that anybody gets with `python -m timeit`. */
#ifndef TIMEIT_H
#define TIMEIT_H

#include <stdbool.h>
#include <stdint.h>

struct timeit {
    int64_t loops;      /* in one batch */
    double best, worst; /* of five batches, in seconds per loop */
};

/* Loops are 1, 2, 5, 10, 20, 50, ..., the first number whose batch takes 0.2 seconds; five more
   batches of that many are what counts. `clock` tells seconds: clock_now, but for tests. */
struct timeit timeit_run(void (*statement)(void *context), void *context, double (*clock)(void));

/* "2 loops, best of 5: 188 msec per loop" in `size` bytes at `text`, which it returns. */
const char *timeit_line(const struct timeit *timeit, char *text, int64_t size);

/* Where batches differ by four times or more, timeit warns that they mean little. */
bool timeit_is_unreliable(const struct timeit *timeit);

#endif
