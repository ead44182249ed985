/* The teacher: lets a stage drive on some small roads, looks at the road and at the moves after
   each call of advance, and says which known mistake does just the same (mistakes.h).

       the attendee's stage ──▶ seen ◀── right?                  "Right"
                                     ◀── open road?              "cars fall off its end"
                                     ◀── open road, and counted twice?  ...
                                     ◀── nobody: the first step that differs, drawn

   Status 0: right; 1: wrong. The name of the mistake is the word in brackets. */
#include "teacher.h"
#include "clock.h"
#include "driver.h"
#include "exact.h"
#include "memory.h"
#include "mistakes.h"
#include "traffic.h"
#include "traffic_judge.h"
#include "world.h"
#include "world_road.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

enum { CALLS = 6, LONGEST = 9813, SHOWN = 64 };

/* A cell, a few, about a word, more than one; some that no rank has a part of. In lanes the last
   two have some cells in each, and fewer in the last. */
static const int64_t roads[] = {1, 2, 3, 12, 63, 64, 65, 130, 200, 1000, 1537, LONGEST};

/* How many steps each call takes. Some mistakes show only when there are several. */
static const int64_t patterns[][CALLS] = {{1, 1, 1, 1, 1, 1}, {2, 5, 1, 3, 70, 2}};

enum { ROADS = sizeof roads / sizeof *roads, PATTERNS = 2, TRIALS = ROADS * PATTERNS };

/* What a program did on one road. Only rank 0 sees the road of them all. */
struct seen {
    int64_t moves[CALLS];
    uint8_t cell[CALLS + 1][LONGEST]; /* [0] is the start */
};

static int64_t cells_of(int trial) {
    return roads[trial / PATTERNS];
}

static const int64_t *steps_of(int trial) {
    return patterns[trial % PATTERNS];
}

/* --------------------------------------------------------------------------------- seeing --- */

static void road_to_bytes(const struct road *road, uint8_t *cell) {
    for (int64_t i = 0; i < road->count; i++)
        cell[i] = road_get(road, i);
}

static void see_road(const struct road *start, uint8_t *cell) {
    struct road mine = world_road_new(start->cells);
    memset(mine.words, 0xff, (size_t)road_words(mine.count) * sizeof *mine.words);
    traffic_stage.read(&mine);
    struct road whole = world_road_gather(&mine);
    if (world_rank() == 0)
        road_to_bytes(&whole, cell);
    road_free(&whole);
    road_free(&mine);
}

static void see_stage(int trial, struct seen *seen) {
    struct road start = world_road_new(cells_of(trial));
    world_road_random(&start, RANDOM_NUMPY, trial / PATTERNS, 0.5);
    struct road whole = world_road_gather(&start);
    if (world_rank() == 0)
        road_to_bytes(&whole, seen->cell[0]);
    traffic_stage.open(&start);
    for (int call = 0; call < CALLS; call++) {
        seen->moves[call] = traffic_judge_advance(&traffic_stage, steps_of(trial)[call]);
        see_road(&start, seen->cell[call + 1]);
    }
    traffic_stage.close();
    road_free(&whole);
    road_free(&start);
}

static void see_all(struct seen *seen) {
    for (int trial = 0; trial < TRIALS; trial++)
        see_stage(trial, &seen[trial]);
}

/* ------------------------------------------------------------------------------ comparing --- */

struct difference {
    int trial, call; /* trial -1: none */
    int64_t moves;   /* as they should have been, and the road */
    uint8_t cell[LONGEST];
};

/* Where what was seen first differs from what a program with this mistake does. */
static struct difference differs_at(int trial, const struct seen *seen, const struct mistake *done,
                                    int64_t width) {
    struct difference difference = {.trial = -1};
    int64_t cells = cells_of(trial);
    struct toy toy = toy_new(seen->cell[0], cells, world_size());
    for (int call = 0; call < CALLS && difference.trial < 0; call++) {
        difference.moves = toy_advance(&toy, done, width, steps_of(trial)[call]);
        toy_read(&toy, difference.cell);
        difference.call = call;
        if (difference.moves != seen->moves[call] ||
            memcmp(difference.cell, seen->cell[call + 1], (size_t)cells) != 0)
            difference.trial = trial;
    }
    toy_free(&toy);
    return difference;
}

static bool explains_all(const struct mistake *done, int64_t width, const struct seen *seen) {
    bool same = true;
    for (int trial = 0; same && trial < TRIALS; trial++)
        same = differs_at(trial, &seen[trial], done, width).trial < 0;
    return same;
}

static bool explains(const struct mistake *one, const struct mistake *other,
                     const struct seen *seen) {
    const struct mistake done = mistakes_both(one, other);
    bool same = false;
    for (int64_t width = 64; !same && width >= (done.width == ANY ? 8 : 64); width /= 2)
        same = explains_all(&done, width, seen);
    return same;
}

static const struct mistake none = {0};

/* The first pair that explains it all, `other` being none if one is enough. */
static bool find_mistakes(const struct seen *seen, const struct mistake **one,
                          const struct mistake **other) {
    *other = &none;
    for (*one = mistakes; (*one)->name != NULL; (*one)++)
        if (explains(*one, &none, seen))
            return true;
    for (*one = mistakes; (*one)->name != NULL; (*one)++)
        for (*other = *one + 1; (*other)->name != NULL; (*other)++)
            if (explains(*one, *other, seen))
                return true;
    return false;
}

/* ------------------------------------------------------------------------------- speaking --- */

static void draw(const char *what, const uint8_t *cell, int64_t from, int64_t to) {
    printf("    %-7s ", what);
    for (int64_t i = from; i < to; i++)
        putchar(cell[i] ? 'X' : '.');
    printf("\n");
}

static void draw_step(const struct difference *wrong, const struct seen *seen) {
    int64_t cells = cells_of(wrong->trial), at = 0;
    const uint8_t *yours = seen->cell[wrong->call + 1];
    while (at < cells && yours[at] == wrong->cell[at])
        at++;
    if (at == cells)
        return;
    int64_t from = at < SHOWN ? 0 : at - SHOWN / 2;
    int64_t to = from + SHOWN < cells ? from + SHOWN : cells;
    if (from > 0 || to < cells)
        printf("    cells %lld to %lld:\n", (ll)from, (ll)to - 1);
    draw("before", seen->cell[wrong->call], from, to);
    draw("yours", yours, from, to);
    draw("right", wrong->cell, from, to);
    int column = (int)(at - from + 1);
    bool fits = column <= SHOWN / 2;
    printf("    %7s %*s%s\n", "", column, fits ? "^" : "here ^", fits ? " here" : "");
}

static void show(const struct difference *wrong, const struct seen *seen) {
    int64_t steps = steps_of(wrong->trial)[wrong->call], step = 0;
    for (int call = 0; call <= wrong->call; call++)
        step += steps_of(wrong->trial)[call];
    printf("\nThe first difference on a road of %lld cells is in step %lld",
           (ll)cells_of(wrong->trial), (ll)step);
    if (steps > 1)
        printf(",\nthe last of %lld in one call", (ll)steps);
    printf(":\n");
    draw_step(wrong, seen);
    int64_t counted = seen->moves[wrong->call];
    if (counted != wrong->moves)
        printf("    moves   you count %lld, and %lld cars moved\n", (ll)counted, (ll)wrong->moves);
}

/* The first difference, on a road that is long enough to see something: some cells, some parts. */
static void show_first(const struct seen *seen) {
    const struct mistake right = mistakes_both(&none, &none);
    struct difference wrong = {.trial = -1};
    for (int64_t least = world_size() > 1 ? 2 * 64 : 12; wrong.trial < 0; least = 1)
        for (int trial = 0; trial < TRIALS && wrong.trial < 0; trial++)
            if (cells_of(trial) >= least)
                wrong = differs_at(trial, &seen[trial], &right, 64);
    show(&wrong, &seen[wrong.trial]);
}

static const struct mistake *in_words(const struct mistake *mistake) {
    while (mistake->says == NULL)
        mistake--;
    return mistake;
}

static const struct mistake blocks_apart = {
    .name = "blocks-apart",
    .says = "threads wait for those of their own block only, and read stale cells of others",
    .where = "What waits for all blocks? Only the end of the kernel does.",
};

/* On a GPU: whether each step is right that was a call of its own, and all on roads of one block,
   of whatever size, but not several steps in one call where there are more blocks. */
static bool blocks_are_apart(const struct seen *seen) {
    const struct mistake right = mistakes_both(&none, &none);
    int64_t longest_right = 0, shortest_wrong = INT64_MAX;
    if (traffic_stage.accelerator == NULL)
        return false;
    for (int trial = 0; trial < TRIALS; trial++) {
        int64_t cells = cells_of(trial);
        struct difference wrong = differs_at(trial, &seen[trial], &right, 64);
        if (wrong.trial < 0 && trial % PATTERNS > 0)
            longest_right = cells;
        else if (wrong.trial >= 0 && steps_of(trial)[wrong.call] == 1)
            return false;
        else if (wrong.trial >= 0 && cells < shortest_wrong)
            shortest_wrong = cells;
    }
    return longest_right >= 12 && longest_right < shortest_wrong;
}

static void speak(const struct seen *seen) {
    const struct mistake *one = &blocks_apart, *other = &none;
    if (!blocks_are_apart(seen) && !find_mistakes(seen, &one, &other)) {
        teacher_say("Not right yet, and not like any mistake that I know [unknown].");
        show_first(seen);
        return;
    }
    bool two = other->name != NULL;
    teacher_name(two ? "Not right yet. It looks like two mistakes:"
                     : "Not right yet. It looks as if",
                 in_words(one)->says, in_words(one)->name);
    if (two)
        teacher_name("And:", in_words(other)->says, in_words(other)->name);
    show_first(seen);
    printf("\n");
    teacher_say(in_words(one)->where);
    if (two)
        teacher_say(in_words(other)->where);
}

/* -------------------------------------------------------------------------------- threads --- */

/* Of a stage with threads; without them there is none. */
void omp_set_num_threads(int threads) __attribute__((weak));

enum { THREADS = 4, RACED_CELLS = 1 << 22 };

static const double RACED_SECONDS = 2;

/* A race needs a road on which threads are long enough under way to meet, and many chances: on a
   busy machine they may take turns for a while. */
static void race(const struct road *start, bool *right_road, bool *right_moves) {
    struct road road = road_new(start->cells, 0, start->cells);
    int64_t step = 0;
    double end = clock_now() + RACED_SECONDS;
    traffic_stage.open(start);
    for (; *right_moves && clock_now() < end; step++) {
        traffic_stage.read(&road);
        *right_moves = traffic_stage.advance(1) == road_movers(&road);
    }
    traffic_stage.read(&road);
    traffic_stage.close();
    struct road exact = exact_road(start, step);
    *right_road = memcmp(road.words, exact.words, (size_t)road_words(road.count) * 8) == 0;
    road_free(&road);
    road_free(&exact);
}

static void speak_of_race(bool on_counter) {
    teacher_say("Not right yet. With one thread all is right, with four it is not: a race.");
    teacher_say(
        on_counter
            ? "All cars are where they should be, but some moves are lost: threads add to one "
              "counter at the same time [race-on-counter]."
            : "Threads read cells that others are changing, or wait for nobody [race-on-road].");
    printf("\n");
    teacher_say(on_counter
                    ? "Each thread needs a counter of its own, and these are added up at the end: "
                      "reduction."
                    : "Which variables do the threads share? Who waits for whom at the end of a "
                      "step?");
}

static bool right_with_threads(void) {
    bool right_road = true, right_moves = true;
    struct road start = world_road_new(RACED_CELLS);
    world_road_random(&start, RANDOM_NUMPY, 1, 0.5);
    omp_set_num_threads(THREADS);
    race(&start, &right_road, &right_moves);
    road_free(&start);
    if (!right_road || !right_moves)
        speak_of_race(right_road);
    return right_road && right_moves;
}

/* ----------------------------------------------------------------------------------- main --- */

static bool judge_small_roads(void) {
    struct seen *seen = memory_new(TRIALS, sizeof *seen);
    if (omp_set_num_threads != NULL)
        omp_set_num_threads(1);
    see_all(seen);
    bool right = world_rank() != 0 || explains(&none, &none, seen);
    if (!right)
        speak(seen);
    free(seen);
    return world_all(right);
}

int main(int argc, char **argv) {
    const struct driver_stage stage = {.missing = traffic_stage.missing,
                                       .accelerator = traffic_stage.accelerator};
    world_open(&argc, &argv);
    driver_guard();
    driver_check_stage(&stage);
    bool right = judge_small_roads();
    if (right && omp_set_num_threads != NULL && world_size() == 1)
        right = right_with_threads();
    if (right && world_rank() == 0)
        printf("Right: every cell and every count, on %d roads of 1 to %d cells.\n", ROADS,
               LONGEST);
    return driver_end(right);
}
