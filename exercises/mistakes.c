#include "mistakes.h"

#include "memory.h"
#include "road.h"

#include <stdlib.h>
#include <string.h>

/* ----------------------------------------------------------------------- the ring as it is --- */

static struct part *behind(const struct toy *toy, int p) {
    return &toy->part[(p + toy->parts - 1) % toy->parts];
}

static struct part *ahead(const struct toy *toy, int p) {
    return &toy->part[(p + 1) % toy->parts];
}

static uint8_t last(const struct part *part) {
    return part->now[part->count];
}

static uint8_t first(const struct part *part) {
    return part->now[1];
}

static void set_halos(struct part *part, uint8_t behind, uint8_t ahead) {
    part->now[0] = behind, part->now[part->count + 1] = ahead;
}

static void right_halos(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], last(behind(toy, p)), first(ahead(toy, p)));
}

static int64_t movers(const struct part *part, int64_t from, int64_t to) {
    int64_t moves = 0;
    for (int64_t i = from; i <= to; i++)
        moves += part->now[i] && !part->now[i + 1];
    return moves;
}

static int64_t right_count(const struct part *part, int64_t width) {
    (void)width;
    return movers(part, 1, part->count);
}

static void right_update(struct part *part, int64_t width) {
    (void)width;
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->now[i] ? part->now[i + 1] : part->now[i - 1];
}

static int64_t all_moves(const struct toy *toy) {
    int64_t moves = 0;
    for (int p = 0; p < toy->parts; p++)
        moves += toy->part[p].moves;
    return moves;
}

static void right_sum(struct toy *toy) {
    toy->moves = all_moves(toy);
}

static int64_t right_steps(int64_t steps) {
    return steps;
}

/* ------------------------------------------------------------------------- steps gone wrong --- */

static int64_t no_steps(int64_t steps) {
    return 0 * steps;
}

static int64_t one_step(int64_t steps) {
    return steps > 0;
}

static int64_t one_more(int64_t steps) {
    return steps + 1;
}

static int64_t one_less(int64_t steps) {
    return steps - 1;
}

/* ------------------------------------------------------------------------- halos gone wrong --- */

static void empty_halos(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], 0, 0);
}

static void open_road(struct toy *toy) {
    right_halos(toy);
    toy->part[0].now[0] = 0;
    toy->part[toy->parts - 1].now[toy->part[toy->parts - 1].count + 1] = 0;
}

static void nobody_enters(struct toy *toy) {
    right_halos(toy);
    for (int p = 0; p < toy->parts; p++)
        toy->part[p].now[0] = 0;
}

static void nobody_ahead(struct toy *toy) {
    right_halos(toy);
    for (int p = 0; p < toy->parts; p++)
        toy->part[p].now[toy->part[p].count + 1] = 0;
}

static void own_rings(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], last(&toy->part[p]), first(&toy->part[p]));
}

static void mixed_halos(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], first(ahead(toy, p)), last(behind(toy, p)));
}

static void mixed_neighbours(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], last(ahead(toy, p)), first(behind(toy, p)));
}

static void own_ends(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], first(&toy->part[p]), last(&toy->part[p]));
}

/* Where two arrays take turns, the other one keeps what it had. */
static void remember_borders(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++) {
        toy->part[p].was_last = last(behind(toy, p));
        toy->part[p].was_first = first(ahead(toy, p));
    }
}

static void old_halos(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        set_halos(&toy->part[p], toy->part[p].was_last, toy->part[p].was_first);
}

static void filled_once(struct toy *toy) {
    if (toy->step == 0)
        remember_borders(toy);
    old_halos(toy);
}

static void filled_once_a_call(struct toy *toy) {
    if (toy->call == 0)
        remember_borders(toy);
    old_halos(toy);
}

static void filled_once_in_one_array(struct toy *toy) {
    if (toy->step == 0)
        right_halos(toy);
}

static void filled_once_a_call_in_one_array(struct toy *toy) {
    if (toy->call == 0)
        right_halos(toy);
}

/* As deep halos are that nobody moves on; a halo is not deeper than the smallest part. */
static void filled_every_eighth_step(struct toy *toy) {
    int64_t least = toy->part[toy->parts - 1].count;
    if (toy->step % (least < 8 ? least : 8) == 0)
        right_halos(toy);
}

static void one_step_old(struct toy *toy) {
    old_halos(toy);
    remember_borders(toy);
}

static void swap_arrays(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++) {
        uint8_t *swap = toy->part[p].now;
        toy->part[p].now = toy->part[p].next, toy->part[p].next = swap;
    }
}

static void in_the_other_array(struct toy *toy) {
    swap_arrays(toy);
    right_halos(toy);
    swap_arrays(toy);
}

static void too_late_at_first(struct toy *toy) {
    if (toy->step > 0)
        right_halos(toy);
}

/* ------------------------------------------------------------------------ update gone wrong --- */

static void stand_still(struct part *part, int64_t width) {
    (void)width;
    memcpy(part->next, part->now, (size_t)part->count + 2);
}

static void drive_back(struct part *part, int64_t width) {
    (void)width;
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->now[i] ? part->now[i - 1] : part->now[i + 1];
}

static void only_leave(struct part *part, int64_t width) {
    (void)width;
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->now[i] && part->now[i + 1];
}

static void only_arrive(struct part *part, int64_t width) {
    (void)width;
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->now[i] || part->now[i - 1];
}

static void all_move(struct part *part, int64_t width) {
    (void)width;
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->now[i - 1];
}

static void in_place(struct part *part, int64_t width) {
    stand_still(part, width);
    for (int64_t i = 1; i <= part->count; i++)
        part->next[i] = part->next[i] ? part->next[i + 1] : part->next[i - 1];
}

static void move_if_free(struct part *part, int64_t i) {
    int64_t to = i % part->count + 1;
    if (!part->next[i] || part->next[to])
        return;
    part->next[i] = 0, part->next[to] = 1;
    part->moves++;
}

static void car_by_car(struct part *part, int64_t width) {
    stand_still(part, width);
    part->moves = 0;
    for (int64_t i = 1; i <= part->count; i++)
        move_if_free(part, i);
}

static void car_by_car_from_the_end(struct part *part, int64_t width) {
    stand_still(part, width);
    part->moves = 0;
    for (int64_t i = part->count; i >= 1; i--)
        move_if_free(part, i);
}

/* Cells that are left out keep what the array holds that is written to: it may be an older road. */
static void left_out(struct part *part, int64_t from, int64_t to) {
    for (int64_t i = 1; i <= part->count; i++)
        if (i < from || i > to)
            part->next[i] = part->now[i] ? part->now[i + 1] : part->now[i - 1];
}

static void freeze(struct part *part, int64_t from, int64_t to) {
    left_out(part, from, to);
    for (int64_t i = from; i <= to; i++)
        part->next[i] = part->now[i];
}

static void empty(struct part *part, int64_t from, int64_t to) {
    left_out(part, from, to);
    for (int64_t i = from; i <= to; i++)
        part->next[i] = 0;
}

static void rest_frozen(struct part *part, int64_t width) {
    freeze(part, part->count / width * width + 1, part->count);
}

static void rest_left_out(struct part *part, int64_t width) {
    left_out(part, part->count / width * width + 1, part->count);
}

static void last_frozen(struct part *part, int64_t width) {
    (void)width;
    freeze(part, part->count, part->count);
}

static void last_empty(struct part *part, int64_t width) {
    (void)width;
    empty(part, part->count, part->count);
}

static void last_left_out(struct part *part, int64_t width) {
    (void)width;
    left_out(part, part->count, part->count);
}

static void first_frozen(struct part *part, int64_t width) {
    (void)width;
    freeze(part, 1, 1);
}

static void first_empty(struct part *part, int64_t width) {
    (void)width;
    empty(part, 1, 1);
}

static void first_left_out(struct part *part, int64_t width) {
    (void)width;
    left_out(part, 1, 1);
}

/* Words of `width` cells that do not know of each other; at the ends of a part they do not either.
 */
static void no_carry(struct part *part, int64_t width, int behind, int ahead) {
    for (int64_t i = 1; i <= part->count; i++) {
        uint8_t before = behind || i % width != 1 ? part->now[i - 1] : 0;
        uint8_t after = ahead || i % width != 0 ? part->now[i + 1] : 0;
        part->next[i] = part->now[i] ? after : before;
    }
}

static void islands(struct part *part, int64_t width) {
    no_carry(part, width, 0, 0);
}

static void no_carry_from_behind(struct part *part, int64_t width) {
    no_carry(part, width, 0, 1);
}

static void no_carry_from_ahead(struct part *part, int64_t width) {
    no_carry(part, width, 1, 0);
}

/* The same of lanes, as many as `width` bytes have bits, each with its stretch of the road; the
   ring that they form is closed. */
static int ends_lane(const struct part *part, int64_t width, int64_t i) {
    int64_t lanes = 8 * width, cells = (part->count + lanes - 1) / lanes;
    return i % cells == 0 && i > 0 && i < part->count;
}

static void lanes_alone(struct part *part, int64_t width, int behind, int ahead) {
    for (int64_t i = 1; i <= part->count; i++) {
        uint8_t before = behind || !ends_lane(part, width, i - 1) ? part->now[i - 1] : 0;
        uint8_t after = ahead || !ends_lane(part, width, i) ? part->now[i + 1] : 0;
        part->next[i] = part->now[i] ? after : before;
    }
}

static void lanes_apart(struct part *part, int64_t width) {
    lanes_alone(part, width, 0, 0);
}

static void no_lane_behind(struct part *part, int64_t width) {
    lanes_alone(part, width, 0, 1);
}

static void no_lane_ahead(struct part *part, int64_t width) {
    lanes_alone(part, width, 1, 0);
}

/* ------------------------------------------------------------------------- count gone wrong --- */

static int64_t count_none(const struct part *part, int64_t width) {
    (void)part, (void)width;
    return 0;
}

static int64_t count_cars(const struct part *part, int64_t width) {
    (void)width;
    int64_t cars = 0;
    for (int64_t i = 1; i <= part->count; i++)
        cars += part->now[i];
    return cars;
}

static int64_t count_waiting(const struct part *part, int64_t width) {
    return count_cars(part, width) - right_count(part, width);
}

static int64_t count_twice(const struct part *part, int64_t width) {
    return 2 * right_count(part, width);
}

static int64_t count_both_ends(const struct part *part, int64_t width) {
    int64_t arrivals = part->now[0] && !part->now[1];
    return right_count(part, width) + arrivals;
}

static int64_t count_changes(const struct part *part, int64_t width) {
    (void)width;
    int64_t changes = 0;
    for (int64_t i = 1; i <= part->count; i++)
        changes += part->now[i] != (part->now[i] ? part->now[i + 1] : part->now[i - 1]);
    return changes;
}

static int64_t count_whole_blocks(const struct part *part, int64_t width) {
    return movers(part, 1, part->count / width * width);
}

static int64_t count_without_last(const struct part *part, int64_t width) {
    (void)width;
    return movers(part, 1, part->count - 1);
}

static int64_t count_without_first(const struct part *part, int64_t width) {
    (void)width;
    return movers(part, 2, part->count);
}

static int64_t count_islands(const struct part *part, int64_t width) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= part->count; i++)
        moves += part->now[i] && (i % width == 0 || !part->now[i + 1]);
    return moves;
}

static int64_t count_lanes(const struct part *part, int64_t width) {
    int64_t moves = 0;
    for (int64_t i = 1; i <= part->count; i++)
        moves += part->now[i] && (ends_lane(part, width, i) || !part->now[i + 1]);
    return moves;
}

static void sum_of_all_steps(struct toy *toy) {
    toy->moves += all_moves(toy);
}

static void count_again(struct toy *toy) {
    toy->moves = 0;
    for (int p = 0; p < toy->parts; p++)
        toy->moves += right_count(&toy->part[p], 0);
}

static void sum_of_next_step(struct toy *toy) {
    right_halos(toy);
    count_again(toy);
}

static void sum_forgotten(struct toy *toy) {
    toy->moves = toy->part[0].moves;
}

static void sum_twice(struct toy *toy) {
    toy->moves = toy->ranks * all_moves(toy);
}

/* ------------------------------------------------------------------------------- the table --- */

/* The first that fits is named. A row without words is another way to make the mistake above it. */
const struct mistake mistakes[] = {
    {"nothing-moves", "nothing moves, and no move is counted", "Is there a rule in update() yet?",
     .steps = no_steps},
    {"stands-still", "moves are counted, but no car leaves its cell",
     "Does what you compute ever become the road? Look for the swap, or the copy back.",
     .update = stand_still},
    {"one-step-a-call", "advance(steps) takes one step, whatever it is asked for",
     "The driver asks for many steps at a time: there has to be a loop over them.",
     .steps = one_step},
    {"step-too-many", "each call takes one step too many",
     "Count the rounds of the loop over the steps on your fingers, for steps = 1: < or <=?",
     .steps = one_more},
    {"step-too-few", "each call takes one step too few",
     "Count the rounds of the loop over the steps on your fingers, for steps = 1.",
     .steps = one_less},

    {"open-road", "the road is not a ring: cars fall off its end, and none comes in at its start",
     "Who is ahead of the last cell, and who is behind the first one?", .halos = open_road},
    {"halos-empty", "the parts do not know of each other: halo cells are empty in every step",
     "Has anything been received into the halo cells before they are read?", .halos = empty_halos},
    {"nobody-enters", "cars that leave at one end do not arrive at the other",
     "The halo cell behind the first cell is never filled. Who is behind it?",
     .halos = nobody_enters},
    {"nobody-ahead", "the last cell drives off without looking: it takes the cell ahead for empty",
     "The halo cell ahead of the last cell is never filled. Who is ahead of it?",
     .halos = nobody_ahead},
    {"own-rings", "each part is a ring of its own: cars drive round and round on their rank",
     "The halo cells must hold the neighbours' cells, not one's own.", .halos = own_rings},
    {"halos-mixed", "each halo cell holds what belongs into the other one",
     "Draw the ring with its two halo cells: which of them gets a last cell, which a first?",
     .halos = mixed_halos},
    {"neighbours-mixed", "the rank ahead is taken for the one behind",
     "Cars drive to the right: rank + 1 is ahead.", .halos = mixed_neighbours},
    {"ends-mixed", "a halo cell is a copy of the cell beside it, not of the one across the seam",
     "cell 0 stands for cell n, and cell n + 1 for cell 1.", .halos = own_ends},
    {"halos-once", "the halo cells are filled in the first step and never again",
     "Neighbours move in every step: so must what you know of them.", .halos = filled_once},
    {"halos-once", .halos = filled_once_in_one_array},
    {"halos-once-a-call",
     "the halo cells are filled once for each call of advance, not in each step",
     "Neighbours move in every step: the halos belong into the loop over the steps.",
     .halos = filled_once_a_call},
    {"halos-once-a-call", .halos = filled_once_a_call_in_one_array},
    {"halos-seldom", "halo cells are exchanged every few steps, and in between they stand still",
     "What a halo cell becomes is known as long as its own neighbours are: update it, too.",
     .halos = filled_every_eighth_step},
    {"halos-late", "in the first step the halo cells are still empty; afterwards all is right",
     "The halo cells have to be filled before the update, not behind it.",
     .halos = too_late_at_first},
    {"halos-old", "the halo cells are older than the road",
     "Do you fill them from the road as it is now, and in the array that is read in this step?",
     .halos = one_step_old},
    {"halos-old", .halos = in_the_other_array},

    {"drives-back", "cars drive to the left: the cells ahead and behind are swapped",
     "A full cell asks the cell ahead, i + 1, and an empty one the cell behind, i - 1.",
     .update = drive_back},
    {"only-leave", "cars leave their cell but arrive nowhere: they are lost",
     "An empty cell gets the car of the cell behind it.", .update = only_leave},
    {"only-arrive", "cars arrive but do not leave: there are more and more of them",
     "A car that has an empty cell ahead leaves its own cell empty.", .update = only_arrive},
    {"all-move", "all cars move, also those that have a car ahead",
     "A car moves only if the cell ahead of it is empty.", .update = all_move},
    {"in-place", "a cell is overwritten before its neighbour has looked at it",
     "All cells change at the same time: read from one array, write to another.",
     .update = in_place},
    {"moves-twice", "a car that has moved is met again in the next cell, and moves again",
     "All cars move at the same time: read from one array, write to another.",
     .update = car_by_car},
    {"moves-into-gap", "a car moves into a cell that was left in the same step",
     "All cars move at the same time: read from one array, write to another.",
     .update = car_by_car_from_the_end},

    {"last-cell", "the last cell is left out", "Where does the loop over the cells end?",
     .update = last_frozen},
    {"last-cell", .update = last_frozen, .count = count_without_last},
    {"last-cell", .update = last_empty},
    {"last-cell", .update = last_empty, .count = count_without_last},
    {"last-cell", .update = last_left_out},
    {"last-cell", .update = last_left_out, .count = count_without_last},
    {"first-cell", "the first cell is left out", "Where does the loop over the cells begin?",
     .update = first_frozen},
    {"first-cell", .update = first_frozen, .count = count_without_first},
    {"first-cell", .update = first_empty},
    {"first-cell", .update = first_empty, .count = count_without_first},
    {"first-cell", .update = first_left_out},
    {"first-cell", .update = first_left_out, .count = count_without_first},
    {"remainder-lost", "the last cells, beyond a multiple of 64, 32, 16 or 8, are left out",
     "A road need not be a multiple of anything: who updates the rest?", .update = rest_frozen,
     .width = ANY},
    {"remainder-lost", .update = rest_frozen, .count = count_whole_blocks, .width = ANY},
    {"remainder-lost", .update = rest_left_out, .width = ANY},
    {"remainder-lost", .update = rest_left_out, .count = count_whole_blocks, .width = ANY},

    {"islands", "words do not know of each other: at their ends cars are lost",
     "Both shifts leave a hole at one end of the word: what belongs there is in another word.",
     .update = islands, .count = count_islands, .width = ANY},
    {"islands", .update = islands, .width = ANY},
    {"no-carry-behind", "cars that leave a word do not arrive in the next one",
     "The lowest bit of `behind` is the highest bit of the word before.",
     .update = no_carry_from_behind, .width = ANY},
    {"no-carry-ahead", "the last cell of each word takes the cell ahead for empty",
     "The highest bit of `ahead` is the lowest bit of the word after.",
     .update = no_carry_from_ahead, .count = count_islands, .width = ANY},
    {"no-carry-ahead", .update = no_carry_from_ahead, .width = ANY},
    {"lanes-apart", "lanes do not know of each other: cars fall off the end of each",
     "What is behind the first cell of a lane is the last cell of the lane before it.",
     .update = lanes_apart, .count = count_lanes, .width = ANY},
    {"no-lane-behind", "cars that leave a lane do not arrive in the next one",
     "The halo behind vector 0 is vector length - 1, one lane up.", .update = no_lane_behind,
     .width = ANY},
    {"no-lane-ahead", "the last cell of each lane takes the cell ahead for empty",
     "The halo ahead of vector length - 1 is vector 0, one lane down.", .update = no_lane_ahead,
     .count = count_lanes, .width = ANY},

    {"not-counted", "all cars are where they should be, but no move is counted",
     "advance() returns how many cars moved in its last step.", .count = count_none},
    {"cars-counted", "cars are counted, not moves",
     "A car counts if the cell ahead of it is empty.", .count = count_cars},
    {"waiting-counted", "the cars that wait are counted, not those that move",
     "A car counts if the cell ahead of it is empty.", .count = count_waiting},
    {"counted-twice", "every move is counted twice",
     "A move empties one cell and fills another: count one of the two.", .count = count_twice},
    {"counted-twice", .count = count_changes},
    {"counted-at-seam", "a car that drives across a seam is counted on both sides of it",
     "Count the cells that are yours, 1 to n: a halo cell's car is another's.",
     .count = count_both_ends},
    {"remainder-uncounted", "moves beyond a multiple of 64, 32, 16 or 8 cells are not counted",
     "Where does the loop end that counts?", .count = count_whole_blocks, .width = ANY},
    {"all-steps-counted", "the moves of all steps are added up; asked for are the last step's",
     "Where is the counter set to 0: before the loop over the steps, or in it?",
     .sum = sum_of_all_steps},
    {"counted-late", "the moves are counted on the new road: they are the next step's",
     "Count before the road is updated, or while it is.", .sum = sum_of_next_step},
    {"counted-late", .sum = count_again},
    {"sum-forgotten", "each rank tells the moves of its own part only",
     "All ranks have to add up what they counted: MPI_Allreduce.", .sum = sum_forgotten},
    {"summed-twice", "moves that are summed already are summed again",
     "A stage that has .sums = true returns everybody's moves, else its own: not both.",
     .sum = sum_twice},
    {0},
};

/* --------------------------------------------------------------------------------- the toy --- */

struct toy toy_new(const uint8_t *start, int64_t cells, int ranks) {
    int parts = road_words(cells) < ranks ? (int)road_words(cells) : ranks;
    struct toy toy = {memory_new(parts, sizeof *toy.part), .parts = parts, .ranks = ranks};
    for (int p = 0; p < parts; p++) {
        struct road share = road_share(cells, p, parts);
        toy.part[p] = (struct part){.count = share.count,
                                    .now = memory_new(share.count + 2, 1),
                                    .next = memory_new(share.count + 2, 1)};
        memcpy(toy.part[p].now + 1, start + share.first, (size_t)share.count);
    }
    return toy;
}

void toy_free(struct toy *toy) {
    for (int p = 0; p < toy->parts; p++)
        free(toy->part[p].now), free(toy->part[p].next);
    free(toy->part);
}

struct mistake mistakes_both(const struct mistake *one, const struct mistake *other) {
    return (struct mistake){
        .halos = one->halos ?: other->halos ?: right_halos,
        .count = one->count ?: other->count ?: right_count,
        .update = one->update ?: other->update ?: right_update,
        .sum = one->sum ?: other->sum ?: right_sum,
        .steps = one->steps ?: other->steps ?: right_steps,
        .width = one->width | other->width,
    };
}

static void take_step(struct toy *toy, const struct mistake *done, int64_t width) {
    done->halos(toy);
    for (int p = 0; p < toy->parts; p++) {
        struct part *part = &toy->part[p];
        part->moves = done->count(part, width);
        done->update(part, width);
    }
    swap_arrays(toy);
    toy->step++, toy->call++;
    done->sum(toy);
}

int64_t toy_advance(struct toy *toy, const struct mistake *done, int64_t width, int64_t steps) {
    toy->moves = toy->call = 0;
    for (int64_t left = done->steps(steps); left > 0; left--)
        take_step(toy, done, width);
    return toy->moves;
}

void toy_read(const struct toy *toy, uint8_t *cell) {
    for (int p = 0; p < toy->parts; p++) {
        memcpy(cell, toy->part[p].now + 1, (size_t)toy->part[p].count);
        cell += toy->part[p].count;
    }
}
