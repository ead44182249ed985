/* How words in a GPU's memory get to the rank beside, and its words here.

       direct    | device | ------------ MPI ------------> | device |     if MPI can
       staged    | device | -> | pinned | MPI | pinned | -> | device |

   An MPI that cannot, and is given the device's addresses, may end the program; or it says nothing,
   and delivers zeros. So it is only believed when a pattern has come back from the ranks on both
   sides, and only asked if there is hope: the option, else Cray's variable, else what MPI says of
   itself. */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "device.h"

extern "C" {
#include "memory.h"
#include "options.h"
}

#include <mpi.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#ifdef OPEN_MPI
#include <mpi-ext.h>
#endif

enum { HANDOVER_AUTO, HANDOVER_YES, HANDOVER_NO };
static const char *const handover_choices[] = {"auto", "yes", "no", NULL};
static int handover_choice;

#define HANDOVER_OPTION                                                                     \
    {                                                                                       \
        "device-pointers", OPTION_CHOICE, &handover_choice,                                 \
            "hand the GPU's memory to MPI, not a copy [if MPI can]", 0, 0, handover_choices \
    }

/* For the rank behind and for the one ahead, `words` each, one behind the other; NULL where there
   is no staging. */
struct handover {
    int64_t words;
    uint64_t *to_send, *received; /* on the device */
    uint64_t *staged_send, *staged_received;
    cudaStream_t stream; /* for what is received, beside the default one */
    cudaEvent_t ready, arrived;
};

static bool handover_direct;
static const char *handover_why = "";

static inline struct handover handover_new(int64_t words) {
    struct handover h = {words, device_new<uint64_t>(2 * words), device_new<uint64_t>(2 * words)};
    if (!handover_direct) {
        h.staged_send = device_new_pinned<uint64_t>(2 * words);
        h.staged_received = device_new_pinned<uint64_t>(2 * words);
    }
    CUDA(cudaStreamCreateWithFlags(&h.stream, cudaStreamNonBlocking));
    CUDA(cudaEventCreateWithFlags(&h.ready, cudaEventDisableTiming));
    CUDA(cudaEventCreateWithFlags(&h.arrived, cudaEventDisableTiming));
    return h;
}

static inline void handover_free(struct handover *h) {
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
static inline void handover_give(const struct handover *h) {
    if (!handover_direct)
        CUDA(cudaMemcpyAsync(h->staged_send, h->to_send, 2 * h->words * sizeof *h->to_send,
                             cudaMemcpyDeviceToHost));
    CUDA(cudaEventRecord(h->ready));
}

/* Waits for that, and for the words of both neighbours. They are on the device for what follows on
   h->stream; handover_done lets the default stream wait for it. */
static inline void handover_take(const struct handover *h, int behind, int ahead) {
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

static inline void handover_done(const struct handover *h) {
    CUDA(cudaEventRecord(h->arrived, h->stream));
    CUDA(cudaStreamWaitEvent(0, h->arrived));
}

/* --------------------------------------------------------------------------- if MPI can --- */

static inline bool handover_hope(void) {
    const char *cray = getenv("MPICH_GPU_SUPPORT_ENABLED");
    int says = 0;
    if (handover_choice != HANDOVER_AUTO) {
        handover_why = "as asked for";
        return handover_choice == HANDOVER_YES;
    }
    if (cray != NULL) {
        handover_why =
            atoi(cray) != 0 ? "MPICH_GPU_SUPPORT_ENABLED is set" : "MPICH_GPU_SUPPORT_ENABLED is 0";
        return atoi(cray) != 0;
    }
#if defined(MPIX_GPU_SUPPORT_CUDA)
    MPIX_GPU_query_support(MPIX_GPU_SUPPORT_CUDA, &says);
#elif defined(MPIX_CUDA_AWARE_SUPPORT)
    says = MPIX_Query_cuda_support();
#endif
    handover_why = says != 0 ? "MPI says that it can" : "MPI does not say that it can";
    return says != 0;
}

static inline uint64_t handover_pattern(int rank, int64_t i) {
    return 0x9e3779b97f4a7c15 * (uint64_t)(2 * i + 1) ^ (uint64_t)rank << 32;
}

static sigjmp_buf handover_rescue;

static inline void handover_crashed(int) {
    siglongjmp(handover_rescue, 1);
}

/* Whether all of it came from both sides. */
static inline bool handover_exchange_pattern(struct handover *h, int behind, int ahead) {
    int64_t words = h->words, wrong = 0;
    uint64_t *pattern = (uint64_t *)memory_new(2 * words, sizeof *pattern);
    for (int64_t i = 0; i < 2 * words; i++)
        pattern[i] = handover_pattern(world_rank(), i);
    CUDA(cudaMemcpy(h->to_send, pattern, 2 * words * sizeof *pattern, cudaMemcpyHostToDevice));
    handover_give(h);
    handover_take(h, behind, ahead);
    CUDA(cudaStreamSynchronize(h->stream));
    CUDA(cudaMemcpy(pattern, h->received, 2 * words * sizeof *pattern, cudaMemcpyDeviceToHost));
    for (int64_t i = 0; i < words; i++) {
        wrong += pattern[i] != handover_pattern(behind, words + i);
        wrong += pattern[words + i] != handover_pattern(ahead, i);
    }
    free(pattern);
    return wrong == 0;
}

static inline bool handover_works(int64_t words) {
    int size = world_size(), rank = world_rank();
    struct sigaction crashed = {}, before[2];
    crashed.sa_handler = handover_crashed;
    struct handover h = handover_new(words);
    sigaction(SIGSEGV, &crashed, &before[0]);
    sigaction(SIGBUS, &crashed, &before[1]);
    if (sigsetjmp(handover_rescue, 1) != 0)
        die_usage("this MPI crashes when it is handed the GPU's memory (%s): --device-pointers no",
                  handover_why);
    bool works = handover_exchange_pattern(&h, (rank + size - 1) % size, (rank + 1) % size);
    sigaction(SIGSEGV, &before[0], NULL);
    sigaction(SIGBUS, &before[1], NULL);
    handover_free(&h);
    return world_all(works);
}

/* Decides for all ranks, by messages of so many words. */
static inline void handover_decide(int64_t words) {
    handover_direct = world_all(handover_hope());
    if (!handover_direct || handover_works(words))
        return;
    handover_direct = false;
    handover_why = "MPI was handed the GPU's memory, and delivered something else";
    if (world_rank() == 0)
        die_warn("%s: going by way of the host's", handover_why);
}

static inline const char *handover_about(void) {
    static char text[160];
    snprintf(text, sizeof text, "%s (%s)",
             handover_direct ? "MPI gets the GPU's memory itself"
                             : "MPI gets copies in the host's pinned memory",
             handover_why);
    return text;
}

#endif
