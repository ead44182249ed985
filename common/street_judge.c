#include "street_judge.h"

#include "die.h"
#include "world.h"
#include "world_road.h"

typedef long long ll;

/* -------------------------------------------------------------------------- the same steps --- */

static bool car_ahead_of_last(const struct street_judge *judge) {
    return !judge->street->open && road_get(&judge->exact, 0);
}

static uint64_t movers_of(const struct street_judge *judge, int64_t w) {
    const struct road *road = &judge->exact;
    bool last = w == road_words(road->count) - 1;
    uint64_t ahead = road->words[w] >> 1, movers = 0;
    ahead |= last ? (uint64_t)car_ahead_of_last(judge) << (road->count - 1) % 64
                  : road->words[w + 1] << 63;
    for (int bit = 0; bit < 64; bit++)
        if ((road->words[w] & ~ahead) >> bit & 1)
            movers |= (uint64_t)street_goes(judge->street, judge->step + 1, 64 * w + bit) << bit;
    return movers;
}

static void find_movers(struct street_judge *judge) {
    for (int64_t w = 0; w < road_words(judge->exact.count); w++)
        judge->movers.words[w] = movers_of(judge, w);
}

/* Whether a car comes to cell 0: from the last one, or from outside. */
static bool comes_to_first(const struct street_judge *judge) {
    if (!judge->street->open)
        return road_get(&judge->movers, judge->exact.count - 1);
    return !road_get(&judge->exact, 0) && street_goes(judge->street, judge->step + 1, STREET_ENTRY);
}

static void take_step(struct street_judge *judge) {
    uint64_t comes = comes_to_first(judge), past_end = judge->exact.count % 64;
    int64_t words = road_words(judge->exact.count);
    bool open = judge->street->open;
    judge->count.moved += road_cars(&judge->movers);
    judge->count.entered += open && comes;
    judge->count.left += open && road_get(&judge->movers, judge->exact.count - 1);
    for (int64_t w = 0; w < words; w++) {
        uint64_t movers = judge->movers.words[w];
        judge->exact.words[w] = (judge->exact.words[w] & ~movers) | movers << 1 | comes;
        comes = movers >> 63;
    }
    if (past_end != 0)
        judge->exact.words[words - 1] &= ((uint64_t)1 << past_end) - 1;
    judge->step++;
    find_movers(judge);
}

/* ----------------------------------------------------------------------------- the verdict --- */

struct street_judge street_judge_new(const struct street *street, const struct road *start) {
    struct street_judge judge = {
        .street = street, .exact = world_road_gather(start), .cars = world_road_cars(start)};
    judge.movers = road_new(judge.exact.cells, 0, judge.exact.count);
    find_movers(&judge);
    return judge;
}

void street_judge_free(struct street_judge *judge) {
    road_free(&judge->exact);
    road_free(&judge->movers);
}

static void judge_cars(struct street_judge *judge, const struct road *whole,
                       const struct street_count *count) {
    int64_t cars = judge->cars + count->entered - count->left, found = road_cars(whole);
    if (found == cars)
        return;
    die_warn("FAILED: after step %lld there are %lld cars: %lld at first, %lld came in and %lld "
             "drove off, which makes %lld",
             (ll)judge->step, (ll)found, (ll)judge->cars, (ll)count->entered, (ll)count->left,
             (ll)cars);
    judge->failures++;
}

static void judge_cells(struct street_judge *judge, const struct road *whole) {
    struct road_difference wrong = road_compare(whole, &judge->exact);
    if (wrong.cells == 0)
        return;
    die_warn("FAILED: %lld of %lld cells are wrong after step %lld: cells from %lld to %lld",
             (ll)wrong.cells, (ll)whole->cells, (ll)judge->step, (ll)wrong.from, (ll)wrong.to);
    judge->failures++;
}

static void judge_count(struct street_judge *judge, const char *what, int64_t said, int64_t exact) {
    if (said == exact)
        return;
    die_warn("FAILED: until step %lld %lld cars %s, not %lld", (ll)judge->step, (ll)exact, what,
             (ll)said);
    judge->failures++;
}

bool street_judge_road(struct street_judge *judge, int64_t step, const struct road *whole,
                       const struct street_count *count) {
    if (world_rank() == 0) {
        while (judge->step < step)
            take_step(judge);
        judge_cars(judge, whole, count);
        judge_cells(judge, whole);
        judge_count(judge, "moved", count->moved, judge->count.moved);
        judge_count(judge, "came in", count->entered, judge->count.entered);
        judge_count(judge, "drove off", count->left, judge->count.left);
    }
    return world_all(judge->failures == 0);
}
