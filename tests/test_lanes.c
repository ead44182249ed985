/* Roads in lanes against the exact solution: any length, any steps, all widths of vectors, and cut
   into any number of parts that see each other's ends. */
#include "exact.h"
#include "lanes.h"
#include "random.h"
#include "road.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PARTS = 40 };

struct parted {
    struct lanes *part[MOST_PARTS];
    int parts, depth;
};

static struct parted new_parted(const struct road *road, int parts, int bits) {
    struct parted parted = {.parts = parts, .depth = LANES_DEPTH};
    for (int p = 0; p < parts; p++) {
        struct road part = road_part(road, p, parts);
        parted.part[p] = lanes_new(part.count, bits);
        lanes_take(parted.part[p], part.words);
        if (parted.part[p]->depth < parted.depth)
            parted.depth = parted.part[p]->depth;
    }
    return parted;
}

static void free_parted(struct parted *parted) {
    for (int p = 0; p < parted->parts; p++)
        lanes_free(parted->part[p]);
}

static int64_t sweep(struct parted *parted, int64_t steps, bool count) {
    struct lanes_ends ends[MOST_PARTS];
    int parts = parted->parts;
    int64_t moves = 0;
    for (int p = 0; p < parts; p++)
        lanes_ends(parted->part[p], steps, &ends[p]);
    for (int p = 0; p < parts; p++)
        moves += lanes_sweep(parted->part[p], steps, ends[(p + parts - 1) % parts].last,
                             ends[(p + 1) % parts].first, count);
    return moves;
}

static bool right(struct parted *parted, const struct road *start, int64_t step, int64_t moves) {
    struct road exact = exact_road(start, step), before = exact_road(start, step - 1);
    struct road found = road_new(start->cells, 0, start->cells);
    memset(found.words, 0xff, (size_t)road_words(found.count) * sizeof *found.words);
    for (int p = 0; p < parted->parts; p++)
        lanes_put(parted->part[p], road_part(&found, p, parted->parts).words);
    size_t bytes = (size_t)road_words(found.count) * sizeof *found.words;
    bool same = memcmp(found.words, exact.words, bytes) == 0 && moves == road_movers(&before);
    road_free(&exact);
    road_free(&before);
    road_free(&found);
    return same;
}

static int64_t one_to(int64_t most) {
    return 1 + rand() % most;
}

/* Sweeps of any lengths, up to `steps` in all; the last is looked at, and often one before it. */
static bool runs_right(const struct road *start, int parts, int bits, int64_t steps) {
    struct parted parted = new_parted(start, parts, bits);
    bool good = true;
    for (int64_t done = 0; done < steps && good;) {
        int64_t now = one_to(parted.depth);
        now = now < steps - done ? now : steps - done;
        done += now;
        bool look = done == steps || rand() % 8 == 0;
        int64_t moves = sweep(&parted, now, look);
        if (look)
            good = right(&parted, start, done, moves);
    }
    free_parted(&parted);
    return good;
}

static void test_random(int bits, int seed, int cases, int64_t most_cells, int64_t most_steps) {
    static const double densities[] = {0, 0.05, 0.3, 0.5, 0.52, 0.7, 0.95, 1};
    char first_bad[200] = "";
    int wrong = 0;
    srand((unsigned)seed);
    for (int i = 0; i < cases; i++) {
        int64_t cells = one_to(most_cells);
        struct road start = road_new(cells, 0, cells);
        random_road(&start, RANDOM_NUMPY, i, densities[rand() % 8]);
        int64_t steps = one_to(most_steps), words = road_words(start.count);
        int parts = (int)one_to(words < MOST_PARTS ? words : MOST_PARTS);
        if (!runs_right(&start, parts, bits, steps) && wrong++ == 0)
            snprintf(first_bad, sizeof first_bad,
                     ", first: case %d, %lld cells, %d parts, %lld steps", i,
                     (long long)start.cells, parts, (long long)steps);
        road_free(&start);
    }
    test_check(wrong == 0, "%d bits, seed %d: %d roads of 1 to %lld cells, %d wrong%s", bits, seed,
               cases, (long long)most_cells, wrong, first_bad);
}

/* Where blocks, filters and lanes just fit, or just do not. */
static void test_edges(int bits) {
    int wrong = 0, cases = 0;
    for (int64_t length = 1; length <= 400; length = length < 12 ? length + 1 : length * 4 / 3)
        for (int more = -1; more <= 1; more++) {
            int64_t cells = length * bits + more;
            struct road start = road_new(cells, 0, cells);
            random_road(&start, RANDOM_NUMPY, length, 0.5);
            for (int64_t steps = 1; steps <= 250; steps = steps < 12 ? steps + 1 : steps * 3 / 2)
                wrong += !runs_right(&start, 1, bits, steps), cases++;
            road_free(&start);
        }
    test_check(wrong == 0, "%d bits: %d roads that just fit the lanes, %d wrong", bits, cases,
               wrong);
}

static void test_width(int bits) {
    if (!wide_runs(bits)) {
        test_skip("%d bits: this processor has no such vectors", bits);
        return;
    }
    for (int seed = 1; seed <= 3; seed++)
        test_random(bits, seed, 400, 2000, 300);
    test_random(bits, 4, 300, 70, 200);
    test_random(bits, 5, 30, 300000, 500);
    test_edges(bits);
}

int main(void) {
#define TEST(bits) test_width(bits);
    WIDE_EACH(TEST)
    return test_end();
}
