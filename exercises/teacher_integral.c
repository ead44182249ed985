/* The teacher of sums: compares integrals on some squares of points with what known wrong programs
   would make of them.

       rows     0 1 2 ... 63 | 64 ... 99      a thread each, in blocks
                all of them                   right
                0 ... 63                      the rest is left out
                0, 64                         of each block only the first

   Status 0: right; 1: wrong. The name of the mistake is the word in brackets. */
#include "driver.h"
#include "integral.h"
#include "teacher.h"
#include "world.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

static const int64_t trials[] = {100, 50, 257, 64, 7, 1};
enum { TRIALS = sizeof trials / sizeof *trials };

static const double LOW = 0.25, HIGH = 2;
static const double ANY_SUM =
    1e12; /* as no mistake makes it; what nobody has written may be more */

/* Which rows a program adds up, `block` threads at a time; how often; and where its points are. */
struct program {
    bool (*row)(int64_t i, int64_t n, int64_t block);
    double times;
    double middle; /* 0.5: in the middle of their cells */
    int powers;    /* of h, that the sum is multiplied with */
};

static bool each(int64_t i, int64_t n, int64_t block) {
    (void)i, (void)n, (void)block;
    return true;
}

static bool whole_blocks(int64_t i, int64_t n, int64_t block) {
    return i < n / block * block;
}

static bool first_of_block(int64_t i, int64_t n, int64_t block) {
    (void)n;
    return i % block == 0;
}

static bool first_block(int64_t i, int64_t n, int64_t block) {
    (void)n;
    return i < block;
}

static bool but_the_last(int64_t i, int64_t n, int64_t block) {
    (void)block;
    return i < n - 1;
}

static bool but_the_first(int64_t i, int64_t n, int64_t block) {
    (void)n, (void)block;
    return i > 0;
}

static bool none(int64_t i, int64_t n, int64_t block) {
    (void)i, (void)n, (void)block;
    return false;
}

static const struct program right = {each, 1, 0.5, 2};

/* The first that fits is named. */
static const struct mistake {
    const char *name, *says, *where;
    struct program program;
} mistakes[] = {
    {"nothing-added",
     "nothing is added up",
     "Does any thread's sum ever come into the one?",
     {none, 1, 0.5, 2}},
    {"remainder-lost",
     "there are whole blocks of rows only, and none for the rest",
     "n / THREADS rounds down: a block more does no harm if threads without a row add nothing.",
     {whole_blocks, 1, 0.5, 2}},
    {"first-of-block",
     "only the first row of each block is added up",
     "Who adds up what the other threads have, and where have they left it?",
     {first_of_block, 1, 0.5, 2}},
    {"one-block",
     "only the rows of the first block are added up",
     "Each block needs a place for its sum, and each of these has to be added up.",
     {first_block, 1, 0.5, 2}},
    {"last-lost",
     "the last row is left out",
     "Which row has the last thread?",
     {but_the_last, 1, 0.5, 2}},
    {"first-lost",
     "the first row is left out",
     "Which row has thread 0 of block 0?",
     {but_the_first, 1, 0.5, 2}},
    {"counted-twice",
     "every row is added twice",
     "Who else adds what thread 0 adds?",
     {each, 2, 0.5, 2}},
    {"not-midpoint",
     "the points are at the corners of their cells, not in the middle",
     "The midpoint of cell i is at low + (i + 0.5) h.",
     {each, 1, 0, 2}},
    {"h-forgotten",
     "the sum is multiplied with h once",
     "A point stands for h times h.",
     {each, 1, 0.5, 1}},
    {"h-forgotten",
     "the sum is not multiplied with h h",
     "A point stands for h times h.",
     {each, 1, 0.5, 0}},
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

static double does(const struct program *program, int64_t n, int64_t block) {
    double h = (HIGH - LOW) / (double)n, sum = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n && program->row(i, n, block); j++)
            sum += sin(2 * LOW + ((double)(i + j) + 2 * program->middle) * h);
    return program->times * sum * pow(h, program->powers);
}

/* -------------------------------------------------------------------------------- seeing --- */

struct seen {
    double once, again; /* integrals, one after the other */
};

static struct seen see(int64_t n) {
    struct seen seen;
    if (integral_stage.open != NULL)
        integral_stage.open(n);
    seen.once = integral_stage.integrate(n, LOW, HIGH);
    seen.again = integral_stage.integrate(n, LOW, HIGH);
    if (integral_stage.close != NULL)
        integral_stage.close();
    return seen;
}

static bool near(double one, double other) {
    return fabs(one - other) <= (integral_stage.single ? 1e-6 : 1e-12) * fmax(1, fabs(other));
}

static bool explains(const struct program *program, int64_t block, const struct seen *seen) {
    for (int trial = 0; trial < TRIALS; trial++)
        if (!near(seen[trial].once, does(program, trials[trial], block)))
            return false;
    return true;
}

/* ------------------------------------------------------------------------------- speaking --- */

static bool explains_with_some_block(const struct program *program, const struct seen *seen) {
    for (int64_t block = 8; block <= 512; block *= 2)
        if (explains(program, block, seen))
            return true;
    return false;
}

static void speak(const struct seen *seen) {
    for (int i = 0; i < MISTAKES; i++)
        if (explains_with_some_block(&mistakes[i].program, seen)) {
            teacher_mistake(mistakes[i].name, mistakes[i].says, mistakes[i].where);
            return;
        }
    if (!(fabs(seen[0].once) < ANY_SUM)) {
        teacher_mistake("not-written", "a number is added up that no thread has ever written",
                        "Memory that is new is not zero. How many numbers did open_sums ask for? "
                        "And has a thread without a row left its 0, before it went?");
        return;
    }
    teacher_say("Not right yet, and not like any mistake that I know [unknown].");
    printf("On %lld points a side it is %.12g, and should be %.12g.\n", (long long)trials[0],
           seen[0].once, does(&right, trials[0], 1));
}

static bool judge(void) {
    struct seen seen[TRIALS];
    bool same = true;
    for (int trial = 0; trial < TRIALS; trial++) {
        seen[trial] = see(trials[trial]);
        same = same && near(seen[trial].again, seen[trial].once);
    }
    if (!explains(&right, 1, seen)) {
        speak(seen);
        return false;
    }
    if (!same)
        teacher_mistake("not-cleared", "the first integral is right, and the next one is not",
                        "Where is the sum set to 0: once, or each time?");
    return same;
}

int main(int argc, char **argv) {
    world_open(&argc, &argv);
    driver_guard();
    driver_check_stage(&(struct driver_stage){.accelerator = integral_stage.accelerator});
    bool is_right = judge();
    if (is_right)
        printf("Right: the integral, on 1 to %lld points a side.\n", (long long)trials[2]);
    return driver_end(is_right);
}
