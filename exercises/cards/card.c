/* Runs the ways of a card in turns: what else the machine does harms none of them more than others.
 */
#include "card.h"

#include "build.h"
#include "clock.h"
#include "die.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 21, MOST_WAYS = 8 };

static const double SHORTEST = 0.01; /* seconds: what the clock is trusted with */

static double seconds[MOST_WAYS][ROUNDS], error[MOST_WAYS];
static int times[MOST_WAYS]; /* that a way works in a round */

static double work(int way, int many) {
    double clock = clock_now();
    for (int i = 0; i < many; i++)
        card.ways[way].work();
    return clock_lap(&clock) / many;
}

/* Written so that what is not a number is not right. */
static bool judge(int way) {
    error[way] = card.ways[way].error();
    if (error[way] <= card.ways[way].allowed)
        return true;
    die_warn("FAILED: %s: wrong by %.3g, and %.3g is allowed", card.ways[way].name, error[way],
             card.ways[way].allowed);
    return false;
}

static bool run_round(int round) {
    for (int way = 0; card.ways[way].name != NULL; way++) {
        seconds[way][round] = work(way, times[way]);
        if (!judge(way))
            return false;
    }
    return true;
}

/* Each once, to be judged and to wake it; and how often it works for the clock to be trusted. */
static bool warm_up(void) {
    for (int way = 0; card.ways[way].name != NULL; way++) {
        double took = fmax(work(way, 1), 1e-9);
        times[way] = took < SHORTEST ? (int)(SHORTEST / took) + 1 : 1;
        if (!judge(way))
            return false;
    }
    return true;
}

static void print_table(void) {
    double first = 0;
    printf("%-40s %9s %9s %8s %9s\n", card.unit, "best", "median", "x first", "error");
    for (int way = 0; card.ways[way].name != NULL; way++) {
        struct timing timing = clock_summary(seconds[way], ROUNDS);
        first = way == 0 ? timing.best : first;
        printf("%-40s %9.4g %9.4g %8.3g %9.2g\n", card.ways[way].name, card.amount / timing.best,
               card.amount / timing.median, first / timing.best, error[way]);
    }
}

int main(int argc, char **argv) {
    bool print = argc == 2 && strcmp(argv[1], "--print") == 0 && card.print != NULL;
    if (argc > 1 && !print)
        die_usage("%s: this card has %s", argv[1], card.print ? "--print only" : "no options");
    card.open();
    bool right = warm_up();
    for (int round = 0; right && !print && round < ROUNDS; round++)
        right = run_round(round);
    if (right && print) {
        card.print();
    } else if (right) {
        printf("%s: %s\n\n", build.program, card.title);
        print_table();
        printf("\nIn turns, %d rounds; all results are checked.\n", ROUNDS);
        if (card.note != NULL)
            printf("%s\n", card.note());
    }
    return right ? 0 : 1;
}
