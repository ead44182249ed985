/* A pool of processes, as Python's multiprocessing has it: each takes the next task that nobody has
   taken yet.

       next task:  5  -->  6  -->  7         one number in memory that all processes share

       process 0   |= 0 =|== 2 ==|= 3 =|= 6
       process 1   |=== 1 ===|= 4 =|== 5 ==| ...

   A process is a copy of this one, made in no time: its memory is copied only where it is written
   to. What it finds out lies in shared memory, so nothing has to be sent back. */
#include "die.h"
#include "eigh.h"
#include "farm.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn static void work(atomic_llong *next, int64_t tasks, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* nobody outlives the one who waits for the result */
    if (getppid() != parent)
        _exit(1);
    for (int64_t task; (task = (*next)++) < tasks;)
        eigh_task(task);
    _exit(0);
}

/* A process that dies takes its task with it, which the driver will miss; the others go on. */
static void farm(int64_t tasks) {
    atomic_llong *next =
        mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        die_failed("no memory to share: %m");
    pid_t parent = getpid();
    for (int64_t i = 0; i < farm_workers(); i++) {
        pid_t process = fork();
        if (process < 0)
            die_failed("process %lld of %lld cannot be made: %m", (long long)i,
                       (long long)farm_workers());
        if (process == 0)
            work(next, tasks, parent);
    }
    while (wait(NULL) > 0) {
    }
    munmap(next, sizeof *next);
}

const struct eigh_stage eigh_stage = {
    .idea = "a pool of processes",
    .extra = BLOCKED_EXTRA,
    .solve = fastest_solve,
    .open = fastest_check_size,
    .farm = farm,
    .workers = farm_workers,
    .options = farm_options,
    .missing = fastest_missing,
    .threads = fastest_threads,
    .about = fastest_about,
};
