/* What the farms have in common: how many tasks at a time. */
#ifndef FARM_H
#define FARM_H

#include "fastest.h"
#include "machine.h"

static int64_t farm_processes;

static const struct option_row farm_options[] = {
    {"nproc", OPTION_WHOLE, &farm_processes, "tasks at a time [cores / threads]", 1, 4096, NULL},
    FASTEST_OPTIONS,
    {0},
};

static inline int64_t farm_workers(void) {
    int share = machine_cores() / fastest_threads();
    return farm_processes > 0 ? farm_processes : share > 0 ? share : 1;
}

#endif
