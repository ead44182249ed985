/* One stage on thousands of random roads, for random numbers of steps, against the exact solution:
   every cell and the moves of every call of advance. It stands in for the driver, so it needs no
   process a road, and looks at what a stage does and not at what the driver makes of it.

   Usage: [mpiexec -n RANKS] build/random/traffic-IDEA [SEED [CASES [STEPS [OPTION OF THE
   STAGE...]]]]

   Every rank makes all of the road and its exact solution, and gives the stage its part of both.

   The seed says which roads; no call takes more than so many steps, where messages are slow; the
   first case that goes wrong is printed with all that it takes to run it again. */
#include "build.h"
#include "exact.h"
#include "memory.h"
#include "random.h"
#include "test.h"
#include "traffic.h"
#include "traffic_judge.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

/* A stage with a price for steps may take this many in a case, others as many as this buys cells
   and steps. */
static const int64_t FAR = (int64_t)1 << 60, CHEAP = 1000, WORK = 10 * 1000 * 1000;

enum { MOST_CALLS = 4, LONG = 500000, GENERATORS = 3 };

static uint64_t state;
static int64_t most_steps = INT64_MAX;

/* splitmix64: Steele, Lea, Flood, OOPSLA 2014. */
static uint64_t random_word(void) {
    uint64_t x = state += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

/* A number from `from` to `to`. */
static int64_t between(int64_t from, int64_t to) {
    return from + (int64_t)(random_word() % (uint64_t)(to - from + 1));
}

#define ONE_OF(array) array[between(0, (int64_t)(sizeof(array) / sizeof *(array)) - 1)]

/* ----------------------------------------------------------------------------------- cases --- */

struct test_case {
    int64_t cells, steps[MOST_CALLS];
    int calls,
        again;      /* the call before which the stage is closed, and opened with the road so far */
    int random;     /* an index of random_names, or of their end: numbers of our own */
    double density; /* -1: long jams and long gaps */
};

/* Roads of about a word, of a few, of whole blocks of them that lent a word or two at their ends;
   and some that are long enough for threads to be worth it. */
static int64_t pick_cells(int64_t number) {
    int64_t kind = between(0, 7), block = (1 << between(3, 7)) - between(0, 2);
    if (number % 64 == 63)
        return between(LONG / 2, LONG);
    if (kind < 2)
        return between(1, 130);
    if (kind < 3)
        return 64 * between(1, 30) + between(-1, 1);
    if (kind < 5)
        return 64 * block * between(1, 3) + between(-1, 1);
    return between(1, 2000);
}

static bool goes_far(void) {
    return traffic_stage.cost != NULL &&
           traffic_stage.cost(FAR).operations * (double)FAR < (double)CHEAP;
}

static int64_t pick_steps(int64_t cells) {
    static const int64_t round[] = {1, 10, 20, 50, 63, 64, 65, 100, 128},
                         far[] = {1000000, 1000000000000, FAR};
    const int64_t around[] = {cells / 2 - 1, cells / 2, cells, 2 * cells + 1};
    int64_t steps = between(1, 300), kind = between(0, 9);
    if (kind < 3)
        steps = ONE_OF(round);
    else if (kind < 5)
        steps = ONE_OF(around);
    else if (kind < 6 && goes_far())
        steps = ONE_OF(far) + between(-64, 0);
    if (steps < 1 || (!goes_far() && cells * steps > WORK))
        steps = between(1, 1 + WORK / cells < 300 ? 1 + WORK / cells : 300);
    return steps <= most_steps ? steps : 1 + steps % most_steps;
}

static struct test_case pick_case(int64_t number) {
    static const double densities[] = {0, 1, 0.3, 0.5, 0.5, 0.7, -1, -1};
    struct test_case c = {.cells = pick_cells(number),
                          .calls = (int)between(1, MOST_CALLS),
                          .density = ONE_OF(densities)};
    for (int i = 0; i < c.calls; i++)
        c.steps[i] = pick_steps(c.cells);
    c.again = (int)between(1, MOST_CALLS + 1);
    c.random = c.density < 0 ? GENERATORS : (int)between(0, 2 * GENERATORS);
    if (c.random < GENERATORS && random_refusal((enum random_kind)c.random, 0) != NULL)
        c.random = GENERATORS;
    return c;
}

static void fill_road(struct road *road, const struct test_case *c) {
    double density = c->density;
    int64_t left = 0;
    bool car = random_word() & 1;
    if (c->random < GENERATORS) {
        random_road(road, (enum random_kind)c->random, between(0, 900000000), density);
        return;
    }
    for (int64_t i = 0; i < road->cells; i++) {
        if (density >= 0)
            car = (double)(random_word() >> 11) * 0x1p-53 < density;
        else if (left-- == 0)
            car = !car, left = between(0, between(0, 200));
        if (car)
            road_set(road, i);
    }
}

/* --------------------------------------------------------------------------------- verdict --- */

static const uint64_t GUARD = 0x0123456789abcdef;

enum { WHAT = 200 }; /* bytes */

static struct road my_part(const struct road *road) {
    return road_part(road, world_rank(), world_size());
}

/* What the first rank has to say that was not right; true if all were. */
static bool all_right(bool right, char what[WHAT]) {
    char *all = memory_new(world_size(), WHAT);
    world_gather(what, WHAT, all);
    for (int rank = world_size() - 1; rank >= 0 && !right; rank--)
        if (all[WHAT * rank] != '\0')
            memcpy(what, all + WHAT * rank, WHAT);
    free(all);
    return right;
}

/* Says what is wrong with the road as the stage reads it, between two guards. */
static bool right_road(const struct road *start, int64_t step, char what[WHAT]) {
    struct road whole = exact_road(start, step), exact = my_part(&whole), road = exact;
    int64_t words = road_words(road.count), wrong = -1;
    uint64_t *memory = memory_new(words + 2, sizeof *memory);
    road.words = memory + 1;
    memset(road.words, 0xff, (size_t)words * sizeof *road.words);
    memory[0] = memory[words + 1] = GUARD;
    traffic_stage.read(&road);
    for (int64_t w = words - 1; w >= 0; w--)
        if (road.words[w] != exact.words[w])
            wrong = road.first + 64 * w + __builtin_ctzll(road.words[w] ^ exact.words[w]);
    bool beside = memory[0] != GUARD || memory[words + 1] != GUARD;
    what[0] = '\0';
    if (wrong >= 0)
        snprintf(what, WHAT, "after step %lld cell %lld is wrong", (ll)step, (ll)wrong);
    else if (beside)
        snprintf(what, WHAT, "read writes beside the road");
    road_free(&whole);
    free(memory);
    return all_right(world_all(wrong < 0 && !beside), what);
}

static bool right_moves(const struct road *start, int64_t step, int64_t moves, char what[WHAT]) {
    struct road before = exact_road(start, step - 1);
    int64_t exact = road_movers(&before);
    road_free(&before);
    what[0] = '\0';
    if (moves != exact)
        snprintf(what, WHAT, "%lld moves in step %lld, exactly %lld", (ll)moves, (ll)step,
                 (ll)exact);
    return all_right(world_all(moves == exact), what);
}

/* The road of a run that goes on elsewhere, from a saved one. */
static void open_again(const struct road *start, int64_t step) {
    struct road whole = exact_road(start, step), part = my_part(&whole);
    traffic_stage.close();
    traffic_stage.open(&part);
    road_free(&whole);
}

/* Not each call is followed by a read: a stage must not need it. */
static bool right_calls(const struct test_case *c, const struct road *start, char what[WHAT]) {
    int64_t step = 0;
    bool right = true;
    for (int i = 0; right && i < c->calls; i++) {
        if (i == c->again)
            open_again(start, step);
        step += c->steps[i];
        int64_t moves = traffic_judge_advance(&traffic_stage, c->steps[i]);
        right = right_moves(start, step, moves, what);
        if (right && (i == c->calls - 1 || between(0, 3) > 0))
            right = right_road(start, step, what);
    }
    return right;
}

static bool right_case(const struct test_case *c, char what[WHAT]) {
    struct road start = road_new(c->cells, 0, c->cells);
    fill_road(&start, c);
    uint64_t fingerprint = road_fingerprint(&start);
    struct road part = my_part(&start);
    traffic_stage.open(&part);
    bool right = right_calls(c, &start, what);
    traffic_stage.close();
    if (right && !world_all(road_fingerprint(&start) == fingerprint)) {
        snprintf(what, WHAT, "the stage has changed the road that it was lent");
        right = false;
    }
    road_free(&start);
    return right;
}

static void say_wrong(int64_t seed, int64_t number, const struct test_case *c, const char *what) {
    char steps[128] = "";
    for (int i = 0; i < c->calls; i++)
        snprintf(steps + strlen(steps), sizeof steps - strlen(steps), "%s%lld",
                 i == 0          ? ""
                 : i == c->again ? " + again "
                                 : " + ",
                 (ll)c->steps[i]);
    test_check(false, "%s: seed %lld, case %lld: %lld cells, density %g, %s numbers, steps %s: %s",
               build.program, (ll)seed, (ll)number, (ll)c->cells, c->density,
               c->random < GENERATORS ? random_names[c->random] : "other", steps, what);
}

static void read_options(int argc, char **argv) {
    const struct option_row *const tables[] = {traffic_stage.options, NULL};
    options_parse(argc, argv, traffic_stage.idea, tables);
}

int main(int argc, char **argv) {
    int64_t seed = argc > 1 ? atoll(argv[1]) : 1, cases = argc > 2 ? atoll(argv[2]) : 2000;
    bool right = true;
    most_steps = argc > 3 ? atoll(argv[3]) : INT64_MAX;
    world_open(&argc, &argv);
    if (argc > 4)
        read_options(argc - 3, argv + 3);
    for (int64_t number = 0; right && number < cases; number++) {
        state = (uint64_t)seed << 32 ^ (uint64_t)number << 8;
        struct test_case c = pick_case(number);
        char what[WHAT] = "";
        right = right_case(&c, what);
        if (!right)
            say_wrong(seed, number, &c, what);
    }
    if (right)
        test_check(true, "%s: %lld random roads from seed %lld", build.program, (ll)cases,
                   (ll)seed);
    world_close();
    return test_end();
}
