/* Who solves a task for the stages that only share them out: LAPACK or what eigh-blocked does,
   whichever takes less time on this machine. */
#ifndef FASTEST_H
#define FASTEST_H

#include "blocked.h"
#include "eigh_timeit.h"
#include "lapack.h"
#include "world.h"

enum fastest_solver { FASTEST_TRIED, FASTEST_LAPACK, FASTEST_BLOCKED };
static const char *const fastest_solvers[] = {"fastest", "lapack", "blocked", NULL};
static int fastest_solver;

/* In front of a stage's own rows; the table for those that have none. */
#define FASTEST_OPTIONS                                                                     \
    {"threads", OPTION_WHOLE, &lapack_wanted, "of LAPACK, for each task", 1, 4096, NULL}, { \
        "solver", OPTION_CHOICE, &fastest_solver, "of a task", 0, 0, fastest_solvers        \
    }
static const struct option_row fastest_options[] = {FASTEST_OPTIONS, {0}};

static inline int fastest_threads(void) {
    return fastest_solver == FASTEST_BLOCKED ? 1 : lapack_threads();
}

static inline const char *fastest_solve(int64_t size, double *a, double *w) {
    return fastest_solver == FASTEST_BLOCKED ? blocked_solve(size, a, w) : lapack_solve(size, a, w);
}

/* Several threads for a task are LAPACK's affair. All ranks take the same. */
static inline const char *fastest_open(bool threads_are_ours) {
    const char *missing = lapack_open(1, threads_are_ours);
    bool everywhere = world_all(missing == NULL);
    if (fastest_solver == FASTEST_TRIED && everywhere && lapack_threads() > 1)
        fastest_solver = FASTEST_LAPACK;
    if (fastest_solver == FASTEST_TRIED)
        fastest_solver = !everywhere || eigh_faster(blocked_solve, lapack_solve) ? FASTEST_BLOCKED
                                                                                 : FASTEST_LAPACK;
    return fastest_solver == FASTEST_LAPACK ? missing : NULL;
}

static inline const char *fastest_missing(void) {
    return fastest_open(false);
}

static inline void fastest_check_size(int64_t size, int64_t tasks) {
    if (fastest_solver == FASTEST_LAPACK)
        lapack_check_size(size, tasks);
}

static inline const char *fastest_about(void) {
    return fastest_solver == FASTEST_LAPACK ? lapack_about() : "solved as eigh-blocked does";
}

#endif
