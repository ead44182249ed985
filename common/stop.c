#include "stop.h"

#include "world.h"

#include <signal.h>
#include <stddef.h>

static const struct {
    int number;
    const char *name;
} signals[] = {{0, NULL}, {SIGUSR1, "SIGUSR1"}, {SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}};

enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t came; /* an index */

static void note(int number) {
    for (int i = 1; i < SIGNALS; i++)
        if (signals[i].number == number)
            came = i;
}

void stop_listen(void) {
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART};
    for (int i = 1; i < SIGNALS; i++)
        sigaction(signals[i].number, &action, NULL);
}

const char *stop_asked(void) {
    return signals[(int)world_max(came)].name;
}
