/* When a program began, as far back as can be known: it cannot look at the clock before main.

       job start ──▶ process ──▶ main        the job script tells, the kernel tells

   All by this process's clock_now. */
#ifndef ORIGINS_H
#define ORIGINS_H

#include "clock.h"
#include "die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static inline double clock_of(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* When the launcher made this process, which the kernel tells in ticks since it was booted: field
   22, and the second may hold any character. NaN if it does not tell. */
static inline double process_began(void) {
    char line[1024] = "";
    FILE *file = fopen("/proc/self/stat", "r");
    if (file != NULL && fgets(line, sizeof line, file) == NULL)
        line[0] = '\0';
    if (file != NULL)
        fclose(file);
    char *at = strrchr(line, ')');
    for (int field = 2; at != NULL && field < 22; field++)
        at = strchr(at + 1, ' ');
    double since_boot = at != NULL ? strtod(at, NULL) / (double)sysconf(_SC_CLK_TCK) : NAN;
    return since_boot - (clock_of(CLOCK_BOOTTIME) - clock_now());
}

/* When the job began, by rank 0's clock, and who says so: the option, then the
   environment. NaN and NULL if nobody does. */
static inline double job_began(double said, const char **who) {
    static const char *const names[] = {"ROUNDABOUT_JOB_START", "SLURM_JOB_START_TIME"};
    double at = said;
    *who = at > 0 ? "--job-start" : NULL;
    for (int i = 0; i < 2 && *who == NULL; i++) {
        const char *text = getenv(names[i]);
        char *end = NULL;
        if (text == NULL)
            continue;
        at = strtod(text, &end);
        if (end == text || *end != '\0' || !(at > 0 && at < 1e11))
            die_usage("%s='%s' is no time as date +%%s.%%N says it", names[i], text);
        *who = names[i];
    }
    return *who != NULL ? at - (clock_of(CLOCK_REALTIME) - clock_now()) : NAN;
}

#endif
