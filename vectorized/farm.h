/* What the farms have in common: how many tasks at a time, and who solves one. */
#ifndef FARM_H
#define FARM_H

#include "blocked.h"
#include "eigh_timeit.h"
#include "lapack.h"
#include "machine.h"

enum farm_solver { FARM_FASTEST, FARM_LAPACK, FARM_BLOCKED };
static const char *const farm_solvers[] = {"fastest", "lapack", "blocked", NULL};
static int64_t farm_processes;
static int farm_solver;

static const struct option_row farm_options[] = {
    {"nproc", OPTION_WHOLE, &farm_processes, "tasks at a time [cores / threads]", 1, 4096, NULL},
    {"threads", OPTION_WHOLE, &lapack_wanted, "of LAPACK, for each task", 1, 4096, NULL},
    {"solver", OPTION_CHOICE, &farm_solver, "of a task", 0, 0, farm_solvers},
    {0},
};

static inline int farm_threads(void) {
    return farm_solver == FARM_BLOCKED ? 1 : lapack_threads();
}

static inline int64_t farm_workers(void) {
    int share = machine_cores() / farm_threads();
    return farm_processes > 0 ? farm_processes : share > 0 ? share : 1;
}

static inline const char *farm_solve(int64_t size, double *a, double *w) {
    return farm_solver == FARM_BLOCKED ? blocked_solve(size, a, w) : lapack_solve(size, a, w);
}

/* Several threads for a task are LAPACK's affair. */
static inline const char *farm_open(bool threads_are_ours) {
    const char *missing = lapack_open(1, threads_are_ours);
    if (farm_solver == FARM_FASTEST && missing == NULL && lapack_threads() > 1)
        farm_solver = FARM_LAPACK;
    if (farm_solver == FARM_FASTEST)
        farm_solver = missing != NULL || eigh_faster(blocked_solve, lapack_solve) ? FARM_BLOCKED
                                                                                  : FARM_LAPACK;
    return farm_solver == FARM_LAPACK ? missing : NULL;
}

static inline const char *farm_about(void) {
    return farm_solver == FARM_LAPACK ? lapack_about() : "solved as eigh-blocked does";
}

#endif
