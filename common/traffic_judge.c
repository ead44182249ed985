#include "traffic_judge.h"

#include "clock.h"
#include "die.h"
#include "exact.h"

typedef long long ll;

static const double SEARCH_SECONDS = 5;

struct traffic_judge traffic_judge_new(const struct road *start) {
    int64_t cars = road_cars(start), holes = start->cells - cars;
    return (struct traffic_judge){.start = start,
                                  .fingerprint = road_fingerprint(start),
                                  .cars = cars,
                                  .steady = cars < holes ? cars : holes};
}

/* One line for the first report that breaks a law is enough. */
static bool breaks_a_law(const struct traffic_judge *judge, int64_t step, int64_t moves) {
    if (moves < 0 || moves > judge->steady)
        die_warn("FAILED: %lld moves in step %lld, where 0 to %lld are possible", (ll)moves,
                 (ll)step, (ll)judge->steady);
    else if (moves < judge->last.moves)
        die_warn("FAILED: moves fell from %lld in step %lld to %lld in step %lld",
                 (ll)judge->last.moves, (ll)judge->last.step, (ll)moves, (ll)step);
    else if (step >= judge->steady && moves != judge->steady)
        die_warn("FAILED: %lld moves in step %lld, where the steady road has %lld", (ll)moves,
                 (ll)step, (ll)judge->steady);
    else
        return false;
    return true;
}

void traffic_judge_report(struct traffic_judge *judge, int64_t step, int64_t moves) {
    if (judge->failures == 0)
        judge->failures += breaks_a_law(judge, step, moves);
    judge->last = (struct traffic_report){step, moves};
    if (judge->reports < TRAFFIC_JUDGE_REPORTS)
        judge->first[judge->reports] = judge->last;
    judge->reports++;
}

/* ----------------------------------------------------------------------------- every cell --- */

struct difference {
    int64_t cells, from, to; /* how many differ; the first and the last of them */
};

static struct difference compare(const struct road *a, const struct road *b) {
    struct difference found = {0, -1, -1};
    for (int64_t w = 0; w < road_words(a->count); w++) {
        uint64_t wrong = a->words[w] ^ b->words[w];
        if (wrong == 0)
            continue;
        if (found.cells == 0)
            found.from = w * 64 + __builtin_ctzll(wrong);
        found.to = w * 64 + 63 - __builtin_clzll(wrong);
        found.cells += __builtin_popcountll(wrong);
    }
    return found;
}

static void judge_cars(struct traffic_judge *judge, const struct road *end) {
    int64_t cars = road_cars(end), more = cars - judge->cars;
    if (more == 0)
        return;
    die_warn("FAILED: %lld cars before, %lld after: %lld %s", (ll)judge->cars, (ll)cars,
             (ll)(more > 0 ? more : -more), more > 0 ? "too many" : "lost");
    judge->failures++;
}

void traffic_judge_cells(struct traffic_judge *judge, int64_t step, const struct road *road) {
    struct road exact = exact_road(judge->start, step);
    struct difference wrong = compare(road, &exact);
    road_free(&exact);
    if (wrong.cells == 0)
        return;
    die_warn("FAILED: %lld of %lld cells are wrong after step %lld: cells from %lld to %lld",
             (ll)wrong.cells, (ll)road->cells, (ll)step, (ll)wrong.from, (ll)wrong.to);
    judge->failures++;
}

static bool judge_moves(struct traffic_judge *judge, struct traffic_report report) {
    struct road before = exact_road(judge->start, report.step - 1);
    int64_t exact = road_movers(&before);
    road_free(&before);
    if (report.moves == exact)
        return true;
    die_warn("FAILED: %lld moves counted in step %lld, exactly %lld were made", (ll)report.moves,
             (ll)report.step, (ll)exact);
    judge->failures++;
    return false;
}

bool traffic_judge_counts_all(const struct traffic_judge *judge) {
    return judge->start->cells <= TRAFFIC_JUDGE_CELLS && judge->reports <= TRAFFIC_JUDGE_REPORTS;
}

/* Of the reports that are wrong, the first and the last are enough. */
static void judge_reports(struct traffic_judge *judge) {
    int64_t known = judge->reports < TRAFFIC_JUDGE_REPORTS ? judge->reports : TRAFFIC_JUDGE_REPORTS;
    bool right = judge->start->cells <= TRAFFIC_JUDGE_CELLS;
    for (int64_t i = 0; right && i < known && judge->first[i].step < judge->last.step; i++)
        right = judge_moves(judge, judge->first[i]);
    judge_moves(judge, judge->last);
}

bool traffic_judge_end(struct traffic_judge *judge, const struct road *end) {
    if (road_fingerprint(judge->start) != judge->fingerprint) {
        die_warn("FAILED: the stage has changed the road that it was given to read");
        judge->failures++;
        return false;
    }
    judge_cars(judge, end);
    traffic_judge_cells(judge, judge->last.step, end);
    judge_reports(judge);
    return judge->failures == 0;
}

/* ----------------------------------------------------------------------- first wrong step --- */

/* Takes one step; prints and returns true if it is wrong. *exact goes one step on too. */
static bool step_is_wrong(const struct traffic_stage *stage, const struct road *start,
                          struct road *exact, int64_t step) {
    int64_t moves = stage->advance(1), moves_exact = road_movers(exact);
    struct road here = road_new(start->cells, 0, start->cells);
    stage->read(&here);
    exact_cells(start, step, 0, start->cells, exact->words);
    struct difference wrong = compare(&here, exact);
    road_free(&here);
    if (wrong.cells == 0 && moves == moves_exact)
        return false;
    if (wrong.cells == 0)
        die_warn("FAILED: the first wrong step is %lld: all cells right, %lld moves for %lld",
                 (ll)step, (ll)moves, (ll)moves_exact);
    else
        die_warn("FAILED: the first wrong step is %lld: cells from %lld to %lld", (ll)step,
                 (ll)wrong.from, (ll)wrong.to);
    return true;
}

void traffic_judge_find_step(const struct traffic_judge *judge, const struct traffic_stage *stage) {
    const struct road *start = judge->start;
    struct road exact = exact_road(start, 0);
    double give_up = clock_now() + SEARCH_SECONDS;
    int64_t step = 0;
    bool found = false;
    stage->open(start);
    while (!found && step < judge->last.step && clock_now() < give_up)
        found = step_is_wrong(stage, start, &exact, ++step);
    stage->close();
    road_free(&exact);
    if (!found && step == judge->last.step)
        die_warn(
            "FAILED: but right when it takes one step at a time: look at how it takes several");
    else if (!found)
        die_warn("FAILED: the first %lld steps, taken one at a time, are right", (ll)step);
}
