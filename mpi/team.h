/* The threads of a rank, for stages that have some. MPI hears of the first only: so it need not
   guard itself against the others, and what it takes for a message is what it always takes. */
#ifndef TEAM_H
#define TEAM_H

#include "options.h"
#include "threads.h"

#include <mpi.h>
#include <sched.h>
#include <stdlib.h>

static int64_t team_wanted;

#define TEAM_OPTION                                                                             \
    {                                                                                           \
        "threads", OPTION_WHOLE, &team_wanted, "of each rank [OMP_NUM_THREADS, else cores]", 1, \
            4096, NULL                                                                          \
    }

/* The cores on which any rank of this node may run, shared out among them. Whether the launcher has
   bound each rank to some or has left all to all comes to the same. Collective. */
static inline int team_cores(void) {
    int ranks;
    cpu_set_t cores;
    MPI_Comm node;
    sched_getaffinity(0, sizeof cores, &cores);
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    MPI_Comm_size(node, &ranks);
    MPI_Allreduce(MPI_IN_PLACE, &cores, sizeof cores, MPI_BYTE, MPI_BOR, node);
    MPI_Comm_free(&node);
    int each = CPU_COUNT(&cores) / ranks;
    return each > 0 ? each : 1;
}

/* How many they should be. Collective. */
static inline int64_t team_threads(void) {
    static int cores;
    if (cores == 0)
        cores = team_cores();
    if (team_wanted > 0)
        return team_wanted;
    return getenv("OMP_NUM_THREADS") != NULL ? threads_most() : cores;
}

static inline const char *team_missing(void) {
    int level;
    MPI_Query_thread(&level);
    return level < MPI_THREAD_FUNNELED ? "this MPI allows its ranks no threads" : threads_missing();
}

#endif
