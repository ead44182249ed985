/* Whether MPI may be handed a GPU's memory, or only a copy in the host's.

       direct    | device | ------------ MPI ------------> | device |     if MPI can
       staged    | device | -> | pinned | MPI | pinned | -> | device |

   An MPI that cannot, and is given the device's addresses, may end the program; or it says nothing,
   and delivers zeros. So it is only believed when a pattern has been handed over and was right on
   all ranks, and only asked if there is hope: the option, else Cray's variable, else what MPI says
   of itself. */
#ifndef HANDOVER_H
#define HANDOVER_H

#include "device.h"

extern "C" {
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

static bool handover_direct;
static const char *handover_why = "";

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

/* The i-th word of what a rank hands over for a trial. */
static inline uint64_t handover_pattern(int rank, int64_t i) {
    return 0x9e3779b97f4a7c15 * (uint64_t)(2 * i + 1) ^ (uint64_t)rank << 32;
}

static sigjmp_buf handover_rescue;

static inline void handover_crashed(int) {
    siglongjmp(handover_rescue, 1);
}

static inline bool handover_works(bool (*comes_back)(int64_t size), int64_t size) {
    struct sigaction crashed = {}, before[2];
    crashed.sa_handler = handover_crashed;
    sigaction(SIGSEGV, &crashed, &before[0]);
    sigaction(SIGBUS, &crashed, &before[1]);
    if (sigsetjmp(handover_rescue, 1) != 0)
        die_usage("this MPI crashes when it is handed the GPU's memory (%s): --device-pointers no",
                  handover_why);
    bool works = comes_back(size);
    sigaction(SIGSEGV, &before[0], NULL);
    sigaction(SIGBUS, &before[1], NULL);
    return world_all(works);
}

/* Decides for all ranks. `comes_back` hands a pattern over, in the way and of the size that is
   meant to be used, and returns whether all of it arrived. */
static inline void handover_decide(bool (*comes_back)(int64_t size), int64_t size) {
    handover_direct = world_all(handover_hope());
    if (!handover_direct || handover_works(comes_back, size))
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
