/* The driver of programs with messages: who is there, a sum round the ring, and how long a message
   takes, by its size. Each rank brings another power of ten into the sum, so that a wrong one says
   whose number was forgotten, or came twice: 1021 has rank 1's twice, and none of rank 2. */
#include "build.h"
#include "clock.h"
#include "die.h"
#include "driver.h"
#include "memory.h"
#include "messages.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

enum { SIZES = 8, STEP = 8, LARGEST = 1 << 21, BATCHES = 5, DIGITS = 16 };

static struct {
    double seconds;
    bool probe;
} option = {.seconds = 0.02};

static const struct option_row rows[] = {
    {"seconds", OPTION_REAL, &option.seconds, "how long each size goes there and back", 1e-6, 100,
     NULL},
    {"probe", OPTION_FLAG, &option.probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

/* What each rank has must be what it should have. The first that is wrong is named. */
static bool all_have(const char *what, int64_t is, int64_t should_be) {
    int64_t mine[2] = {is, should_be};
    int64_t(*all)[2] = memory_new(world_size(), sizeof mine);
    world_gather(mine, sizeof mine, all);
    int64_t wrong = 0;
    while (wrong < world_size() && all[wrong][0] == all[wrong][1])
        wrong++;
    bool right = wrong == world_size();
    if (!right)
        die_warn("FAILED: rank %lld %s %lld, and should have %lld", (ll)wrong, what,
                 (ll)all[wrong][0], (ll)all[wrong][1]);
    free(all);
    return right;
}

static bool introduce(void) {
    return all_have("has as its number", messages_stage.rank(), world_rank()) &&
           all_have("has as the number of ranks", messages_stage.size(), world_size());
}

static bool sum_up(void) {
    int64_t mine = (int64_t)pow(10, world_rank() % DIGITS), sum = world_sum(mine);
    if (!all_have("has as the sum", messages_stage.sum(mine), sum))
        return false;
    printf("The sum round the ring of %d ranks is %lld\n", world_size(), (ll)sum);
    return true;
}

/* ------------------------------------------------------------------------- there and back --- */

static char *out, *in;

static void trips(int bytes, int64_t times) {
    for (int64_t trip = 0; trip < times && world_rank() < 2; trip++)
        messages_stage.trip(out, in, bytes);
}

static bool has_come(int rank, int bytes) {
    int64_t same = 0;
    while (same < bytes && world_rank() == rank && in[same] == (char)(same * 7 + bytes))
        same++;
    return all_have("has so many bytes of the message:", same, world_rank() == rank ? bytes : 0);
}

static bool comes_back(int bytes) {
    for (int i = 0; i < LARGEST; i++)
        out[i] = world_rank() == 0 ? (char)(i * 7 + bytes) : 0, in[i] = 0;
    trips(bytes, 1);
    return has_come(1, bytes) && has_come(0, bytes);
}

static double batch(int bytes, int64_t times) {
    world_barrier();
    double began = clock_now();
    trips(bytes, times);
    return world_max(clock_now() - began);
}

/* Seconds of one message: half of the way there and back, in the best of some batches. */
static double message_seconds(int bytes) {
    int64_t times = 1;
    while (batch(bytes, times) < option.seconds)
        times *= 2;
    double best = INFINITY;
    for (int i = 0; i < BATCHES; i++)
        best = fmin(best, batch(bytes, times));
    return best / (double)times / 2;
}

static bool go_there_and_back(void) {
    double shortest = INFINITY, seconds = 0;
    printf("\n   bytes   us a message        MB/s\n");
    for (int bytes = 1; bytes <= LARGEST; bytes *= STEP) {
        if (!comes_back(bytes))
            return false;
        seconds = message_seconds(bytes);
        shortest = fmin(shortest, seconds);
        printf("%8d %14.2f %11.1f\n", bytes, 1e6 * seconds, 1e-6 * bytes / seconds);
        fflush(stdout);
    }
    double bandwidth = LARGEST / seconds;
    printf("\nLatency %.2f us, bandwidth %.0f MB/s\n"
           "A message of %.0f bytes takes twice as long as one of 1\n",
           1e6 * shortest, 1e-6 * bandwidth, shortest * bandwidth);
    return true;
}

int main(int argc, char **argv) {
    driver_begin(&argc, &argv);
    const struct driver_stage stage = {.idea = messages_stage.idea};
    driver_options(argc, argv, rows, &stage, &option.probe);
    driver_print_head(messages_stage.idea, NULL);
    driver_guard();
    out = memory_new(LARGEST, 1), in = memory_new(LARGEST, 1);
    bool right = introduce() && sum_up();
    if (right && world_size() > 1)
        right = go_there_and_back();
    else if (right)
        printf("Messages need two ranks at least: mpiexec -n 2 %s\n", build.program);
    if (right)
        printf("\nVerified: every rank's number, the sum, and every byte that came back\n");
    free(out);
    free(in);
    return driver_end(right);
}
