/* Matrices dealt out by rank 0, one for each rank at a time, from GPU to GPU.

       scatter      |0 1 2 3|  ->  |0|  |1|  |2|  |3|               to each rank what is for it
       broadcast    |0 1 2 3|  ->  |0 1 2 3|  |0 1 2 3|  ...        to all ranks all of them

   Where MPI may not be handed the GPU's memory, it deals from the host's to the host's. */
#ifndef DEAL_H
#define DEAL_H

#include "handover.h"

enum deal_way { DEAL_SCATTER, DEAL_BROADCAST, DEAL_WAYS };

/* Of n rows each. A rank has room for `rooms` of them, and its own is the one at `own`. */
struct deal {
    enum deal_way way;
    int64_t n, rooms, own;
    double *host, *gpu;  /* pinned; and NULL where MPI does not get the GPU's */
    MPI_Datatype matrix; /* MPI counts in int, and entries or rows of all ranks are more */
};

static inline struct deal deal_new(enum deal_way way, int64_t n) {
    bool all = way == DEAL_BROADCAST || world_rank() == 0;
    struct deal d = {way, n, all ? world_size() : 1, all ? world_rank() : 0};
    d.host = device_new_pinned<double>(d.rooms * n * n);
    d.gpu = handover_direct ? device_new<double>(d.rooms * n * n) : NULL;
    MPI_Datatype row;
    MPI_Type_contiguous((int)n, MPI_DOUBLE, &row);
    MPI_Type_contiguous((int)n, row, &d.matrix);
    MPI_Type_commit(&d.matrix);
    MPI_Type_free(&row);
    return d;
}

static inline void deal_free(struct deal *d) {
    CUDA(cudaFreeHost(d->host));
    if (d->gpu != NULL)
        CUDA(cudaFree(d->gpu));
    MPI_Type_free(&d->matrix);
}

static inline void deal_by_mpi(const struct deal *d, double *at) {
    if (d->way == DEAL_BROADCAST)
        MPI_Bcast(at, (int)d->rooms, d->matrix, 0, MPI_COMM_WORLD);
    else
        MPI_Scatter(at, 1, d->matrix, world_rank() == 0 ? MPI_IN_PLACE : (void *)at, 1, d->matrix,
                    0, MPI_COMM_WORLD);
}

/* Deals what rank 0 has at d->host. Returns where in the host's memory the rank's own is. */
static inline const double *deal_out(const struct deal *d) {
    int64_t bytes = d->n * d->n * (int64_t)sizeof *d->host;
    double *own = d->host + d->own * d->n * d->n;
    if (d->gpu == NULL) {
        deal_by_mpi(d, d->host);
        return own;
    }
    if (world_rank() == 0)
        CUDA(cudaMemcpy(d->gpu, d->host, d->rooms * bytes, cudaMemcpyHostToDevice));
    deal_by_mpi(d, d->gpu);
    CUDA(cudaMemcpy(own, d->gpu + d->own * d->n * d->n, bytes, cudaMemcpyDeviceToHost));
    return own;
}

/* For handover_decide: words in the place of entries, and whether they arrived on this rank. */
static inline bool deal_comes_back(enum deal_way way, int64_t n) {
    struct deal d = deal_new(way, n);
    int64_t entries = n * n, first = world_rank() * entries, wrong = 0;
    uint64_t word, *words = (uint64_t *)d.host;
    for (int64_t i = 0; world_rank() == 0 && i < d.rooms * entries; i++)
        words[i] = handover_pattern(0, i);
    const double *own = deal_out(&d);
    for (int64_t i = 0; i < entries; i++) {
        memcpy(&word, own + i, sizeof word);
        wrong += word != handover_pattern(0, first + i);
    }
    deal_free(&d);
    return wrong == 0;
}

#endif
