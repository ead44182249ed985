#include "eigh_timeit.h"

#include "clock.h"
#include "die.h"
#include "eigh.h"
#include "eigh_judge.h"
#include "eigh_matrix.h"
#include "memory.h"
#include "timeit.h"
#include "world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRIAL = 500 }; /* rows: few, but with all that matters for many */

struct task {
    int64_t size;
    const double *a;
    double *v, *w;
};

static void solve(void *context) {
    const struct task *task = context;
    memcpy(task->v, task->a, (size_t)(task->size * task->size) * sizeof *task->v);
    const char *why = eigh_stage.solve_batch != NULL
                          ? eigh_stage.solve_batch(task->size, 1, task->v, task->w)
                          : eigh_stage.solve(task->size, task->v, task->w);
    if (why != NULL)
        die_failed("FAILED: %s", why);
}

static void judge(const struct task *task) {
    char why[160];
    struct eigh_scores scores = eigh_judge(task->size, task->a, task->w, task->v);
    if (eigh_judge_refusal(&scores, why, sizeof why) != NULL)
        die_failed("FAILED: %s", why);
}

/* All ranks see the same time, and so do as many loops. */
static double common_clock(void) {
    return world_max(clock_now());
}

void eigh_timeit(int64_t size, const double *a, bool verify) {
    char line[100];
    if (eigh_matrix_not_finite(size, a) >= 0)
        die_failed("FAILED: the matrix has an entry that is not finite");
    struct task task = {size, a, memory_new(size * size, sizeof *a), memory_new(size, sizeof *a)};
    struct timeit timeit = timeit_run(solve, &task, common_clock);
    if (verify)
        judge(&task);
    printf("%s\n", timeit_line(&timeit, line, sizeof line));
    if (timeit_is_unreliable(&timeit))
        die_warn("unreliable: the slowest batch took %.3g times as long as the best",
                 timeit.worst / timeit.best);
    free(task.v);
    free(task.w);
}

static double seconds_of(eigh_solver *solve, double *a, double *w) {
    eigh_matrix_make(EIGH_NUMPY, 0, TRIAL, a);
    double began = clock_now();
    solve(TRIAL, a, w);
    return world_max(clock_now() - began);
}

/* In turns, so that what disturbs one disturbs the other. */
bool eigh_faster(eigh_solver *one, eigh_solver *other) {
    double *a = memory_new(TRIAL * TRIAL, sizeof *a), *w = memory_new(TRIAL, sizeof *w);
    double best = INFINITY, best_of_other = INFINITY;
    for (int i = 0; i < 3; i++) {
        best = fmin(best, seconds_of(one, a, w));
        best_of_other = fmin(best_of_other, seconds_of(other, a, w));
    }
    free(a);
    free(w);
    return best < best_of_other;
}
