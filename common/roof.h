/* The roofs: what this machine can do at most, each measured by many short trials. */
#ifndef ROOF_H
#define ROOF_H

#include <stdbool.h>
#include <stdint.h>

enum { ROOF_TRIALS = 2048 };

struct roof;

/* A roof as measured with some number of threads. */
struct figure {
    const struct roof *roof;
    int threads;     /* 0: not measured */
    int64_t size;    /* bytes of the working set of all threads, rows of a matrix, or 0 */
    double work;     /* of one repeat, in the roof's unit times seconds */
    int64_t repeats; /* in each trial; grows until a trial is long enough */
    int trials;
    double seconds[ROOF_TRIALS];
    bool wrong; /* its result is not what it should be; it is not measured then */
};

struct roof {
    const char *stage; /* "copy-L1", of its records */
    const char
        *best_of;       /* "logic": the stage for which the best of several roofs stands, or NULL */
    const char *label;  /* "copy in L1" */
    const char *unit;   /* "GB/s"; "us" for what should be short: then `work` is in repeats */
    const char *bounds; /* what it bounds, in a few words */
    int parameter;      /* of the functions below */

    /* Fills in size and work for this number of threads. NULL; or why it cannot be measured, which
       is "" where there is nothing to say about it. */
    const char *(*plan)(struct figure *figure);

    /* One of these does the work `repeats` times: each thread its part, or one call all of it. */
    void (*part)(const struct figure *figure, int thread, int64_t repeats);
    void (*whole)(const struct figure *figure, int64_t repeats);

    /* Instead of them: the seconds that the work once took, measured while it was planned. */
    double (*known)(void);
    int ranks; /* of another program that measured it; 0: none */

    /* Does the work once and looks at the result; NULL: there is nothing to look at. */
    bool (*right)(const struct figure *figure);
};

/* The table of all roofs, ended by a stage of NULL. */
extern const struct roof roofs[];

/* Threads that a parallel region really gets. */
int roof_threads(void);

/* Finds the BLAS, in the library `wanted` unless that is NULL; to be called before any plan. */
void roof_open_blas(const char *wanted);

/* What all the figures that are planned (threads > 0) need: memory, near the threads that work on
   it. Says which figures are wrong. */
void roof_prepare(struct figure *figures, int count);

/* Trials for about `seconds`, and at least one that is long enough to be timed. */
void roof_measure(struct figure *figure, double seconds);

/* Of all trials so far: the work per second of the fastest, or, in us, the median of one repeat.
   The seconds are those of one trial. */
struct roof_result {
    double rate, seconds_best, seconds_median;
};
struct roof_result roof_result(struct figure *figure);

#endif
