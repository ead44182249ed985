/* First tier of the GPU's tests: what the kernels compute, in C. The rule on words, and where a
   word's neighbours are in both layouts of gpu/rule.h, on rings of every length up to some hundred
   cells. */
#include "../gpu/rule.h"
#include "memory.h"
#include "random.h"
#include "road.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST = 700 };

static struct road ring_of(int64_t cells) {
    struct road road = road_new(cells, 0, cells);
    random_road(&road, RANDOM_NUMPY, cells, 0.5);
    return road;
}

static bool cell(const struct road *road, int64_t i) {
    return road_get(road, (i % road->cells + road->cells) % road->cells);
}

static void test_rule(void) {
    bool right = true;
    for (unsigned bits = 0; bits < 8; bits++) {
        bool behind = bits & 4, car = bits & 2, ahead = bits & 1;
        right &= rule_step(behind, car, ahead) == (car ? ahead : behind);
        right &= rule_movers(car, ahead) == (car && !ahead);
    }
    test_check(right, "Rule 184 on all eight neighbourhoods, and who moves");
    test_check(rule_step(0xf0f0f0f0, 0xcccccccc, 0xaaaaaaaa) == 0xb8b8b8b8,
               "on 32 cells at a time it is one function of three bits: 0xb8");
}

/* ---------------------------------------------------------------------------------- packed --- */

static bool packed_is_right(const struct road *road, const uint32_t *word) {
    struct packed ring = packed_of(road->cells);
    bool right = ring.words == (road->cells + 31) / 32;
    for (int64_t w = 0; w < ring.words; w++) {
        uint32_t behind = packed_behind(ring, word, w), ahead = packed_ahead(ring, word, w);
        uint32_t cells = packed_cells(ring, w);
        for (int bit = 0; bit < 32; bit++) {
            int64_t i = 32 * w + bit;
            right &= (cells >> bit & 1) == (i < road->cells);
            if (i < road->cells)
                right &= (behind >> bit & 1) == cell(road, i - 1) &&
                         (ahead >> bit & 1) == cell(road, i + 1);
        }
    }
    return right;
}

static void test_packed(void) {
    int64_t wrong = 0;
    for (int64_t cells = LONGEST; cells > 0; cells--) {
        struct road road = ring_of(cells);
        if (!packed_is_right(&road, (const uint32_t *)road.words))
            wrong = cells;
        road_free(&road);
    }
    test_check(wrong == 0, "a word of 32 cells finds its neighbours on rings of 1 to %d cells%s",
               LONGEST, wrong ? ", but not on all" : "");
}

/* ----------------------------------------------------------------------------------- lanes --- */

static uint32_t *lanes_from(const struct road *road, struct lanes lanes) {
    uint32_t *word = memory_new(lanes.length, sizeof *word);
    for (int64_t i = 0; i < lanes.length; i++)
        for (int64_t lane = 0; lane < 32; lane++)
            word[i] |= (uint32_t)cell(road, lane * lanes.length + i) << lane;
    return word;
}

static bool lanes_are_right(const struct road *road, struct lanes lanes, const uint32_t *word) {
    bool right = lanes.spare >= 0 && 32 * lanes.length - lanes.spare == road->cells;
    int64_t own = 0;
    for (int64_t i = 0; i < 2 * lanes.length - lanes.spare; i++)
        for (int64_t lane = 0; lane < 32; lane++)
            right &=
                (lanes_word(lanes, word, i) >> lane & 1) == cell(road, lane * lanes.length + i);
    for (int64_t i = 0; i < lanes.length; i++)
        own += __builtin_popcount(lanes_own(lanes, i));
    return right && own == lanes.own;
}

/* Each of the road's own cells is in one place, and found there; and words that are said to hold no
   others, do not. */
static bool own_is_right(struct lanes lanes) {
    uint32_t *bits = memory_new(lanes.length, sizeof *bits);
    bool right = true;
    for (int64_t cell = 0; cell < lanes.own; cell++) {
        int64_t place = lanes_place(lanes, cell);
        bits[place % lanes.length] |= 1u << place / lanes.length;
    }
    for (int64_t i = 0; i < lanes.length; i++)
        right &= bits[i] == lanes_own(lanes, i);
    for (int64_t i = 0; i < lanes.length; i++) {
        bool all = true, is_first = true;
        for (int64_t words = 1; words < 40; words++) {
            int64_t last = (i + words - 1) % lanes.length;
            all &= bits[last] == 0xffffffff;
            is_first &= i + words <= lanes.length || lanes.spare == 0;
            right &= lanes_all_own(lanes, i, words) == (all && is_first);
        }
    }
    free(bits);
    return right;
}

/* Below 1024 cells a lane may be shorter than what the last one has to spare. */
static void test_lanes(void) {
    int64_t wrong = 0;
    for (int64_t cells = 1024 + LONGEST; cells >= 1024; cells--) {
        struct road road = ring_of(cells);
        struct lanes lanes = lanes_of(cells, cells);
        uint32_t *word = lanes_from(&road, lanes);
        if (!lanes_are_right(&road, lanes, word))
            wrong = cells;
        free(word);
        road_free(&road);
    }
    test_check(wrong == 0, "32 lanes go on with each other, and each cell is one lane's own%s",
               wrong ? ", but not on all rings" : "");
}

/* Of rings that end in others' cells: many and few, wherever the road has driven to. */
static void test_own(void) {
    bool right = true;
    for (int64_t cells = 2048; cells < 2048 + 40; cells++)
        for (int64_t others = 0; others < 1200; others += 101) {
            struct lanes lanes = lanes_of(cells, cells - others);
            for (int64_t steps = 0; steps < cells; steps += 97)
                right &= own_is_right(lanes_driven(lanes, steps));
        }
    test_check(right, "what is a road's own is known, cell by cell and word by word");
}

int main(void) {
    test_rule();
    test_packed();
    test_lanes();
    test_own();
    return test_end();
}
