/* As many sines at a time as a vector has numbers, and several vectors at a time: what one of them
   waits for, the others have ready. There is no `if` in it, which a vector could not follow.

   With k the multiple of pi nearest to x, and r = x - k pi between -pi/2 and pi/2,

       sin x = sin r for even k, -sin r for odd k,     sin r = r - r^3/3! + r^5/5! - ... + r^21/21!

   and the next term is below 2e-18: nothing that a double could hold. */
#include "sine_wide.h"

typedef double doubles __attribute__((vector_size(sizeof(vector))));

enum { LANES = sizeof(doubles) / sizeof(double), AT_ONCE = 4, EACH = LANES * AT_ONCE };

/* pi in three parts. The first two have 33 bits, so that k times them is exact for each k of 20
   bits: also where the machine, or the compiler, makes two roundings of a product and a sum. */
static const double PI[] = {0x1.921fb544p1, 0x1.0b4611a6p-33, 0x1.3198a2e037073p-68};

/* Added to a number below 2^51, it leaves no room for digits behind the point: the sum is the
   nearest whole number, and the lowest bit of it says whether that is odd. */
static const double ROUNDER = 0x1.8p52;

static const double TERMS[] = {
    /* from 1/21! down to 1/3!, with their signs */
    1 / 51090942171709440000.0,
    -1 / 121645100408832000.0,
    1 / 355687428096000.0,
    -1 / 1307674368000.0,
    1 / 6227020800.0,
    -1 / 39916800.0,
    1 / 362880.0,
    -1 / 5040.0,
    1 / 120.0,
    -1 / 6.0,
};
enum { MANY = sizeof TERMS / sizeof *TERMS };

INLINE doubles sine(doubles x) {
    doubles rounded = x * (1 / PI[0]) + ROUNDER, k = rounded - ROUNDER;
    doubles r = x - k * PI[0] - k * PI[1] - k * PI[2], square = r * r;
    doubles terms = square * TERMS[0] + TERMS[1];
    UNROLL for (int i = 2; i < MANY; i++) terms = terms * square + TERMS[i];
    vector sign = (vector)rounded << 63;
    return (doubles)((vector)(r + r * square * terms) ^ sign);
}

static double total(doubles sums) {
    double sum = 0;
    for (int lane = 0; lane < LANES; lane++)
        sum += sums[lane];
    return sum;
}

double WIDE(sine_sum)(double first, double step, int64_t count) {
    doubles number = {0}, sums = {0};
    int64_t j = 0;
    for (int lane = 0; lane < LANES; lane++)
        number[lane] = lane;
    for (; j <= count - EACH; j += EACH, number += EACH) {
        doubles x = first + number * step;
        UNROLL for (int i = 0; i < AT_ONCE; i++) sums += sine(x + (double)(i * LANES) * step);
    }
    for (; j < count; j += LANES, number += LANES) {
        doubles last = sine(first + number * step);
        for (int lane = 0; lane < LANES; lane++)
            sums[lane] += j + lane < count ? last[lane] : 0;
    }
    return total(sums);
}
