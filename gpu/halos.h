/* How words in a GPU's memory get to the ranks on both sides, and theirs here.

       default stream   | pack | kernels that need no halo ... ---------| those that do
       the host         |      | messages |                             ^
       halos' stream    |                 | what is done with them |____|

   Where MPI may not be handed the GPU's memory, copies in the host's lie between. */
#ifndef HALOS_H
#define HALOS_H

#include "handover.h"

extern "C" {
#include "memory.h"
}

/* For the rank behind and for the one ahead, `words` each, one behind the other; NULL where there
   is no staging. */
struct halos {
    int64_t words;
    uint64_t *to_send, *received; /* on the device */
    uint64_t *staged_send, *staged_received;
    cudaStream_t stream; /* for what is received, beside the default one */
    cudaEvent_t ready, arrived;
};

static inline struct halos halos_new(int64_t words) {
    struct halos h = {words, device_new<uint64_t>(2 * words), device_new<uint64_t>(2 * words)};
    if (!handover_direct) {
        h.staged_send = device_new_pinned<uint64_t>(2 * words);
        h.staged_received = device_new_pinned<uint64_t>(2 * words);
    }
    CUDA(cudaStreamCreateWithFlags(&h.stream, cudaStreamNonBlocking));
    CUDA(cudaEventCreateWithFlags(&h.ready, cudaEventDisableTiming));
    CUDA(cudaEventCreateWithFlags(&h.arrived, cudaEventDisableTiming));
    return h;
}

static inline void halos_free(struct halos *h) {
    CUDA(cudaFree(h->to_send));
    CUDA(cudaFree(h->received));
    if (!handover_direct) {
        CUDA(cudaFreeHost(h->staged_send));
        CUDA(cudaFreeHost(h->staged_received));
    }
    CUDA(cudaStreamDestroy(h->stream));
    CUDA(cudaEventDestroy(h->ready));
    CUDA(cudaEventDestroy(h->arrived));
}

/* What is to be sent is there once the default stream has come so far. Returns at once. */
static inline void halos_give(const struct halos *h) {
    if (!handover_direct)
        CUDA(cudaMemcpyAsync(h->staged_send, h->to_send, 2 * h->words * sizeof *h->to_send,
                             cudaMemcpyDeviceToHost));
    CUDA(cudaEventRecord(h->ready));
}

/* Waits for that, and for the words of both neighbours. They are on the device for what follows on
   h->stream; halos_done lets the default stream wait for it. */
static inline void halos_take(const struct halos *h, int behind, int ahead) {
    uint64_t *send = handover_direct ? h->to_send : h->staged_send;
    uint64_t *receive = handover_direct ? h->received : h->staged_received;
    int n = (int)h->words;
    CUDA(cudaEventSynchronize(h->ready));
    MPI_Sendrecv(send, n, MPI_UINT64_T, behind, 0, receive + n, n, MPI_UINT64_T, ahead, 0,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Sendrecv(send + n, n, MPI_UINT64_T, ahead, 0, receive, n, MPI_UINT64_T, behind, 0,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (!handover_direct)
        CUDA(cudaMemcpyAsync(h->received, receive, 2 * n * sizeof *receive, cudaMemcpyHostToDevice,
                             h->stream));
}

static inline void halos_done(const struct halos *h) {
    CUDA(cudaEventRecord(h->arrived, h->stream));
    CUDA(cudaStreamWaitEvent(0, h->arrived));
}

/* For handover_decide: a pattern for the ranks on both sides, which are those of a ring. */
static inline bool halos_come_back(int64_t words) {
    int size = world_size(), rank = world_rank();
    int behind = (rank + size - 1) % size, ahead = (rank + 1) % size;
    struct halos h = halos_new(words);
    int64_t wrong = 0;
    uint64_t *pattern = (uint64_t *)memory_new(2 * words, sizeof *pattern);
    for (int64_t i = 0; i < 2 * words; i++)
        pattern[i] = handover_pattern(rank, i);
    CUDA(cudaMemcpy(h.to_send, pattern, 2 * words * sizeof *pattern, cudaMemcpyHostToDevice));
    halos_give(&h);
    halos_take(&h, behind, ahead);
    CUDA(cudaStreamSynchronize(h.stream));
    CUDA(cudaMemcpy(pattern, h.received, 2 * words * sizeof *pattern, cudaMemcpyDeviceToHost));
    for (int64_t i = 0; i < words; i++) {
        wrong += pattern[i] != handover_pattern(behind, words + i);
        wrong += pattern[words + i] != handover_pattern(ahead, i);
    }
    free(pattern);
    halos_free(&h);
    return wrong == 0;
}

#endif
