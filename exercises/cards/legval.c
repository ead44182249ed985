/* Precompute and unroll: a series of Legendre polynomials, as it is evaluated for every trace of a
   spectrograph. Each follows from the two before:

       (k + 1) P[k + 1](x)  =  (2k + 1) x P[k](x)  -  k P[k - 1](x)

       as it stands    a division for each term and point
       precomputed     (2k + 1) / (k + 1) and k / (k + 1) depend on k alone: a table
       unrolled        a term needs the one before it, and a processor would wait for it; so 64
                       points at a time, in registers, which do not wait for each other           */
#include "card.h"
#include "memory.h"

#include <stdio.h>

enum { TERMS = 32, POINTS = 4096, TOGETHER = 64 };

static double *x, *y, coefficient[TERMS], forward[TERMS], back[TERMS];

static void open_series(void) {
    x = memory_new(POINTS, sizeof *x);
    y = memory_new(POINTS, sizeof *y);
    for (int i = 0; i < POINTS; i++)
        x[i] = 2.0 * i / (POINTS - 1) - 1;
    for (int k = 0; k < TERMS; k++)
        coefficient[k] = (k % 2 ? -1.0 : 1.0) / (k + 1);
}

static void as_it_stands(void) {
    for (int i = 0; i < POINTS; i++) {
        double before = 1, p = x[i], sum = coefficient[0] + coefficient[1] * p;
        for (int k = 1; k < TERMS - 1; k++) {
            double next = ((2 * k + 1) * x[i] * p - k * before) / (k + 1);
            before = p, p = next;
            sum += coefficient[k + 1] * p;
        }
        y[i] = sum;
    }
}

/* Once for all points: it is part of the work. */
static void precompute(void) {
    for (int k = 1; k < TERMS - 1; k++)
        forward[k] = (2 * k + 1.0) / (k + 1), back[k] = k / (k + 1.0);
}

static void precomputed(void) {
    precompute();
    for (int i = 0; i < POINTS; i++) {
        double before = 1, p = x[i], sum = coefficient[0] + coefficient[1] * p;
        for (int k = 1; k < TERMS - 1; k++) {
            double next = forward[k] * x[i] * p - back[k] * before;
            before = p, p = next;
            sum += coefficient[k + 1] * p;
        }
        y[i] = sum;
    }
}

typedef double vector
    __attribute__((vector_size(TOGETHER * sizeof(double)), aligned(8), may_alias));

static void unrolled(void) {
    precompute();
    for (int i = 0; i < POINTS; i += TOGETHER) {
        vector at = *(vector *)(x + i), before = at * 0 + 1, p = at;
        vector sum = coefficient[0] + coefficient[1] * p;
        for (int k = 1; k < TERMS - 1; k++) {
            vector next = forward[k] * at * p - back[k] * before;
            before = p, p = next;
            sum += coefficient[k + 1] * p;
        }
        *(vector *)(y + i) = sum;
    }
}

static long double exactly(long double at) {
    long double before = 1, p = at, sum = coefficient[0] + coefficient[1] * p;
    for (int k = 1; k < TERMS - 1; k++) {
        long double next = ((2 * k + 1) * at * p - k * before) / (k + 1);
        before = p, p = next;
        sum += coefficient[k + 1] * p;
    }
    return sum;
}

/* And what is wrong shall not be right the next time because it was so before. */
static double error(void) {
    double most = 0;
    for (int i = 0; i < POINTS; i++)
        most = card_worse(most, fabs((double)(y[i] - exactly(x[i])))), y[i] = NAN;
    return most;
}

/* Of the last way, for whoever has another program to compare with. */
static void print(void) {
    unrolled();
    for (int i = 0; i < POINTS; i++)
        printf("%.17g %.17g\n", x[i], y[i]);
}

static const struct way ways[] = {
    {"as the formula stands", as_it_stands, error, 1e-13},
    {"quotients precomputed", precomputed, error, 1e-13},
    {"and 64 points at a time", unrolled, error, 1e-13},
    {0},
};

const struct card card = {
    .title = "a Legendre series of 32 terms at 4096 points",
    .unit = "Mpoints/s",
    .amount = 1e-6 * POINTS,
    .open = open_series,
    .print = print,
    .ways = ways,
};
