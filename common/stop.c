#include "stop.h"

#include "die.h"
#include "world.h"

#include <signal.h>
#include <stddef.h>
#include <sys/mman.h>

static const struct {
    int number;
    const char *name;
} signals[] = {{0, NULL}, {SIGUSR1, "SIGUSR1"}, {SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}};

enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t nothing, *came = &nothing; /* an index, for all that were forked */

static void note(int number) {
    for (int i = 1; i < SIGNALS; i++)
        if (signals[i].number == number)
            *came = i;
}

void stop_listen(void) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    void *page =
        mmap(NULL, sizeof *came, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        die_usage("shared memory cannot be had: %m");
    came = page;
    for (int i = 1; i < SIGNALS; i++)
        sigaction(signals[i].number, &action, NULL);
}

bool stop_here(void) {
    return *came != 0;
}

const char *stop_asked(void) {
    *came = (int)world_max(*came);
    return signals[*came].name;
}
