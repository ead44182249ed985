/* The processes that share the work. One implementation for a single process, one for MPI; a
   program is linked with one of them, and nothing outside knows which. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stdint.h>

void world_open(int *argc, char ***argv);
void world_close(void);

/* This process's number, 0 ... size - 1, and how many there are. */
int world_rank(void);
int world_size(void);

/* Collective: every process calls, every process gets the same answer. */
int64_t world_sum(int64_t mine);
double world_max(double mine);
bool world_all(bool mine);
void world_barrier(void);

#endif
