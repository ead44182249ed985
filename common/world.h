/* The processes that share the work. One implementation for a single process, one for MPI; a
   program is linked with one of them, and nothing outside knows which.

       rank      0          1          2          3
             | part ... | part ... | part ... | part ... |     one road, the ring closed behind it

   All run the same program with the same arguments. What they print is seen of rank 0 alone. */
#ifndef WORLD_H
#define WORLD_H

#include <stdbool.h>
#include <stdint.h>

/* Whoever ends between the two with a status that is not 0 ends all of them with it. */
void world_open(int *argc, char ***argv);
void world_close(void);

/* A stage that has several threads call MPI defines this as true. */
extern const bool world_threads_call __attribute__((weak));

/* Ends all processes at once, however far they are; the status is that of the whole job. */
void world_abort(int status) __attribute__((noreturn));

/* Called before the last words of a process. What all of them found wrong, rank 0 says, and ends
   them: it returns here at once, the others so late that they come to it only if rank 0 is well. */
void world_wait_turn(void);

/* This process's number, 0 ... size - 1, and how many there are; its number among those that share
   the memory of its machine. */
int world_rank(void);
int world_size(void);
int world_mate(void);

/* Collective: every process calls, every process gets the same answer. */
int64_t world_sum(int64_t mine);
double world_max(double mine);
bool world_all(bool mine);
void world_barrier(void);

/* Collective: the sum over those that share the memory of this one's machine, itself included. */
double world_mates_sum(double mine);

/* Collective: each of `count` words of 64 bits becomes its sum over all ranks, on all of them. So
   what one rank has and all others have as zeros, all have afterwards, numbers or text. */
void world_add(void *words, int64_t count);

/* Collective: all[r * bytes ...] becomes what rank r has at `mine`. */
void world_gather(const void *mine, int bytes, void *all);

/* Words to send to a rank, or room for what comes from it. */
struct world_message {
    int rank;
    int64_t count;
    uint64_t *words;
};

/* Sends some and receives others, and returns when all of it is done. What goes from one rank to
   another arrives in the order in which both have it in their lists. */
void world_exchange(const struct world_message *send, int sends,
                    const struct world_message *receive, int receives);

#endif
