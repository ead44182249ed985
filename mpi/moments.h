/* The moments on the way to a job's first step, and the table that compares the ranks' by them. */
#ifndef MOMENTS_H
#define MOMENTS_H

#include "memory.h"
#include "spread.h"
#include "world.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PROCESS, MAIN, INIT, MET, STEPPED, MOMENTS };
static const char *const moment_names[] = {"process", "main", "MPI_Init", "first collective",
                                           "first step"};

/* How long each rank took to reach this moment from the one before, and when it was there. */
static inline struct spread print_moment(int m, const double *all, const double *took) {
    struct spread mine = spread_of(took + m, MOMENTS), when = spread_of(all + m, MOMENTS);
    printf("%-16s %9.4f %9.4f %9.4f %7d %10.4f %9.4f %9.4f\n", moment_names[m], mine.least,
           mine.median, mine.most, mine.last, when.least, when.median, when.most);
    return mine;
}

/* `all` holds the moments of all ranks, in seconds since zero. */
static inline void print_moments(const double *all, int from) {
    double *took = memory_new(world_size() * MOMENTS, sizeof *took), most = 0, whole = 0;
    int longest = from;
    for (int i = 0; i < world_size() * MOMENTS; i++)
        took[i] = i % MOMENTS == from ? all[i] : all[i] - all[i - (i > 0)];
    printf("\n%-16s  ──────── seconds it took ────────   ─ reached, in seconds ──────\n", "");
    printf("%-16s %9s %9s %9s %7s %10s %9s %9s\n", "", "min", "median", "max", "rank", "first",
           "median", "last");
    for (int m = from; m < MOMENTS; m++) {
        double median = print_moment(m, all, took).median;
        whole += median;
        if (median > most)
            most = median, longest = m;
    }
    printf("\nThe longest on the way is %s, %.0f %% of it\n", moment_names[longest],
           100 * most / whole);
    free(took);
}

/* From what the moments are counted, and how well they are known. */
static inline void print_origins(const char *who, bool process_known, double doubt) {
    if (who == NULL)
        printf("Counted from the first %s: when the job began, nobody said.\n"
               "In the job script: export ROUNDABOUT_JOB_START=$(date +%%s.%%N)\n",
               process_known ? "process" : "main");
    else
        printf("Counted from the start of the job, as %s has it, by the clock of rank 0's node\n",
               who);
    if (process_known)
        printf("A process's start is known to %g s only, the tick of the kernel's clock\n",
               1. / (double)sysconf(_SC_CLK_TCK));
    else
        printf("When processes were made, this system does not tell\n");
    if (world_size() > 1)
        printf("The ranks' clocks are compared with rank 0's by messages, to %.2g s\n", doubt);
}

#endif
