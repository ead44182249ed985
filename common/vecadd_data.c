#include "vecadd_data.h"

#include "die.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef long long ll;

/* Multiples of these odd numbers, modulo 2^32, come back only after 2^32 steps: Weyl's sequence, of
   which the upper 23 bits are taken. A sum has 24 then, as many as a float. The factors are those
   of Knuth (the golden ratio) and of the hash functions of A. Appleby and Y. Collet, arranged so
   that no sum is that of a neighbour, of the run before or of the next lap. */
enum { SHIFT = 9 };
static const uint32_t OF_A = 0x9e3779b1, OF_B = 0x85ebca77, OF_SEED = 0xc2b2ae3d,
                      OF_LAP = 0x27d4eb2f;
static const float UNIT = 0x1p-8F; /* not 1: an addition of whole numbers would not do */

static const float ONE = 1;

/* Where the sequences of a and b stand at element i. An index that lost its upper half is on
   another lap, and elsewhere. */
static uint32_t start(const struct vecadd_data *data, int64_t i) {
    return (uint32_t)data->seed * OF_SEED + (uint32_t)(i >> 32) * OF_LAP;
}

static float element(uint32_t at) {
    return (float)(int32_t)(at >> SHIFT) * UNIT;
}

static float a_of(const struct vecadd_data *data, int64_t i) {
    return data->ones ? ONE : element(start(data, i) + (uint32_t)i * OF_A);
}

static float b_of(const struct vecadd_data *data, int64_t i) {
    return data->ones ? ONE : element(start(data, i) + (uint32_t)i * OF_B);
}

void vecadd_make(const struct vecadd_data *data, float *a, float *b) {
    for (int64_t i = 0; i < data->count; i++) {
        a[i] = a_of(data, i);
        b[i] = b_of(data, i);
    }
}

void vecadd_poison(const struct vecadd_data *data, float *c) {
    memset(c, 0xff, (size_t)(data->count + 1) * sizeof *c);
}

float vecadd_sum(const struct vecadd_data *data, int64_t i) {
    return a_of(data, i) + b_of(data, i);
}

/* Written so that what is not a number is not right. */
static bool right(const struct vecadd_data *data, const float *c, int64_t i) {
    return c[i] == vecadd_sum(data, i);
}

/* What a wrong sum may be, for whoever has to find out how it came there. */
static void explain(const struct vecadd_data *data, float found, int64_t i, char *what,
                    size_t size) {
    struct vecadd_data before = *data;
    before.seed--;
    *what = '\0';
    if (isnan(found))
        snprintf(what, size, ", as before anything was written there");
    else if (found == vecadd_sum(&before, i))
        snprintf(what, size, ", which was right in the run before");
    else if (found == a_of(data, i) || found == b_of(data, i))
        snprintf(what, size, ", which is one of the two that are to be added");
    for (int64_t j = i > 0 ? i - 1 : 0; j <= i + 1 && *what == '\0'; j++)
        if (found == vecadd_sum(data, j))
            snprintf(what, size, ", which is right for element %lld", (ll)j);
}

static void report(const struct vecadd_data *data, const float *c, int64_t wrong) {
    char what[100];
    int64_t first = 0, last = data->count - 1;
    while (right(data, c, first))
        first++;
    while (right(data, c, last))
        last--;
    explain(data, c[first], first, what, sizeof what);
    die_warn("FAILED: %lld of %lld elements are wrong, from %lld to %lld: element %lld is %.9g%s; "
             "exactly it is %.9g",
             (ll)wrong, (ll)data->count, (ll)first, (ll)last, (ll)first, (double)c[first], what,
             (double)vecadd_sum(data, first));
}

bool vecadd_judge(const struct vecadd_data *data, const float *c) {
    int64_t wrong = 0;
    for (int64_t i = 0; i < data->count; i++)
        wrong += !right(data, c, i);
    if (wrong > 0)
        report(data, c, wrong);
    bool beyond = !isnan(c[data->count]);
    if (beyond)
        die_warn("FAILED: something was written behind the last element");
    return wrong == 0 && !beyond;
}
