#include "eigh_batch.h"

#include "clock.h"
#include "die.h"
#include "memory.h"
#include "progress.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef long long ll;

struct eigh_batch eigh_batch;

/* ---------------------------------------------------------------------------------- memory --- */

static int64_t entries(void) {
    return eigh_batch.size * eigh_batch.size;
}

int64_t eigh_batch_share(void) {
    return (eigh_batch.tasks + world_size() - 1 - world_rank()) / world_size();
}

int64_t eigh_batch_workers(void) {
    return eigh_stage.workers != NULL ? eigh_stage.workers() : 1;
}

static int64_t at_once(void) {
    int64_t batch = eigh_stage.solve_batch != NULL ? eigh_stage.batch() : 1;
    return batch < eigh_batch_share() ? batch : eigh_batch_share();
}

/* Of each task in flight there is the matrix, and what the judge keeps of it. */
double eigh_batch_bytes(void) {
    double n = (double)eigh_batch.size, tasks = (double)eigh_batch.tasks;
    double matrices = (eigh_batch.verify ? 2 : 1) + eigh_stage.extra;
    int64_t in_flight = eigh_stage.farm != NULL ? eigh_batch_workers() : at_once();
    return 8 * n * n * matrices * (double)in_flight + tasks * (8 * n + sizeof(struct eigh_result));
}

/* Zeroed, and the same in all processes that are forked later. */
static void *shared(int64_t count, int64_t size) {
    size_t bytes = (size_t)(count > 0 ? count : 1) * (size_t)size;
    void *block = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                       MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (block == MAP_FAILED)
        die_usage("%lld bytes of shared memory cannot be had: %m", (ll)bytes);
    return block;
}

void eigh_batch_open(void) {
    eigh_batch.result = shared(eigh_batch.tasks, sizeof *eigh_batch.result);
    eigh_batch.values = shared(eigh_batch.tasks * eigh_batch.size, sizeof *eigh_batch.values);
    eigh_batch.done = shared(1, sizeof *eigh_batch.done);
}

void eigh_batch_close(void) {
    munmap(eigh_batch.result, (size_t)eigh_batch.tasks * sizeof *eigh_batch.result);
    munmap(eigh_batch.values, (size_t)(eigh_batch.tasks * eigh_batch.size) * 8);
    munmap(eigh_batch.done, sizeof *eigh_batch.done);
}

/* ------------------------------------------------------------------------------- a task --- */

/* Tasks that are solved at once: every step-th from the first on. */
struct some {
    int64_t first, step, count;
};

static int64_t task_of(const struct some *some, int64_t i) {
    return some->first + i * some->step;
}

static void fail(struct eigh_result *result, const char *why) {
    snprintf(result->why, sizeof result->why, "%s", why);
    result->state = EIGH_WRONG;
}

static uint64_t fingerprint(const double *w) {
    uint64_t bits, sum = (uint64_t)eigh_batch.size;
    for (int64_t k = 0; k < eigh_batch.size; k++) {
        memcpy(&bits, &w[k], sizeof bits);
        sum = (sum ^ bits) * 0x100000001b3;
    }
    return sum;
}

/* Returns whether there is a matrix to be solved. */
static bool make(int64_t task, double *a) {
    struct eigh_result *result = &eigh_batch.result[task];
    char why[160];
    result->worker = getpid();
    result->state = EIGH_BEGUN;
    result->times++;
    eigh_matrix_make(eigh_batch.family, eigh_batch.seed + task, eigh_batch.size, a);
    int64_t at = eigh_matrix_not_finite(eigh_batch.size, a);
    if (at < 0)
        return true;
    snprintf(why, sizeof why,
             "its matrix has an entry that is not finite, in row %lld, column %lld",
             (ll)(at / eigh_batch.size), (ll)(at % eigh_batch.size));
    fail(result, why);
    return false;
}

static void check(int64_t task, const double *a, const double *w, const double *v) {
    struct eigh_result *result = &eigh_batch.result[task];
    char why[160];
    memcpy(eigh_batch.values + task * eigh_batch.size, w, (size_t)eigh_batch.size * sizeof *w);
    result->fingerprint = fingerprint(w);
    if (eigh_batch.verify) {
        result->scores = eigh_judge(eigh_batch.size, a, w, v);
        if (eigh_judge_refusal(&result->scores, why, sizeof why) != NULL) {
            fail(result, why);
            return;
        }
    }
    result->state = EIGH_SOLVED;
}

static const char *solve(int64_t count, double *a, double *w) {
    return eigh_stage.solve_batch != NULL ? eigh_stage.solve_batch(eigh_batch.size, count, a, w)
                                          : eigh_stage.solve(eigh_batch.size, a, w);
}

/* For the bar, rank 0 takes it that the others are as far as itself. */
static void count_done(int64_t tasks) {
    int64_t all = (atomic_fetch_add(eigh_batch.done, tasks) + tasks) * world_size();
    progress_update(all < eigh_batch.tasks ? all : eigh_batch.tasks);
}

static void do_tasks(const struct some *some) {
    struct eigh_result *result = &eigh_batch.result[some->first];
    double *a = memory_untouched(some->count * entries(), sizeof *a), *original = NULL;
    double *w = memory_new(some->count * eigh_batch.size, sizeof *w);
    double clock = clock_now();
    bool made = true;
    for (int64_t i = 0; i < some->count; i++)
        made &= make(task_of(some, i), a + i * entries());
    if (eigh_batch.verify) {
        original = memory_untouched(some->count * entries(), sizeof *a);
        memcpy(original, a, (size_t)(some->count * entries()) * sizeof *a);
    }
    result->make = clock_lap(&clock);
    const char *why = made ? solve(some->count, a, w) : NULL;
    result->solve = clock_lap(&clock);
    for (int64_t i = 0; i < some->count && made; i++) {
        int64_t task = task_of(some, i), at = i * entries();
        if (why != NULL)
            fail(&eigh_batch.result[task], why);
        else
            check(task, original != NULL ? original + at : NULL, w + i * eigh_batch.size, a + at);
    }
    result->check = clock_lap(&clock);
    free(original);
    free(w);
    free(a);
    count_done(some->count);
}

void eigh_task(int64_t task) {
    do_tasks(&(struct some){task, 1, 1});
}

/* ---------------------------------------------------------------------------- all tasks --- */

/* Each rank has every so many-th task: what lies side by side, and is perhaps alike, is dealt out.
 */
static void do_share(void) {
    int64_t most = at_once(), left = eigh_batch_share();
    struct some some = {world_rank(), world_size(), 0};
    for (; left > 0; left -= some.count, some.first += some.count * some.step) {
        some.count = most < left ? most : left;
        do_tasks(&some);
    }
}

/* What a rank has not done are zeros there. */
static void bring_together(void) {
    _Static_assert(sizeof(struct eigh_result) % 8 == 0, "a result is whole words");
    world_add(eigh_batch.result, eigh_batch.tasks * (int64_t)sizeof(struct eigh_result) / 8);
    world_add(eigh_batch.values, eigh_batch.tasks * eigh_batch.size);
}

struct eigh_phases eigh_batch_run(void) {
    struct eigh_phases phases = {0};
    memset(eigh_batch.result, 0, (size_t)eigh_batch.tasks * sizeof *eigh_batch.result);
    memset(eigh_batch.values, 0, (size_t)(eigh_batch.tasks * eigh_batch.size) * 8);
    *eigh_batch.done = 0;
    world_barrier();
    double clock = clock_now();
    if (eigh_stage.farm != NULL)
        eigh_stage.farm(eigh_batch.tasks);
    else
        do_share();
    phases.wall = world_max(clock_lap(&clock));
    clock = clock_now();
    bring_together();
    for (int64_t task = 0; task < eigh_batch.tasks; task++) {
        phases.make += eigh_batch.result[task].make;
        phases.solve += eigh_batch.result[task].solve;
        phases.check += eigh_batch.result[task].check;
    }
    phases.gather = clock_lap(&clock);
    return phases;
}

/* What is to be said of a task that is not solved, or NULL. */
static const char *complaint(int64_t task, char *text, size_t size) {
    const struct eigh_result *result = &eigh_batch.result[task];
    if (result->times > 1)
        snprintf(text, size, "task %lld was done %d times", (ll)task, result->times);
    else if (result->state == EIGH_WAITING)
        snprintf(text, size, "task %lld was never begun", (ll)task);
    else if (result->state == EIGH_BEGUN)
        snprintf(text, size, "task %lld was lost: process %lld had it and ended", (ll)task,
                 (ll)result->worker);
    else if (result->state == EIGH_WRONG)
        snprintf(text, size, "task %lld: %s", (ll)task, result->why);
    else if (result->fingerprint != fingerprint(eigh_batch.values + task * eigh_batch.size))
        snprintf(text, size, "task %lld: its eigenvalues were lost on the way", (ll)task);
    else
        return NULL;
    return text;
}

int64_t eigh_batch_failures(void) {
    int64_t failures = 0;
    char text[240];
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        if (complaint(task, text, sizeof text) != NULL && failures++ == 0)
            die_warn("FAILED: %s", text);
    if (failures > 1)
        die_warn("FAILED: %lld of %lld tasks", (ll)failures, (ll)eigh_batch.tasks);
    return failures;
}
