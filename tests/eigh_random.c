/* One stage on the matrices at which solvers fail, of many sizes, and on random ones: every
   eigenpair, and the values that are known. It stands in for the driver, so it needs no process a
   matrix; if the stage farms tasks out itself, it looks at that too. Several ranks do all of it
   together.

   Usage: build/random/eigh-IDEA [SEED]

   The first matrix that goes wrong is printed with all that it takes to make it again. */
#include "build.h"
#include "eigh.h"
#include "eigh_judge.h"
#include "eigh_matrix.h"
#include "eigh_spread.h"
#include "memory.h"
#include "test.h"
#include "world.h"

#include <float.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef long long ll;

enum { FAMILIES = EIGH_NAN, SEEDS = 3, MOST_CASES = FAMILIES * SEEDS, TEXT = 120 };

struct test_case {
    enum eigh_family family;
    int64_t seed, size;
};

static double *case_matrix(const struct test_case *c) {
    double *a = memory_new(c->size * c->size, sizeof *a);
    eigh_matrix_make(c->family, c->seed, c->size, a);
    return a;
}

/* Judges a solved case. Says what is wrong, or NULL. */
static const char *case_wrong(const struct test_case *c, const double *w, const double *v,
                              struct eigh_scores *scores, char *text) {
    double *a = case_matrix(c);
    *scores = eigh_judge(c->size, a, w, v);
    free(a);
    return eigh_judge_refusal(scores, text, TEXT);
}

/* -------------------------------------------------------------------------- between guards --- */

/* As many as keep what lies between them aligned. */
enum { GUARDS = 8 };

static const double GUARD = 0x1.23456789abcdep+100;

static double *guarded_new(int64_t count) {
    double *block = memory_new(count + 2 * GUARDS, sizeof *block);
    for (int i = 0; i < GUARDS; i++)
        block[i] = block[GUARDS + count + i] = GUARD;
    return block + GUARDS;
}

/* Whether nothing was written beside it. */
static bool guarded_free(int64_t count, double *inside) {
    bool untouched = true;
    for (int i = 0; i < GUARDS; i++)
        untouched = untouched && inside[-1 - i] == GUARD && inside[count + i] == GUARD;
    free(inside - GUARDS);
    return untouched;
}

/* ------------------------------------------------------------------------------ the solver --- */

static int64_t batch(void) {
    return eigh_stage.solve_batch != NULL ? eigh_stage.batch() : 1;
}

static const char *solve(int64_t size, int64_t count, double *a, double *w) {
    return eigh_stage.solve_batch != NULL ? eigh_stage.solve_batch(size, count, a, w)
                                          : eigh_stage.solve(size, a, w);
}

static struct eigh_scores worst[FAMILIES];

static void keep_worst(struct eigh_scores *most, const struct eigh_scores *scores) {
    most->residual = fmax(most->residual, scores->residual);
    most->orthogonality = fmax(most->orthogonality, scores->orthogonality);
    most->trace = fmax(most->trace, scores->trace);
    most->frobenius = fmax(most->frobenius, scores->frobenius);
}

static bool judge_cases(int64_t count, const struct test_case *cases, const double *a,
                        const double *w) {
    for (int64_t i = 0; i < count; i++) {
        const struct test_case *c = &cases[i];
        struct eigh_scores scores;
        char text[TEXT];
        const char *wrong =
            case_wrong(c, w + i * c->size, a + i * c->size * c->size, &scores, text);
        if (wrong != NULL) {
            test_check(false, "%s: %s, seed %lld, size %lld: %s", build.program,
                       eigh_families[c->family], (ll)c->seed, (ll)c->size, wrong);
            return false;
        }
        keep_worst(&worst[c->family], &scores);
    }
    return true;
}

/* Cases of one size, all at once. */
static bool right_cases(int64_t count, const struct test_case *cases) {
    int64_t n = cases->size;
    double *a = guarded_new(count * n * n), *w = guarded_new(count * n);
    for (int64_t i = 0; i < count; i++)
        eigh_matrix_make(cases[i].family, cases[i].seed, n, a + i * n * n);
    const char *failure = solve(n, count, a, w);
    bool right = failure == NULL && judge_cases(count, cases, a, w);
    if (failure != NULL)
        test_check(false, "%s: %s, seed %lld, size %lld: %s", build.program,
                   eigh_families[cases->family], (ll)cases->seed, (ll)n, failure);
    bool a_untouched = guarded_free(count * n * n, a), w_untouched = guarded_free(count * n, w);
    if (right && !(a_untouched && w_untouched))
        test_check(false, "%s: size %lld: writes beside %s", build.program, (ll)n,
                   a_untouched ? "w" : "a");
    return right && a_untouched && w_untouched;
}

/* ------------------------------------------------------------------------- what it is given --- */

static bool is_random(enum eigh_family family) {
    return family != EIGH_IDENTITY && family != EIGH_ZERO && family != EIGH_WILKINSON &&
           family != EIGH_GLUED;
}

/* All families; random ones several times, unless that would take long. */
static int64_t list_cases(int64_t size, int64_t seed, struct test_case *cases) {
    int64_t count = 0;
    for (int family = 0; family < FAMILIES; family++)
        for (int s = 0; s < (is_random(family) && size < 50 ? SEEDS : 1); s++)
            cases[count++] = (struct test_case){family, seed + s, size};
    return count;
}

static bool test_size(int64_t size, int64_t seed) {
    struct test_case cases[MOST_CASES];
    int64_t count = list_cases(size, seed, cases);
    if (eigh_stage.open != NULL)
        eigh_stage.open(size, count);
    int64_t at_once = batch();
    for (int64_t first = 0; first < count; first += at_once)
        if (!right_cases(count - first < at_once ? count - first : at_once, cases + first))
            return false;
    return true;
}

static bool test_families(int64_t seed) {
    static const int64_t sizes[] = {0, 1, 2, 3, 4, 5, 7, 10, 21, 33, 64, 65, 100, 129};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (!world_all(test_size(sizes[i], seed)))
            return false;
    for (int family = 0; family < FAMILIES; family++)
        test_check(true,
                   "%s: %s from seed %lld: at most: residual %.2g, orthogonality %.2g, trace %.2g, "
                   "squares %.2g",
                   build.program, eigh_families[family], (ll)seed, worst[family].residual,
                   worst[family].orthogonality, worst[family].trace, worst[family].frobenius);
    return true;
}

/* ---------------------------------------------------------------------- values that are known ---
 */

/* Of numpy's seed 0, computed with 30 digits. */
static void test_known(void) {
    static const struct {
        int64_t n;
        double largest, second, least;
    } known[] = {{10, 24.1564130997962474, 2.14371756251794631, 0.00575076937025934271},
                 {100, 2480.56466945458553, 31.0615531927700312, 0.000352911022319760159}};
    for (int i = 0; i < 2; i++) {
        int64_t n = known[i].n;
        double largest = known[i].largest, second = known[i].second, least = known[i].least;
        double *a = case_matrix(&(struct test_case){EIGH_NUMPY, 0, n}), *w = memory_new(n, 8);
        solve(n, 1, a, w);
        test_check(fabs(w[n - 1] - largest) <= 1e-8 * largest &&
                       fabs(w[n - 2] - second) <= 1e-8 * second &&
                       fabs(w[0] - least) <= (double)n * DBL_EPSILON * largest,
                   "%s: numpy's values at n = %lld: %.9g, %.9g ... %.9g", build.program, (ll)n,
                   w[n - 1], w[n - 2], w[0]);
        free(a);
        free(w);
    }
}

/* ---------------------------------------------------------------------------------- the farm ---
 */

enum { MOST_TASKS = 100 };

static struct {
    atomic_llong taken, right;
} * tasks; /* shared with the processes that a farm may fork */
static int64_t farmed;

static struct test_case case_of(int64_t task) {
    return (struct test_case){EIGH_NUMPY, task, 1 + task % 40};
}

int64_t eigh_task_size(int64_t task) {
    return case_of(task).size;
}

void eigh_task_make(int64_t task, double *a) {
    eigh_matrix_make(EIGH_NUMPY, task, eigh_task_size(task), a);
}

void eigh_task_made(int64_t task, double *a) {
    struct test_case c = case_of(task);
    struct eigh_scores scores;
    char text[TEXT];
    double *w = memory_new(c.size, sizeof *w);
    solve(c.size, 1, a, w);
    atomic_fetch_add(&tasks[task].taken, 1);
    atomic_fetch_add(&tasks[task].right, case_wrong(&c, w, a, &scores, text) == NULL);
    free(w);
}

void eigh_task(int64_t task) {
    struct test_case c = case_of(task);
    double *a = case_matrix(&c);
    eigh_task_made(task, a);
    free(a);
}

void eigh_share(double *made) {
    for (int64_t task = world_rank(); task < farmed; task += world_size()) {
        int64_t n = eigh_task_size(task);
        if (made == NULL)
            eigh_task(task);
        else
            eigh_task_made(task, made);
        made = made != NULL ? made + n * n : NULL;
    }
}

static void test_farm(int64_t count) {
    int64_t once = 0, right = 0;
    farmed = count;
    memset(tasks, 0, MOST_TASKS * sizeof *tasks);
    world_barrier(); /* a sum of no tasks waits for nobody, and a manager takes whoever asks */
    eigh_stage.farm(count);
    world_add(tasks, count * (int64_t)(sizeof *tasks / 8));
    for (int64_t i = 0; i < count; i++) {
        once += tasks[i].taken == 1;
        right += tasks[i].right == 1;
    }
    test_check(once == count && right == count,
               "%s: of %lld tasks farmed out %lld were done once, %lld right", build.program,
               (ll)count, (ll)once, (ll)right);
}

/* ------------------------------------------------------------------------ over all ranks --- */

static bool right_spread(int64_t seed, int64_t n, double *largest) {
    char text[TEXT];
    struct eigh_spread spread = eigh_spread_make(seed, n);
    const char *wrong = eigh_stage.solve_spread(&spread);
    struct eigh_scores scores = eigh_spread_judge(seed, &spread);
    if (wrong == NULL)
        wrong = eigh_judge_refusal(&scores, text, sizeof text);
    if (wrong != NULL)
        test_check(false, "%s: seed %lld, size %lld: %s", build.program, (ll)seed, (ll)n, wrong);
    *largest = n > 0 ? spread.w[n - 1] : 0;
    eigh_spread_free(&spread);
    return wrong == NULL;
}

static void test_spread(int64_t seed) {
    static const int64_t sizes[] = {0, 1, 2, 3, 5, 7, 33, 63, 64, 65, 127, 128, 129, 200, 321};
    double largest;
    bool right = true;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        right = right && right_spread(seed + (int64_t)i, sizes[i], &largest);
    test_check(right, "%s: on all ranks, from seed %lld", build.program, (ll)seed);
    right = right_spread(0, 100, &largest);
    test_check(right && fabs(largest - 2480.56466945458553) <= 1e-8,
               "%s: numpy's values at n = 100: %.9g", build.program, largest);
}

static void test_all(int64_t seed) {
    if (eigh_stage.solve_spread != NULL) {
        test_spread(seed);
        return;
    }
    if (!test_families(seed))
        return;
    test_known();
    tasks = mmap(NULL, MOST_TASKS * sizeof *tasks, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (int64_t count = 0; eigh_stage.farm != NULL && count <= MOST_TASKS; count = 3 * count + 1)
        test_farm(count);
    if (eigh_stage.close != NULL)
        eigh_stage.close();
}

int main(int argc, char **argv) {
    int64_t seed = argc > 1 ? atoll(argv[1]) : 1;
    world_open(&argc, &argv);
    const char *why = eigh_stage.missing != NULL ? eigh_stage.missing() : NULL;
    if (why != NULL)
        test_skip("%s: %s", build.program, why);
    else
        test_all(seed);
    world_close();
    return test_end();
}
