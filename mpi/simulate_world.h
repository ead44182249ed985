/* What differs when all ranks are threads of one simulator (SMPI), and no processes: included in
   front of the driver and of world_mpi.c by `make simulate`. Stages are what they are.

   They share standard output, so no rank may close it; and what one of them ends with, all do. The
   driver's own communicator is left out, since the simulator takes longer to make one for a
   thousand ranks than for all steps; the driver never speaks while a stage does. */
#ifndef SIMULATE_WORLD_H
#define SIMULATE_WORLD_H

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#undef exit
#define exit(status) (fflush(NULL), _exit(status))
#define on_exit(function, argument) ((void)(function))
#define freopen(name, mode, file) (file)
#define MPI_Comm_dup(all, copy) (*(copy) = (all), MPI_SUCCESS)
#define MPI_Comm_free(comm) MPI_SUCCESS

#endif
