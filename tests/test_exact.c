/* The exact solution against the rule itself, cell by cell and step by step. */
#include "exact.h"
#include "random.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

/* The rule as it is said: a car moves if the cell ahead is empty. Returns the moves. */
static int64_t step_by_rule(char *road, int64_t cells) {
    char *next = calloc((size_t)cells, 1);
    int64_t moves = 0;
    for (int64_t i = 0; i < cells; i++) {
        if (!road[i])
            continue;
        bool moves_on = !road[(i + 1) % cells];
        next[moves_on ? (i + 1) % cells : i] = 1;
        moves += moves_on;
    }
    memcpy(road, next, (size_t)cells);
    free(next);
    return moves;
}

static bool same_cells(const uint64_t *words, const char *road, int64_t first, int64_t count) {
    for (int64_t i = 0; i < count; i++)
        if ((int)(words[i / 64] >> i % 64 & 1) != road[first + i])
            return false;
    return count % 64 == 0 || words[count / 64] >> count % 64 == 0;
}

static void unpack(const struct road *road, char *cells) {
    for (int64_t i = 0; i < road->cells; i++)
        cells[i] = road_get(road, i);
}

/* Every step up to `steps`, of which each `stride`-th is compared. Returns the wrong ones. */
static int wrong_steps(const struct road *start, int64_t steps, int64_t stride) {
    char *cells = malloc((size_t)start->cells);
    int wrong = 0;
    unpack(start, cells);
    for (int64_t step = 0; step <= steps; step++) {
        if (step % stride == 0) {
            struct road exact = exact_road(start, step);
            wrong += !same_cells(exact.words, cells, 0, start->cells);
            road_free(&exact);
        }
        step_by_rule(cells, start->cells);
    }
    free(cells);
    return wrong;
}

static struct road random_start(int64_t cells, int64_t seed, double density) {
    struct road road = road_new(cells, 0, cells);
    random_road(&road, RANDOM_NUMPY, seed, density);
    return road;
}

static void test_short_roads(void) {
    static const double densities[] = {0, 0.1, 0.45, 0.5, 0.52, 0.8, 1};
    for (int64_t cells = 1; cells < 330; cells += cells < 140 ? 1 : 17) {
        int wrong = 0;
        for (int d = 0; d < 7; d++)
            for (int seed = 0; seed < 3; seed++) {
                struct road start = random_start(cells, 1000 * seed + cells, densities[d]);
                wrong += wrong_steps(&start, 2 * cells + 70, 1 + seed);
                road_free(&start);
            }
        test_check(wrong == 0, "exact: every step of roads of %d cells", (int)cells);
    }
}

/* Long enough for the walk to climb far: windows of thousands of strips, wider than the ring too.
 */
static void test_long_roads(void) {
    static const double densities[] = {0.1, 0.5, 0.52, 0.9};
    for (int d = 0; d < 4; d++) {
        struct road start = random_start(30011, 7 + d, densities[d]);
        test_check(wrong_steps(&start, 16000, 997) == 0, "exact: 30 011 cells at density %g",
                   densities[d]);
        road_free(&start);
    }
}

static void test_far_steps(void) {
    static const int64_t steps[] = {1000000007, INT64_MAX - 1, INT64_MAX};
    struct road start = random_start(1001, 3, 0.4);
    int64_t cars = road_cars(&start);
    for (int i = 0; i < 3; i++) {
        struct road exact = exact_road(&start, steps[i]), before = exact_road(&start, steps[i] - 1);
        char *cells = malloc(1001);
        unpack(&before, cells);
        test_check(step_by_rule(cells, 1001) == cars, "exact: steady after %lld steps",
                   (long long)steps[i]);
        test_check(same_cells(exact.words, cells, 0, 1001), "exact: step %lld from the one before",
                   (long long)steps[i]);
        free(cells);
        road_free(&exact);
        road_free(&before);
    }
    road_free(&start);
}

static void test_parts(void) {
    struct road start = random_start(1000, 11, 0.52);
    char cells[1000];
    unpack(&start, cells);
    for (int step = 0; step < 200; step++)
        step_by_rule(cells, 1000);
    int wrong = 0;
    for (int64_t first = 0; first < 1000; first += 37)
        for (int64_t count = 1; first + count <= 1000; count += 61) {
            uint64_t words[16];
            memset(words, 0xff, sizeof words);
            exact_cells(&start, 200, first, count, words);
            wrong += !same_cells(words, cells, first, count);
        }
    test_check(wrong == 0, "exact: any part of a road alone");
    road_free(&start);
}

/* ------------------------------------------------------------------------------- in parts --- */

enum { MOST_PARTS = 40 };

/* A ring cut up as ranks have it: each part in memory of its own. */
struct cut {
    struct road road[MOST_PARTS];
    struct exact_part part[MOST_PARTS];
    struct exact_ring ring;
    int64_t largest;
};

static int64_t one_to(int64_t most) {
    return 1 + rand() % most;
}

/* Anywhere, or as the ranks' parts are: in whole words. What is left over is for the last. */
static int64_t part_end(const struct road *start, int part, int parts, bool anywhere, int64_t at) {
    struct road words = road_part(start, part, parts);
    if (!anywhere)
        return words.first + words.count;
    int64_t left = start->cells - at, share = 2 * left / (parts - part);
    return part == parts - 1 || left == 0 ? start->cells : at + one_to(share < 1 ? 1 : share);
}

static void cut_up(struct cut *cut, const struct road *start, int parts, bool anywhere) {
    int64_t at = 0;
    cut->largest = 0;
    for (int p = 0; p < parts; p++) {
        int64_t end = part_end(start, p, parts, anywhere, at);
        cut->road[p] = road_new(start->cells, at, end - at);
        for (int64_t i = at; i < end; i++)
            if (road_get(start, i))
                road_set(&cut->road[p], i - at);
        cut->part[p] = exact_part_of(&cut->road[p]);
        cut->largest = end - at > cut->largest ? end - at : cut->largest;
        at = end;
    }
    cut->ring = exact_ring_of(cut->part, parts);
}

static void free_cut(struct cut *cut) {
    for (int p = 0; p < cut->ring.parts; p++)
        road_free(&cut->road[p]);
}

/* What a rank does, with `more` cells than it has; and whether it needs no more cells than belong
   to four ranks. */
static bool right_part(const struct cut *cut, int part, int64_t steps, int more,
                       const struct road *exact) {
    int64_t first = cut->part[part].first, count = cut->part[part].count + more;
    struct exact_need need = exact_need_of(&cut->ring, steps, first, count);
    struct road found = road_new(exact->cells, first, count);
    int pieces;
    struct exact_piece *piece = exact_pieces(&need, &pieces);
    for (int i = 0; i < pieces; i++)
        piece[i].words = cut->road[piece[i].part].words + piece[i].first / 64;
    memset(found.words, 0xff, (size_t)road_words(count) * sizeof *found.words);
    exact_solve(&need, piece, pieces, found.words);
    bool right = need.cells <= 4 * (cut->largest + more) + 257;
    for (int64_t i = 0; i < count; i++)
        right = right && road_get(&found, i) == road_get(exact, (first + i) % exact->cells);
    right = right && (count % 64 == 0 || found.words[count / 64] >> count % 64 == 0);
    free(piece);
    road_free(&found);
    return right;
}

static int wrong_parts(const struct road *start, int parts, bool anywhere, int64_t steps) {
    struct cut cut;
    cut_up(&cut, start, parts, anywhere);
    struct road exact = exact_road(start, steps);
    int wrong = 0;
    for (int p = 0; p < parts; p++)
        wrong += !right_part(&cut, p, steps, cut.part[p].count > 0 && rand() % 2, &exact);
    road_free(&exact);
    free_cut(&cut);
    return wrong;
}

/* The whole road is right, as was seen above; so each part has to be. */
static void test_cuts(bool anywhere, int64_t most_cells, int cases) {
    static const double densities[] = {0, 0.1, 0.5, 0.5, 0.52, 0.9, 1};
    int wrong = 0;
    for (int i = 0; i < cases; i++) {
        int64_t cells = one_to(most_cells);
        struct road start = random_start(cells, i, densities[i % 7]);
        int64_t some[] = {one_to(70), one_to(cells), one_to(3 * cells), INT64_MAX - one_to(100)};
        wrong += wrong_parts(&start, (int)one_to(MOST_PARTS), anywhere, some[rand() % 4]);
        road_free(&start);
    }
    test_check(wrong == 0, "exact: %d roads of 1 to %d cells in parts%s", cases, (int)most_cells,
               anywhere ? " that begin anywhere" : "");
}

static void test_movers(void) {
    int wrong = 0;
    for (int64_t cells = 1; cells < 200; cells++) {
        struct road start = random_start(cells, cells, 0.5);
        char *bytes = malloc((size_t)cells);
        unpack(&start, bytes);
        wrong += road_movers(&start) != step_by_rule(bytes, cells);
        free(bytes);
        road_free(&start);
    }
    test_check(wrong == 0, "road_movers: as many as the rule moves");
}

static void test_fingerprint(void) {
    struct road road = random_start(1000, 5, 0.5);
    uint64_t whole = road_fingerprint(&road), parts = 0;
    for (int64_t first = 0; first < 1000; first += 192) {
        int64_t count = first + 192 < 1000 ? 192 : 1000 - first;
        struct road part = {1000, first, count, road.words + first / 64};
        parts = road_fingerprint_add(parts, road_fingerprint(&part));
    }
    test_check(whole == parts, "fingerprint: the parts add up to the whole");
    int same = 0;
    for (int64_t i = 0; i < 1000; i++) {
        road.words[i / 64] ^= (uint64_t)1 << i % 64;
        same += road_fingerprint(&road) == whole;
        road.words[i / 64] ^= (uint64_t)1 << i % 64;
    }
    test_check(same == 0, "fingerprint: every single cell counts");
    road_free(&road);
}

/* Cars everywhere: the products are as large as they get. */
static void test_fingerprint_of_parts(void) {
    int wrong = 0;
    for (int seed = 0; seed < 200; seed++) {
        struct road road = random_start(64 * 50, seed, seed % 2 == 0 ? 0.5 : 0.98);
        uint64_t sum = 0;
        for (int part = 0; part < 7; part++) {
            struct road share = road_part(&road, part, 7);
            sum = road_fingerprint_add(sum, road_fingerprint(&share));
        }
        wrong += sum != road_fingerprint(&road);
        road_free(&road);
    }
    test_check(wrong == 0, "fingerprint: as the parts of 7 ranks it is the same");
}

int main(void) {
    test_short_roads();
    test_long_roads();
    test_far_steps();
    test_parts();
    for (int anywhere = 0; anywhere < 2; anywhere++) {
        test_cuts(anywhere, 200, 3000);
        test_cuts(anywhere, 3000, 3000);
        test_cuts(anywhere, 100000, 200);
    }
    test_movers();
    test_fingerprint();
    test_fingerprint_of_parts();
    return test_end();
}
