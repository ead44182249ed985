/* By how much the clocks of the ranks' nodes differ.

       rank 0   ─────────────── t0 ──────────────▶
                            ↗      ↘                 rank 0's clock at t0 was most likely what
       rank r   ────── began ───────── back ─────▶   this one was half way from began to back   */
#ifndef CLOCKS_H
#define CLOCKS_H

#include "clock.h"
#include "world.h"

#include <math.h>
#include <mpi.h>

enum { CLOCKS_TRIPS = 10 };

static inline void clocks_answer(int rank) {
    double now;
    for (int trip = 0; trip < CLOCKS_TRIPS; trip++) {
        MPI_Recv(&now, 1, MPI_DOUBLE, rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        now = clock_now();
        MPI_Send(&now, 1, MPI_DOUBLE, rank, 0, MPI_COMM_WORLD);
    }
}

/* What has to be added to this rank's clock to have rank 0's. Of several trips the shortest tells
   best: rank 0 answered within it, and most likely in its middle. Returns how far off that may be.
 */
static inline double clocks_ask(double *add) {
    double shortest = INFINITY;
    for (int trip = 0; trip < CLOCKS_TRIPS; trip++) {
        double theirs, began = clock_now();
        MPI_Send(&began, 1, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD);
        MPI_Recv(&theirs, 1, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        double took = clock_now() - began;
        if (took < shortest)
            shortest = took, *add = theirs - (began + took / 2);
    }
    return shortest / 2;
}

/* Collective: one rank after the other, and the others out of the way. Returns how far off any may
   be. */
static inline double clocks_agree(double *add) {
    double doubt = 0;
    *add = 0;
    for (int rank = 1; rank < world_size(); rank++) {
        if (world_rank() == 0)
            clocks_answer(rank);
        else if (world_rank() == rank)
            doubt = clocks_ask(add);
        world_barrier();
    }
    return world_max(doubt);
}

#endif
