/* What differs when all ranks are threads of one simulator (SMPI), and no processes: included in
   front of the driver and of world_mpi.c by `make simulate`. Stages are what they are.

   They share standard output, so no rank may close it; and what one of them ends with, all do. They
   share this machine's memory too: for the driver they are one node. It gets no communicator of its
   own, since the simulator takes longer to make one for a thousand ranks than for all steps; the
   driver never speaks while a stage does.

   A rank has the fewer messages of the driver the better: the simulator looks through all that it
   ever had for each that ends. A tree needs two where MPI_Allreduce, as the simulator is told to do
   it, needs log2(ranks). Sums stay what they are, since some stages have theirs from the driver. */
#ifndef SIMULATE_WORLD_H
#define SIMULATE_WORLD_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline int simulate_allreduce(void *all, int count, MPI_Datatype type, MPI_Op op,
                                     MPI_Comm comm) {
    int rank;
    MPI_Comm_rank(comm, &rank);
    if (op == MPI_SUM)
        return MPI_Allreduce(MPI_IN_PLACE, all, count, type, op, comm);
    MPI_Reduce(rank == 0 ? MPI_IN_PLACE : all, all, count, type, op, 0, comm);
    return MPI_Bcast(all, count, type, 0, comm);
}

#undef exit
#define exit(status) (fflush(NULL), _exit(status))
#define on_exit(function, argument) ((void)(function))
#define freopen(name, mode, file) (file)
#define MPI_Init_thread(argc, argv, wanted, provided) (*(provided) = (wanted), MPI_Init(argc, argv))
#define MPI_Comm_dup(all, copy) (*(copy) = (all), MPI_SUCCESS)
#define MPI_Comm_split_type(all, type, key, info, some) (*(some) = (all), MPI_SUCCESS)
#define MPI_Comm_free(comm) MPI_SUCCESS
#undef MPI_Allreduce
#define MPI_Allreduce(in_place, all, count, type, op, comm) \
    simulate_allreduce(all, count, type, op, comm)

#endif
