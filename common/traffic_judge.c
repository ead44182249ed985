#include "traffic_judge.h"

#include "clock.h"
#include "die.h"
#include "memory.h"
#include "profile.h"
#include "world.h"
#include "world_road.h"

#include <stdlib.h>
#include <string.h>

typedef long long ll;

static const double SEARCH_SECONDS = 5;

struct traffic_judge traffic_judge_new(const struct road *start) {
    int64_t cars = world_road_cars(start), holes = start->cells - cars;
    return (struct traffic_judge){.start = start,
                                  .fingerprint = road_fingerprint(start),
                                  .exact = exact_world_new(start),
                                  .cars = cars,
                                  .steady = cars < holes ? cars : holes};
}

void traffic_judge_free(struct traffic_judge *judge) {
    exact_world_free(judge->exact);
}

int64_t traffic_judge_advance(const struct traffic_stage *stage, int64_t steps) {
    int64_t moves = stage->advance(steps);
    if (stage->sums)
        return moves;
    profile_in(PROFILE_SUM);
    return world_sum(moves);
}

void traffic_judge_read(const struct traffic_stage *stage, const struct road *road) {
    struct road read = *road;
    memset(read.words, 0xff, (size_t)road_words(read.count) * sizeof *read.words);
    stage->read(&read);
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
    int64_t looked_at;       /* cells */
    int64_t cells, from, to; /* how many differ; the first and the last of them */
};

static struct difference compare(const struct road *a, const struct road *b) {
    struct road_difference found = road_compare(a, b);
    return (struct difference){a->count, found.cells, found.from, found.to};
}

/* All ranks' together: their parts are in order. */
static struct difference compare_all(const struct road *a, const struct road *b) {
    struct difference mine = compare(a, b), whole = {0, 0, -1, -1};
    struct difference *all = memory_new(world_size(), sizeof *all);
    world_gather(&mine, sizeof mine, all);
    for (int rank = 0; rank < world_size(); rank++) {
        whole.looked_at += all[rank].looked_at;
        if (all[rank].cells > 0 && whole.cells == 0)
            whole.from = all[rank].from;
        if (all[rank].cells > 0)
            whole.to = all[rank].to;
        whole.cells += all[rank].cells;
    }
    free(all);
    return whole;
}

static void judge_cars(struct traffic_judge *judge, const struct road *end) {
    int64_t cars = world_road_cars(end), more = cars - judge->cars;
    if (more == 0)
        return;
    die_warn("FAILED: %lld cars before, %lld after: %lld %s", (ll)judge->cars, (ll)cars,
             (ll)(more > 0 ? more : -more), more > 0 ? "too many" : "lost");
    judge->failures++;
}

/* That a rank looks at no cell, or at too few, must not pass for cells that are right. */
void traffic_judge_cells(struct traffic_judge *judge, int64_t step, const struct road *road) {
    bool ahead;
    struct road exact = exact_world_road(judge->exact, step, &ahead);
    struct difference wrong = compare_all(road, &exact);
    road_free(&exact);
    if (wrong.cells == 0 && wrong.looked_at == road->cells)
        return;
    if (wrong.cells > 0)
        die_warn("FAILED: %lld of %lld cells are wrong after step %lld: cells from %lld to %lld",
                 (ll)wrong.cells, (ll)road->cells, (ll)step, (ll)wrong.from, (ll)wrong.to);
    else
        die_warn("FAILED: %lld of %lld cells were looked at after step %lld", (ll)wrong.looked_at,
                 (ll)road->cells, (ll)step);
    judge->failures++;
}

/* A stage that sums over the ranks may get another sum on each. */
static bool judge_moves(struct traffic_judge *judge, struct traffic_report report) {
    int64_t exact = exact_world_moves(judge->exact, report.step);
    bool right = report.moves == exact;
    if (world_all(right))
        return true;
    if (right)
        die_warn("FAILED: %lld moves counted in step %lld, but not on every rank", (ll)exact,
                 (ll)report.step);
    else
        die_warn("FAILED: %lld moves counted in step %lld, exactly %lld were made",
                 (ll)report.moves, (ll)report.step, (ll)exact);
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
    if (!world_all(road_fingerprint(judge->start) == judge->fingerprint)) {
        die_warn("FAILED: the stage has changed the road that it was given to read");
        judge->failures++;
        return false;
    }
    judge_cars(judge, end);
    traffic_judge_cells(judge, judge->last.step, end);
    judge_reports(judge);
    return world_all(judge->failures == 0);
}

/* ----------------------------------------------------------------------- first wrong step --- */

/* The exact road at a step, and the moves that are made from there. */
struct moment {
    struct road road;
    int64_t moves;
};

static struct moment moment_at(const struct traffic_judge *judge, int64_t step) {
    bool ahead;
    struct road road = exact_world_road(judge->exact, step, &ahead);
    return (struct moment){road, world_sum(road_movers_of_part(&road, ahead))};
}

/* Takes one step; prints and returns true if it is wrong. *exact goes one step on too. */
static bool step_is_wrong(const struct traffic_judge *judge, const struct traffic_stage *stage,
                          struct moment *exact, int64_t step) {
    int64_t moves = traffic_judge_advance(stage, 1), moves_exact = exact->moves;
    struct road here = road_new(judge->start->cells, judge->start->first, judge->start->count);
    stage->read(&here);
    road_free(&exact->road);
    *exact = moment_at(judge, step);
    struct difference wrong = compare_all(&here, &exact->road);
    road_free(&here);
    if (wrong.cells == 0 && world_all(moves == moves_exact))
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
    struct moment exact = moment_at(judge, 0);
    double give_up = clock_now() + SEARCH_SECONDS;
    int64_t step = 0;
    bool found = false;
    stage->open(judge->start);
    while (!found && step < judge->last.step && world_all(clock_now() < give_up))
        found = step_is_wrong(judge, stage, &exact, ++step);
    stage->close();
    road_free(&exact.road);
    if (!found && step == judge->last.step)
        die_warn(
            "FAILED: but right when it takes one step at a time: look at how it takes several");
    else if (!found)
        die_warn("FAILED: the first %lld steps, taken one at a time, are right", (ll)step);
}
