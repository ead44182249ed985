/* cuSOLVER for all tasks of a rank: its calls, and which of them is the fastest here. */
#ifndef CUSOLVER_H
#define CUSOLVER_H

#include "trial.h"

extern "C" {
#include "eigh.h"
#include "machine.h"
#include "world.h"
}

enum { MOST_IN_A_CALL = 1 << 14, FASTEST = SOLVER_WAYS };
static const double TRIAL = 128e9; /* n^3 of as many matrices as are tried */

static const char *const methods[] = {"streams", "jacobi", "batched", "fastest", NULL};
static int method = FASTEST;
static int64_t wanted_streams, wanted_batch;
static int64_t tasks_at_once = 1;
static double mates = 1; /* ranks that share this machine's memory */

#define CUSOLVER_OPTIONS                                                                     \
    {"method", OPTION_CHOICE, &method, "which of cuSOLVER's calls", 0, 0, methods},          \
        {"streams",    OPTION_WHOLE, &wanted_streams, "at a time [cores, at most 8]", 1,     \
         SOLVERS_MOST, NULL},                                                                \
    {                                                                                        \
        "batch", OPTION_WHOLE, &wanted_batch,                                                \
            "matrices in a call that takes many [2 calls a stream]", 1, MOST_IN_A_CALL, NULL \
    }

static int64_t streams(void) {
    int cores = machine_cores();
    return wanted_streams > 0 ? wanted_streams : cores < 8 ? cores : 8;
}

/* Two calls for each stream, so that some copy while others solve. The library counts the entries
   of a call with 32 bits. */
static void prepare_way(const struct solver_way *way, int64_t n, int64_t tasks) {
    int64_t calls = 2 * streams(), most = way->many ? INT32_MAX / (n * n) : 1;
    int64_t batch = wanted_batch > 0 ? wanted_batch : (tasks + calls - 1) / calls;
    if (most > MOST_IN_A_CALL)
        most = MOST_IN_A_CALL;
    solvers_prepare(way, n, streams(), batch < most ? batch : most);
}

static bool may_be(int way, int64_t n) {
    bool counts = !solver_ways[way].many || n * n <= INT32_MAX;
    return counts && solver_ways[way].solve != NULL;
}

static void choose(const struct trial *trial, int64_t tasks) {
    const struct solver_way *fastest = NULL;
    double best = INFINITY;
    for (int way = 0; way < SOLVER_WAYS; way++) {
        if (!may_be(way, trial->n))
            continue;
        prepare_way(&solver_ways[way], trial->n, tasks);
        double seconds = trial_try(trial, best);
        if (fastest == NULL || seconds < best)
            fastest = &solver_ways[way], best = seconds;
    }
    if (solvers.way != fastest)
        prepare_way(fastest, trial->n, tasks);
}

/* Half of the host's memory may hold what the driver hands over at a time: of each task the matrix,
   one to judge by, and one that is pinned. If there is not as much, the driver will say so. */
static void open_solvers(int64_t n, int64_t tasks) {
    double bytes = 8 * (double)n * (double)n, room = (double)memory_available() / mates / 6 / bytes;
    if (method != FASTEST && !may_be(method, n))
        die_usage("--method %s: %lld rows are more than it can take", methods[method],
                  (long long)n);
    if (n == 0 || tasks == 0 || room < 1)
        return;
    tasks_at_once = (int64_t)fmin((double)tasks, room);
    struct trial trial = trial_open(n, tasks_at_once, TRIAL);
    if (method == FASTEST) {
        choose(&trial, tasks_at_once);
    } else {
        prepare_way(&solver_ways[method], n, tasks_at_once);
        trial_wake(&trial);
    }
    trial_close(&trial);
}

/* ----------------------------------------------------------------------------------- stage --- */

static void open_share(int64_t n, int64_t tasks) {
    mates = world_mates_sum(1);
    open_solvers(n, tasks);
}

static const char *solve_batch(int64_t n, int64_t count, double *a, double *w) {
    if (n > solvers.n)
        open_solvers(n, count);
    return n > 0 ? solvers_solve(n, count, a, w) : NULL;
}

static int64_t workers(void) {
    return solvers.way != NULL ? solvers.streams : streams();
}

static int64_t at_once(void) {
    return tasks_at_once;
}

static const char *missing(void) {
    if (method == FASTEST || solver_ways[method].solve != NULL)
        return NULL;
    return "built with a cuSOLVER that has no cusolverDnXsyevBatched: CUDA 12.6 update 2 has one";
}

static const char *about(void) {
    static char text[160];
    if (solvers.way == NULL)
        return "nothing to solve";
    snprintf(text, sizeof text, "%s%s, %lld in a call, on %lld of the GPU's streams",
             method == FASTEST ? "fastest in a trial: " : "", solvers.way->call,
             (long long)solvers.in_a_call, (long long)solvers.streams);
    return text;
}

#endif
