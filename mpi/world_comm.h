/* The driver's communicator, of all ranks: made by world_open, freed by world_close. None of the
   driver's messages can be taken for one of a stage's. */
#ifndef WORLD_COMM_H
#define WORLD_COMM_H

#include <mpi.h>

extern MPI_Comm world_comm;

#endif
