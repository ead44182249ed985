/* What all MPI stages of the road have: who is beside whom, and the sum of all cars that moved,
   with options by which an exercise can try what it costs.

       ... behind | this rank | ahead ...     cars drive to the right; the last rank is behind rank
   0

   A road of fewer words than ranks leaves the last ranks without cells. They have nobody beside
   them, MPI_PROC_NULL, to whom sending takes no time; but they sum with the others. */
#ifndef RANKS_H
#define RANKS_H

#include "options.h"
#include "profile.h"
#include "road.h"

#include <mpi.h>
#include <stdbool.h>

static struct {
    int64_t sum_every;
    bool needless_barrier;
} ranks_option = {.sum_every = 1};

/* In front of a stage's own rows, if it has any. */
#define RANKS_OPTIONS                                                    \
    {"sum-every",                                                        \
     OPTION_WHOLE,                                                       \
     &ranks_option.sum_every,                                            \
     "sum the moves of all ranks every N steps only",                    \
     1,                                                                  \
     OPTION_NO_LIMIT,                                                    \
     NULL},                                                              \
    {                                                                    \
        "needless-barrier", OPTION_FLAG, &ranks_option.needless_barrier, \
            "a barrier in every step, which nobody needs", 0, 0, NULL    \
    }

struct ranks {
    int behind, ahead;
};

/* On two ranks both are the same one: the tag says which way a message goes. */
enum { RANKS_TO_BEHIND, RANKS_TO_AHEAD };

static inline struct ranks ranks_beside(const struct road *road) {
    int rank, size;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (road_words(road->cells) < size)
        size = (int)road_words(road->cells);
    if (road->count == 0)
        return (struct ranks){MPI_PROC_NULL, MPI_PROC_NULL};
    return (struct ranks){(rank + size - 1) % size, (rank + 1) % size};
}

/* Those beside, each once: behind and ahead may be the same rank, or this one. */
static inline MPI_Group ranks_group(const struct ranks *beside) {
    int count = beside->behind == MPI_PROC_NULL ? 0 : beside->behind == beside->ahead ? 1 : 2;
    int both[] = {beside->behind, beside->ahead};
    MPI_Group all, some;
    MPI_Comm_group(MPI_COMM_WORLD, &all);
    MPI_Group_incl(all, count, both, &some);
    MPI_Group_free(&all);
    return some;
}

/* Cells of the last part that has any: none has fewer. */
static inline int64_t ranks_least_part(int64_t cells) {
    int ranks;
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    ranks = road_words(cells) < ranks ? (int)road_words(cells) : ranks;
    return road_share(cells, ranks - 1, ranks).count;
}

/* Whether the moves of a step are to be summed that `left` others follow before the driver asks. */
static inline bool ranks_sum_due(int64_t left) {
    return left % ranks_option.sum_every == 0;
}

/* Every rank gets the sum, though only one will print it: that is what the workshop teaches. */
static inline int64_t ranks_sum(int64_t mine) {
    int64_t all;
    profile_in(PROFILE_SUM);
    MPI_Allreduce(&mine, &all, 1, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
    profile_in(PROFILE_COMPUTE);
    return all;
}

static inline void ranks_end_step(void) {
    if (!ranks_option.needless_barrier)
        return;
    profile_in(PROFILE_BARRIER);
    MPI_Barrier(MPI_COMM_WORLD);
    profile_in(PROFILE_COMPUTE);
}

/* To be called when the halos are there: for them a message of `bytes` went to either side. */
static inline void ranks_have_halos(struct ranks beside, int64_t bytes) {
    int messages = (beside.behind != MPI_PROC_NULL) + (beside.ahead != MPI_PROC_NULL);
    profile_sent(messages, messages * bytes);
    profile_in(PROFILE_COMPUTE);
}

/* Both ends of this rank's part go to its neighbours, theirs come, so many bytes each. Where there
   is no neighbour, nothing does. */
static inline void ranks_exchange(struct ranks beside, int bytes, const void *first,
                                  const void *last, void *behind, void *ahead) {
    profile_in(PROFILE_HALOS);
    MPI_Sendrecv(first, bytes, MPI_BYTE, beside.behind, RANKS_TO_BEHIND, ahead, bytes, MPI_BYTE,
                 beside.ahead, RANKS_TO_BEHIND, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(last, bytes, MPI_BYTE, beside.ahead, RANKS_TO_AHEAD, behind, bytes, MPI_BYTE,
                 beside.behind, RANKS_TO_AHEAD, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    ranks_have_halos(beside, bytes);
}

#endif
