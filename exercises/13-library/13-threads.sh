#!/bin/sh
# Exercise 13: how long does one matrix take, with 1, 2, 4 ... threads inside of the library?
# TODO: it always takes the same time. Why? Mend it, run it with `sh`, and answer what stands below.
for threads in 1 2 4; do
    OMP_NUM_THREADS=$threads
    printf 'nthreads=%s | ' "$threads"
    bin/eigh-lapack --size 1000 --timeit
done
exit

What you have found; a number behind each colon.

threads by default:       # [threads] that the library takes if nobody says how many
msec with one:            # [msec] a matrix, with 1 thread
knee:                     # [threads] more than these gain less than 10 %
msec at the knee:         # [msec]
speedup:                  # [times] as fast as with one, at the knee
efficiency:               # [%] of what so many threads could gain
