#include "eigh_batch.h"

#include "clock.h"
#include "die.h"
#include "eigh_saved.h"
#include "eigh_spread.h"
#include "memory.h"
#include "progress.h"
#include "stop.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef long long ll;

enum { EIGH_TURNS = 4 };

struct eigh_batch eigh_batch;
static double ahead; /* seconds of this rank, before it had a task */

/* ---------------------------------------------------------------------------------- memory --- */

/* As where cameras, spins or seasons take turns. */
int64_t eigh_task_size(int64_t task) {
    int64_t least = eigh_batch.smallest, most = eigh_batch.size;
    return least == 0 ? most : least + (most - least) * (task % EIGH_TURNS) / (EIGH_TURNS - 1);
}

static double sum_of_sizes(double power) {
    double sum = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        sum += pow((double)eigh_task_size(task), power);
    return sum;
}

double eigh_batch_operations(void) {
    return sum_of_sizes(3);
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

static double values_bytes(void) {
    return (double)eigh_batch.tasks *
           (8 * (double)eigh_batch.size + (double)sizeof(struct eigh_result));
}

/* Of each task in flight there is the matrix, and what the judge keeps of it. */
double eigh_batch_bytes(void) {
    if (eigh_stage.solve_spread != NULL)
        return eigh_spread_bytes(eigh_batch.size) + values_bytes();
    double n = (double)eigh_batch.size, tasks = (double)eigh_batch.tasks;
    double matrices = (eigh_batch.verify ? 2 : 1) + eigh_stage.extra;
    bool one_each = eigh_stage.farm != NULL && eigh_stage.solve_batch == NULL;
    double in_flight = (double)(one_each ? eigh_batch_workers() : at_once());
    double held = eigh_stage.held != NULL ? (double)eigh_stage.held(eigh_batch.tasks) : 0;
    return 8 * n * n * matrices * in_flight + 8 * sum_of_sizes(2) * held / fmax(tasks, 1) +
           values_bytes();
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

/* Of the values of a task, which are at w. */
static uint64_t fingerprint(int64_t task, const double *w) {
    int64_t n = eigh_task_size(task);
    uint64_t bits, sum = (uint64_t)n;
    for (int64_t k = 0; k < n; k++) {
        memcpy(&bits, &w[k], sizeof bits);
        sum = (sum ^ bits) * 0x100000001b3;
    }
    return sum;
}

static void make(int64_t task, double *a) {
    eigh_matrix_make(eigh_batch.family, eigh_batch.seed + task, eigh_task_size(task), a);
}

/* Returns whether there is a matrix to be solved. */
static bool is_finite(int64_t task, const double *a) {
    int64_t n = eigh_task_size(task), at = eigh_matrix_not_finite(n, a);
    struct eigh_result *result = &eigh_batch.result[task];
    char why[160];
    if (at < 0)
        return true;
    snprintf(why, sizeof why,
             "its matrix has an entry that is not finite, in row %lld, column %lld", (ll)(at / n),
             (ll)(at % n));
    fail(result, why);
    return false;
}

static void check(int64_t task, const double *a, const double *w, const double *v) {
    struct eigh_result *result = &eigh_batch.result[task];
    int64_t n = eigh_task_size(task);
    char why[160];
    memcpy(eigh_batch.values + task * eigh_batch.size, w, (size_t)n * sizeof *w);
    result->fingerprint = fingerprint(task, w);
    if (eigh_batch.verify) {
        result->scores = eigh_judge(n, a, w, v);
        if (eigh_judge_refusal(&result->scores, why, sizeof why) != NULL) {
            fail(result, why);
            return;
        }
    }
    result->state = EIGH_SOLVED;
    eigh_saved_write(task);
}

static const char *solve(int64_t n, int64_t count, double *a, double *w) {
    return eigh_stage.solve_batch != NULL ? eigh_stage.solve_batch(n, count, a, w)
                                          : eigh_stage.solve(n, a, w);
}

/* For the bar, rank 0 takes it that the others are as far as itself. */
static void count_done(int64_t tasks) {
    int64_t all = (atomic_fetch_add(eigh_batch.done, tasks) + tasks) * world_size();
    progress_update(all < eigh_batch.tasks ? all : eigh_batch.tasks);
}

static void begin(const struct some *some) {
    for (int64_t i = 0; i < some->count; i++) {
        struct eigh_result *result = &eigh_batch.result[task_of(some, i)];
        result->worker = getpid();
        result->state = EIGH_BEGUN;
        result->times++;
    }
}

/* What the judge goes by: a copy; but of a matrix that came from elsewhere, what it should be. */
static double *keep(const struct some *some, int64_t entries, const double *a, bool ours) {
    double *original = memory_untouched(some->count * entries, sizeof *original);
    if (ours)
        memcpy(original, a, (size_t)(some->count * entries) * sizeof *a);
    for (int64_t i = 0; i < some->count && !ours; i++)
        make(task_of(some, i), original + i * entries);
    return original;
}

static void judge(const struct some *some, int64_t n, const double *original, const double *w,
                  const double *v) {
    for (int64_t i = 0; i < some->count; i++)
        check(task_of(some, i), original != NULL ? original + i * n * n : NULL, w + i * n,
              v + i * n * n);
}

/* All of them have n rows, and their matrices lie one behind the other: at `given`, if they were
   made already. */
static void do_tasks(const struct some *some, double *given) {
    struct eigh_result *result = &eigh_batch.result[some->first];
    int64_t n = eigh_task_size(some->first), count = some->count;
    double *a = given != NULL ? given : memory_untouched(count * n * n, sizeof *a);
    double *w = memory_new(count * n, sizeof *w), *original = NULL;
    bool finite = true;
    double clock = clock_now();
    begin(some);
    for (int64_t i = 0; i < count && given == NULL; i++)
        make(task_of(some, i), a + i * n * n);
    result->make = clock_lap(&clock);
    for (int64_t i = 0; i < count; i++)
        finite &= is_finite(task_of(some, i), a + i * n * n);
    if (eigh_batch.verify)
        original = keep(some, n * n, a, given == NULL);
    result->check = clock_lap(&clock);
    const char *why = finite ? solve(n, count, a, w) : NULL;
    result->solve = clock_lap(&clock);
    for (int64_t i = 0; i < count && why != NULL; i++)
        fail(&eigh_batch.result[task_of(some, i)], why);
    if (finite && why == NULL)
        judge(some, n, original, w, a);
    result->check += clock_lap(&clock);
    free(original);
    free(w);
    if (given == NULL)
        free(a);
    count_done(count);
}

/* Done already; or asked to stop, and whatever waits is left for another run. */
static bool is_left_out(int64_t task) {
    bool restored = eigh_saved_read(task);
    if (restored)
        count_done(1);
    return restored || stop_here();
}

void eigh_task_made(int64_t task, double *a) {
    if (!is_left_out(task))
        do_tasks(&(struct some){task, 1, 1}, a);
}

void eigh_task(int64_t task) {
    eigh_task_made(task, NULL);
}

void eigh_task_make(int64_t task, double *a) {
    double clock = clock_now();
    make(task, a);
    ahead += clock_lap(&clock);
}

/* ---------------------------------------------------------------------------- all tasks --- */

/* Each rank has every so many-th task: what lies side by side, and is perhaps alike, is dealt out.
 */
void eigh_share(double *made) {
    int64_t most = at_once(), left = eigh_batch_share(), n = eigh_batch.size;
    struct some some = {world_rank(), world_size(), 0};
    for (; left > 0; left -= some.count, some.first += some.count * some.step) {
        bool leave = is_left_out(some.first);
        some.count = leave ? 1 : most < left ? most : left;
        if (!leave)
            do_tasks(&some, made);
        made = made != NULL ? made + some.count * n * n : NULL;
    }
}

/* What a rank has not done are zeros there. */
static void bring_together(void) {
    _Static_assert(sizeof(struct eigh_result) % 8 == 0, "a result is whole words");
    world_add(eigh_batch.result, eigh_batch.tasks * (int64_t)sizeof(struct eigh_result) / 8);
    world_add(eigh_batch.values, eigh_batch.tasks * eigh_batch.size);
}

/* Rank 0 keeps what all have found out. */
static void keep_spread(int64_t task, const struct eigh_spread *spread,
                        const struct eigh_scores *scores, const char *failure) {
    struct eigh_result *result = &eigh_batch.result[task];
    char why[160];
    memcpy(eigh_batch.values + task * eigh_batch.size, spread->w,
           (size_t)spread->size * sizeof *spread->w);
    result->fingerprint = fingerprint(task, spread->w);
    result->scores = *scores;
    result->state = EIGH_SOLVED;
    if (failure == NULL && eigh_batch.verify)
        failure = eigh_judge_refusal(scores, why, sizeof why);
    if (failure != NULL)
        fail(result, failure);
    else
        eigh_saved_write(task);
}

/* What rank 0 says holds for all. */
static bool all_leave_out(int64_t task) {
    return world_sum(world_rank() == 0 && is_left_out(task)) > 0;
}

static void do_together(int64_t task) {
    if (all_leave_out(task))
        return;
    double clock = clock_now(), seconds[3];
    struct eigh_spread spread = eigh_spread_make(eigh_batch.seed + task, eigh_task_size(task));
    struct eigh_scores scores = {0};
    seconds[0] = clock_lap(&clock);
    const char *why = eigh_stage.solve_spread(&spread);
    seconds[1] = clock_lap(&clock);
    if (!world_all(why == NULL) && why == NULL)
        why = "it could not be solved on another rank";
    if (why == NULL && eigh_batch.verify)
        scores = eigh_spread_judge(eigh_batch.seed + task, &spread);
    seconds[2] = clock_lap(&clock);
    if (world_rank() == 0) {
        struct eigh_result *result = &eigh_batch.result[task];
        begin(&(struct some){task, 1, 1});
        keep_spread(task, &spread, &scores, why);
        result->make = seconds[0], result->solve = seconds[1], result->check = seconds[2];
    }
    eigh_spread_free(&spread);
    count_done(1);
}

struct eigh_phases eigh_batch_run(void) {
    struct eigh_phases phases = {0};
    memset(eigh_batch.result, 0, (size_t)eigh_batch.tasks * sizeof *eigh_batch.result);
    memset(eigh_batch.values, 0, (size_t)(eigh_batch.tasks * eigh_batch.size) * 8);
    *eigh_batch.done = 0;
    ahead = 0;
    world_barrier();
    double clock = clock_now();
    if (eigh_stage.farm != NULL)
        eigh_stage.farm(eigh_batch.tasks);
    else if (eigh_stage.solve_spread != NULL)
        for (int64_t task = 0; task < eigh_batch.tasks; task++)
            do_together(task);
    else
        eigh_share(NULL);
    phases.wall = world_max(clock_lap(&clock));
    phases.ahead = world_max(ahead);
    clock = clock_now();
    bring_together();
    stop_asked(); /* from here on all ranks know of it */
    for (int64_t task = 0; task < eigh_batch.tasks; task++) {
        phases.make += eigh_batch.result[task].make;
        phases.solve += eigh_batch.result[task].solve;
        phases.check += eigh_batch.result[task].check;
    }
    phases.gather = clock_lap(&clock);
    return phases;
}

int64_t eigh_batch_restored(void) {
    int64_t restored = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        restored += eigh_batch.result[task].restored;
    return restored;
}

int64_t eigh_batch_solved(void) {
    int64_t solved = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        solved += eigh_batch.result[task].state == EIGH_SOLVED;
    return solved;
}

uint64_t eigh_batch_fingerprint(void) {
    uint64_t sum = 0;
    for (int64_t task = 0; task < eigh_batch.tasks; task++)
        sum = sum * 0x100000001b3 + eigh_batch.result[task].fingerprint;
    return sum;
}

/* What is to be said of a task that is not solved, or NULL. */
static const char *complaint(int64_t task, char *text, size_t size) {
    const struct eigh_result *result = &eigh_batch.result[task];
    if (result->state == EIGH_WAITING && stop_here())
        return NULL;
    if (result->times > 1)
        snprintf(text, size, "task %lld was done %d times", (ll)task, result->times);
    else if (result->state == EIGH_WAITING)
        snprintf(text, size, "task %lld was never begun", (ll)task);
    else if (result->state == EIGH_BEGUN)
        snprintf(text, size, "task %lld was lost: process %lld had it and ended", (ll)task,
                 (ll)result->worker);
    else if (result->state == EIGH_WRONG)
        snprintf(text, size, "task %lld: %s", (ll)task, result->why);
    else if (result->unsaved != 0)
        snprintf(text, size, "task %lld is solved, but could not be saved: %s", (ll)task,
                 strerror((int)result->unsaved));
    else if (result->fingerprint != fingerprint(task, eigh_batch.values + task * eigh_batch.size))
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
