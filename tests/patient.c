/* MPI whose ranks sleep while they wait, for tests with more ranks than cores. MPI's own ranks do
   not: they look and look again, and where they share a core, the one that is waited for has to
   wait too, until the time slice of the one that looks has ended. A message then takes
   milliseconds.

   Whatever Debian's MPICH waits for, a message, a sum, a fence, it waits by calling UCX again and
   again. That function is defined anew here and calls UCX's own, so that a program needs no more
   than to be linked with this. An MPI that does not call it is as right, and only slower. */
#include "world.h"

#include <dlfcn.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

enum { YIELDS = 5 }; /* what comes at once must not wait for a clock */

/* What UCX does whenever MPI looks; returns how much came of it. The sleep must not grow: what a
   rank sends to itself does not come this way, and looks in vain would add up. A rank that is alone
   waits for nobody. Hundreds for each core want PATIENCE in their environment: so many
   microseconds. */
unsigned ucp_worker_progress(void *worker);

unsigned ucp_worker_progress(void *worker) {
    static unsigned (*progress)(void *);
    static int idle;
    const char *patience = getenv("PATIENCE");
    if (progress == NULL)
        *(void **)&progress = dlsym(RTLD_NEXT, "ucp_worker_progress");
    unsigned came = progress(worker);
    idle = came > 0 ? 0 : idle + 1;
    if (world_size() == 1)
        return came;
    if (idle > YIELDS)
        usleep(patience ? (useconds_t)atoi(patience) : 1);
    else if (idle > 0)
        sched_yield();
    return came;
}
