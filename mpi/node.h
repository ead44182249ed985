/* The ranks of a node, and the memory that they share. */
#ifndef NODE_H
#define NODE_H

#include "options.h"

#include <mpi.h>
#include <stddef.h>

static int64_t node_ranks;

#define NODE_OPTION                                                                           \
    {                                                                                         \
        "node-ranks", OPTION_WHOLE, &node_ranks, "as if a node had room for N ranks only", 1, \
            OPTION_NO_LIMIT, NULL                                                             \
    }

static inline MPI_Comm node_new(void) {
    MPI_Comm all, some;
    int rank;
    MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &all);
    MPI_Comm_rank(all, &rank);
    MPI_Comm_split(all, node_ranks > 0 ? (int)(rank / node_ranks) : 0, 0, &some);
    MPI_Comm_free(&all);
    return some;
}

/* This rank's share, and the window, to be given back with MPI_Win_free. Its pages are whole, so
   that each lies near the rank that first writes to it. Collective. */
static inline void *node_window(int64_t bytes, MPI_Win *window) {
    MPI_Comm node = node_new();
    MPI_Aint page = 4096, whole = (bytes + page - 1) / page * page;
    void *mine;
    MPI_Win_allocate_shared(whole, 1, MPI_INFO_NULL, node, &mine, window);
    MPI_Comm_free(&node);
    return mine;
}

/* What a rank of MPI_COMM_WORLD has in a window shared by a node, for which *rank then becomes
   MPI_PROC_NULL: it needs no messages. Or NULL, of a rank that is not there. */
static inline void *node_memory(MPI_Win window, int *rank) {
    MPI_Group world, node;
    MPI_Aint bytes;
    int here, unit;
    void *memory;
    MPI_Comm_group(MPI_COMM_WORLD, &world);
    MPI_Win_get_group(window, &node);
    MPI_Group_translate_ranks(world, 1, rank, node, &here);
    MPI_Group_free(&world);
    MPI_Group_free(&node);
    if (here == MPI_UNDEFINED || here == MPI_PROC_NULL)
        return NULL;
    *rank = MPI_PROC_NULL;
    MPI_Win_shared_query(window, here, &bytes, &unit, &memory);
    return memory;
}

#endif
