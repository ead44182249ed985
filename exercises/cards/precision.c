/* Precision: a polynomial in double and in single precision. A register holds twice as many of
   these; but only if nothing in the loop is a double, and a constant without an f is one.

       double    | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 |
       float     |0|1|2|3|4|5|6|7|8|9|10 ...  15 | */
#include "card.h"
#include "memory.h"

enum { COUNT = 4096, PASSES = 20 };

static double *x, *y;
static float *x_single, *y_single;

static void open_points(void) {
    x = memory_new(COUNT, sizeof *x), y = memory_new(COUNT, sizeof *y);
    x_single = memory_new(COUNT, sizeof *x_single), y_single = memory_new(COUNT, sizeof *y_single);
    for (int i = 0; i < COUNT; i++)
        x[i] = x_single[i] = ((float)i / COUNT - 0.5F) / 4;
}

/* exp(x), near 0. Three times the same but for the types. */
static void in_double(void) {
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < COUNT; i++)
            y[i] =
                1 +
                x[i] *
                    (1 +
                     x[i] * (1.0 / 2 +
                             x[i] * (1.0 / 6 +
                                     x[i] * (1.0 / 24 +
                                             x[i] * (1.0 / 120 +
                                                     x[i] * (1.0 / 720 + x[i] * (1.0 / 5040)))))));
}

static void with_doubles(void) {
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < COUNT; i++)
            y_single[i] =
                (float)(1 +
                        x_single[i] *
                            (1 +
                             x_single[i] *
                                 (1.0 / 2 +
                                  x_single[i] *
                                      (1.0 / 6 +
                                       x_single[i] *
                                           (1.0 / 24 +
                                            x_single[i] *
                                                (1.0 / 120 +
                                                 x_single[i] *
                                                     (1.0 / 720 + x_single[i] * (1.0 / 5040))))))));
}

static void in_single(void) {
    for (int pass = 0; pass < PASSES; pass++)
        for (int i = 0; i < COUNT; i++)
            y_single[i] =
                1 +
                x_single[i] *
                    (1 +
                     x_single[i] *
                         (1.0F / 2 +
                          x_single[i] *
                              (1.0F / 6 +
                               x_single[i] *
                                   (1.0F / 24 +
                                    x_single[i] * (1.0F / 120 +
                                                   x_single[i] * (1.0F / 720 +
                                                                  x_single[i] * (1.0F / 5040)))))));
}

/* And what is wrong shall not be right the next time because it was so before. */
static double error(void) {
    double most = 0;
    for (int i = 0; i < COUNT; i++)
        most = card_worse(most, fabs(y[i] - (double)expl(x[i]))), y[i] = NAN;
    return most;
}

static double error_single(void) {
    for (int i = 0; i < COUNT; i++)
        y[i] = y_single[i], y_single[i] = NAN;
    return error();
}

static const struct way ways[] = {
    {"double", in_double, error, 2e-12},
    {"float, but constants without an f", with_doubles, error_single, 1e-7},
    {"float", in_single, error_single, 3e-7},
    {0},
};

const struct card card = {
    .title = "exp(x) by eight terms, at 4096 points between -1/8 and 1/8",
    .unit = "Mpoints/s",
    .amount = 1e-6 * COUNT * PASSES,
    .open = open_points,
    .ways = ways,
};
