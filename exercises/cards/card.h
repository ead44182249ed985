/* The contract of a card: some ways to do one thing that differ in one switch. A card is one file,
   exercises/cards/<name>.c, that defines `card`; `make card-<name>` builds it and runs them all,
   side by side and in turns, judges what each computes, and shows what the switch is worth. */
#ifndef CARD_H
#define CARD_H

#include <math.h>

struct way {
    const char *name;

    /* Does all of the work, once. */
    void (*work)(void);

    /* How wrong the result of the last work is at most; what is allowed. */
    double (*error)(void);
    double allowed;
};

struct card {
    const char *title;         /* what is done, in a line */
    const char *unit;          /* "Mpoints/s" */
    double amount;             /* of one work, in that unit times seconds */
    void (*open)(void);        /* makes what the ways need, once */
    const char *(*note)(void); /* a line below the table; or NULL */
    void (*print)(void);       /* for --print: the result, for other programs; or NULL */
    const struct way *ways;    /* the plain one first; the last has no name */
};

extern const struct card card;

/* The larger of two errors; what is no number is the largest. */
static inline double card_worse(double one, double other) {
    return isnan(one) || one > other ? one : other;
}

#endif
