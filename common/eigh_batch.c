#include "eigh_batch.h"

#include "clock.h"
#include "die.h"
#include "memory.h"
#include "progress.h"

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

static int64_t at_once(void) {
    int64_t batch = eigh_stage.solve_batch != NULL ? eigh_stage.batch() : 1;
    return batch < eigh_batch.tasks ? batch : eigh_batch.tasks;
}

int64_t eigh_batch_workers(void) {
    return eigh_stage.workers != NULL ? eigh_stage.workers() : 1;
}

/* Of each task in flight there is the matrix, and what the judge keeps of it. */
double eigh_batch_bytes(int64_t workers) {
    double n = (double)eigh_batch.size, tasks = (double)eigh_batch.tasks;
    double matrices = (eigh_batch.verify ? 2 : 1) + eigh_stage.extra;
    int64_t in_flight = eigh_stage.farm != NULL ? workers : at_once();
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

static void fail(struct eigh_result *result, const char *why) {
    snprintf(result->why, sizeof result->why, "%s", why);
    result->state = EIGH_WRONG;
}

/* Returns whether there is a matrix to be solved. */
static bool make(int64_t task, double *a) {
    struct eigh_result *result = &eigh_batch.result[task];
    char why[160];
    result->worker = getpid();
    result->state = EIGH_BEGUN;
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

/* `count` tasks from `first` on, solved at once. */
static void do_tasks(int64_t first, int64_t count) {
    struct eigh_result *result = &eigh_batch.result[first];
    double *a = memory_untouched(count * entries(), sizeof *a), *original = NULL;
    double *w = eigh_batch.values + first * eigh_batch.size;
    double clock = clock_now();
    bool made = true;
    for (int64_t t = 0; t < count; t++)
        made &= make(first + t, a + t * entries());
    if (eigh_batch.verify) {
        original = memory_untouched(count * entries(), sizeof *a);
        memcpy(original, a, (size_t)(count * entries()) * sizeof *a);
    }
    result->make = clock_lap(&clock);
    const char *why = made ? solve(count, a, w) : NULL;
    result->solve = clock_lap(&clock);
    for (int64_t t = 0; t < count && made; t++)
        if (why != NULL)
            fail(result + t, why);
        else
            check(first + t, original + t * entries(), w + t * eigh_batch.size, a + t * entries());
    result->check = clock_lap(&clock);
    free(original);
    free(a);
    progress_update(atomic_fetch_add(eigh_batch.done, count) + count);
}

void eigh_task(int64_t task) {
    do_tasks(task, 1);
}

/* ---------------------------------------------------------------------------- all tasks --- */

struct eigh_phases eigh_batch_run(void) {
    struct eigh_phases phases = {0};
    memset(eigh_batch.result, 0, (size_t)eigh_batch.tasks * sizeof *eigh_batch.result);
    *eigh_batch.done = 0;
    double clock = clock_now();
    if (eigh_stage.farm != NULL)
        eigh_stage.farm(eigh_batch.tasks);
    else
        for (int64_t task = 0, count; task < eigh_batch.tasks; task += count) {
            int64_t left = eigh_batch.tasks - task;
            count = at_once() < left ? at_once() : left;
            do_tasks(task, count);
        }
    phases.wall = clock_lap(&clock);
    for (int64_t task = 0; task < eigh_batch.tasks; task++) {
        phases.make += eigh_batch.result[task].make;
        phases.solve += eigh_batch.result[task].solve;
        phases.check += eigh_batch.result[task].check;
    }
    phases.gather = clock_lap(&clock);
    return phases;
}

int64_t eigh_batch_failures(void) {
    int64_t failures = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++) {
        const struct eigh_result *result = &eigh_batch.result[task];
        if (result->state == EIGH_SOLVED || failures++ > 0)
            continue;
        if (result->state == EIGH_WRONG)
            die_warn("FAILED: task %lld: %s", (ll)task, result->why);
        else if (result->state == EIGH_BEGUN)
            die_warn("FAILED: task %lld was lost: process %lld had it and ended", (ll)task,
                     (ll)result->worker);
        else
            die_warn("FAILED: task %lld was never begun", (ll)task);
    }
    if (failures > 1)
        die_warn("FAILED: %lld of %lld tasks", (ll)failures, (ll)eigh_batch.tasks);
    return failures;
}
