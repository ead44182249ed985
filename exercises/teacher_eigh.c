/* The teacher of farms: has the attendee's farm share out some numbers of tasks, looks at how often
   each was done, and says which known wrong program shares them out just so. Nothing is solved.

       7 tasks         0 1 2 3 4 5 6
       right           1 1 1 1 1 1 1       each once, by whomever
       seen            1 1 1 1 1 1 0       as of whoever cuts 7 tasks into 3 parts of 2

   Status 0: right; 1: wrong. The name of the mistake is the word in brackets. */
#include "build.h"
#include "driver.h"
#include "eigh.h"
#include "memory.h"
#include "teacher.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 40, BEYOND = 16, SLOTS = MOST + BEYOND, ROWS = 2 };

/* None, fewer than ranks, as many, a multiple of them, and not. */
static const int64_t trials[] = {0, 1, 2, 3, 4, 7, 12, MOST};
enum { TRIALS = sizeof trials / sizeof *trials };

static const useconds_t A_TASK = 500; /* microseconds: who asks for tasks must find others busy */

/* How often each task was done, with those beyond the end, by one rank or all. */
struct seen {
    int64_t times[SLOTS];
    int64_t elsewhere;    /* tasks that there cannot be */
    int64_t wrong_matrix; /* tasks that were given another one's */
};

static struct seen now;

/* ------------------------------------------------------- what the driver is to a farm else --- */

int64_t eigh_task_size(int64_t task) {
    (void)task;
    return ROWS;
}

void eigh_task(int64_t task) {
    usleep(A_TASK);
    if (task >= 0 && task < SLOTS)
        now.times[task]++;
    else
        now.elsewhere++;
}

/* A matrix that says whose it is. */
void eigh_task_make(int64_t task, double *a) {
    for (int i = 0; i < ROWS * ROWS; i++)
        a[i] = (double)task;
}

void eigh_task_made(int64_t task, double *a) {
    bool right = true;
    for (int i = 0; i < ROWS * ROWS; i++)
        right = right && a[i] == (double)task;
    now.wrong_matrix += !right;
    eigh_task(task);
}

/* ------------------------------------------------------------------------ known mistakes --- */

struct share {
    int64_t rank, ranks, tasks;
};

static bool by_turns(struct share of, int64_t task) {
    return task < of.tasks && task % of.ranks == of.rank;
}

/* Whether it is among `share` tasks from the rank's first one on. */
static bool in_block(struct share of, int64_t share, int64_t task) {
    return share > 0 && task / share == of.rank;
}

static int none(struct share of, int64_t task) {
    (void)of, (void)task;
    return 0;
}

static int all(struct share of, int64_t task) {
    return task < of.tasks;
}

static int without_rest(struct share of, int64_t task) {
    return in_block(of, of.tasks / of.ranks, task);
}

static int rest_by_all(struct share of, int64_t task) {
    bool rest = task >= of.tasks / of.ranks * of.ranks && task < of.tasks;
    return without_rest(of, task) || rest;
}

static int rounded_up(struct share of, int64_t task) {
    return in_block(of, (of.tasks + of.ranks - 1) / of.ranks, task);
}

static int block_and_next(struct share of, int64_t task) {
    int64_t share = of.tasks / of.ranks;
    return task >= of.rank * share && task <= (of.rank + 1) * share;
}

static int block_and_next_clipped(struct share of, int64_t task) {
    return task < of.tasks && block_and_next(of, task);
}

static int all_begin_at_0(struct share of, int64_t task) {
    return task < of.tasks && task % of.ranks == 0;
}

static int begin_at_next(struct share of, int64_t task) {
    return task > 0 && task < of.tasks && (task - 1) % of.ranks == of.rank;
}

static int one_by_one(struct share of, int64_t task) {
    return task < of.tasks && task >= of.rank;
}

static int past_the_end(struct share of, int64_t task) {
    return task <= of.tasks && task % of.ranks == of.rank;
}

static int last_lost(struct share of, int64_t task) {
    return task < of.tasks - 1 && task % of.ranks == of.rank;
}

static int not_on_rank_0(struct share of, int64_t task) {
    return of.rank > 0 && by_turns(of, task);
}

/* The first that fits is named. */
static const struct wrong {
    const char *name, *says, *where;
    int (*times)(struct share of, int64_t task); /* that this rank does it */
} mistakes[] = {
    {"nothing-done", "no rank does any task", "Does farm call eigh_task?", none},
    {"all-do-all", "each rank does all tasks",
     "Every rank runs the same loop. What is different on rank 1? Its number.", all},
    {"remainder-lost", "the last tasks are left out: those that are too few to be shared by all",
     "tasks / size rounds down: 7 tasks on 3 ranks are 2 each, and one is nobody's.", without_rest},
    {"remainder-by-all", "the last tasks, too few to be shared by all, are done by every rank",
     "Who does what is left over? Only some of the ranks, and one task each.", rest_by_all},
    {"past-the-end", "tasks are done that there are not: behind the last one",
     "With shares rounded up, the last rank's may be shorter: its end is at `tasks`.", rounded_up},
    {"past-the-end", "tasks are done that there are not: behind the last one",
     "The last task is `tasks` - 1: < or <=?", past_the_end},
    {"counted-twice", "where two shares meet, a task is done by both ranks",
     "A share ends in front of the next one's first task: < or <=?", block_and_next_clipped},
    {"counted-twice", "where two shares meet, a task is done by both ranks",
     "A share ends in front of the next one's first task: < or <=?", block_and_next},
    {"same-share", "all ranks begin with task 0, and take the same ones",
     "Rank 1 must begin elsewhere: which is its first task?", all_begin_at_0},
    {"wrong-offset", "task 0 is never done: the shares begin one too late",
     "Ranks are numbered from 0, and so are tasks.", begin_at_next},
    {"no-stride", "each rank begins at its own number, but then takes every task",
     "How far is it from a rank's task to its next? All other ranks have one in between.",
     one_by_one},
    {"last-lost", "the last task is left out", "Where does the loop over the tasks end?",
     last_lost},
    {"first-share-lost", "all ranks but the first do theirs; the tasks of rank 0 are nobody's",
     "A rank that hands out tasks has none of its own: the others must have them all.",
     not_on_rank_0},
};
enum { MISTAKES = sizeof mistakes / sizeof *mistakes };

static int64_t times_of(const struct wrong *mistake, int64_t tasks, int64_t task) {
    int64_t times = 0;
    for (int64_t rank = 0; rank < world_size(); rank++)
        times += mistake->times((struct share){rank, world_size(), tasks}, task);
    return times;
}

static bool explains(const struct wrong *mistake, const struct seen *seen) {
    for (int trial = 0; trial < TRIALS; trial++)
        for (int64_t task = 0; task < SLOTS; task++)
            if (seen[trial].times[task] != times_of(mistake, trials[trial], task))
                return false;
    return true;
}

/* ------------------------------------------------------------------------------- speaking --- */

static bool is_right(int64_t tasks, const struct seen *seen) {
    for (int64_t task = 0; task < SLOTS; task++)
        if (seen->times[task] != (task < tasks))
            return false;
    return seen->elsewhere == 0;
}

/* Of the first trial with some tasks that is wrong. */
static void show(const struct seen *seen) {
    int trial = TRIALS - 3; /* 7 tasks, unless they are right */
    while (is_right(trials[trial], &seen[trial]))
        trial = (trial + 1) % TRIALS;
    int64_t tasks = trials[trial], shown = tasks + 2 < 24 ? tasks + 2 : 24;
    printf("\n%lld tasks on %d ranks:\n    task       ", (long long)tasks, world_size());
    for (int64_t task = 0; task < shown; task++)
        printf(task < tasks ? " %2lld" : "  -", (long long)task);
    printf("\n    done, times");
    for (int64_t task = 0; task < shown; task++)
        printf(" %2lld", (long long)seen[trial].times[task]);
    printf("\n");
}

static void speak(const struct seen *seen) {
    for (const struct wrong *mistake = mistakes; mistake < mistakes + MISTAKES; mistake++)
        if (explains(mistake, seen)) {
            teacher_name("Not right yet. It looks as if", mistake->says, mistake->name);
            show(seen);
            printf("\n");
            teacher_say(mistake->where);
            return;
        }
    teacher_say("Not right yet, and not like any mistake that I know [unknown].");
    show(seen);
}

/* ----------------------------------------------------------------------------------- main --- */

static void see_all(struct seen *seen, int64_t *workers) {
    _Static_assert(sizeof now % 8 == 0, "whole words");
    for (int trial = 0; trial < TRIALS; trial++) {
        now = (struct seen){0};
        world_barrier();
        eigh_stage.farm(trials[trial]);
        int64_t mine = 0;
        for (int64_t task = 0; task < SLOTS; task++)
            mine += now.times[task];
        *workers = world_sum(mine > 0);
        seen[trial] = now;
        world_add(&seen[trial], (int64_t)sizeof now / 8);
    }
}

static bool judge(void) {
    struct seen seen[TRIALS];
    int64_t workers = 0, wrong_matrix = 0; /* workers: in the last trial, of the most tasks */
    bool right = true;
    see_all(seen, &workers);
    for (int trial = 0; trial < TRIALS; trial++) {
        right = right && is_right(trials[trial], &seen[trial]);
        wrong_matrix += seen[trial].wrong_matrix;
    }
    if (world_rank() != 0)
        return right && wrong_matrix == 0 && workers > 1;
    if (!right)
        speak(seen);
    else if (wrong_matrix > 0)
        teacher_say("Not right yet: each task is done once, but with the matrix of another one "
                    "[wrong-matrix]. Does every message go to the rank that waits for it?");
    else if (workers < 2)
        teacher_say("Each task is done once, but one rank does them all, and the others look on "
                    "[alone]. Who else runs this loop, and from where to where?");
    return right && wrong_matrix == 0 && workers > 1;
}

int main(int argc, char **argv) {
    world_open(&argc, &argv);
    driver_guard();
    bool right = world_all(judge());
    if (right && world_rank() == 0)
        printf("Right: every task is done once, of 0 to %d tasks on %d ranks.\n", MOST,
               world_size());
    return driver_end(right);
}
