/* The one clock, and what is made of its readings. */
#ifndef CLOCK_H
#define CLOCK_H

/* Seconds on a clock that never goes back, to the nanosecond; only differences mean anything. */
double clock_now(void);

/* Seconds since the clock read *began, which is set to now. */
double clock_lap(double *began);

/* What `count` >= 1 timings of the same work say. Sorts `seconds`. Spread is (largest - best) /
 * best. */
struct timing {
    double best, median, spread;
};
struct timing clock_summary(double *seconds, int count);

#endif
