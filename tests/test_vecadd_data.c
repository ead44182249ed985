/* The vectors of vecadd: sums are exact, and right for no other place, run or lap of the index. */
#include "test.h"
#include "vecadd_data.h"

#include <stdlib.h>

enum { MANY = 100000 };

static bool all_exact(const struct vecadd_data *data) {
    float *a = malloc(MANY * sizeof *a), *b = malloc(MANY * sizeof *b);
    bool exact = true;
    vecadd_make(data, a, b);
    for (int64_t i = 0; i < MANY; i++)
        exact &= (double)a[i] + (double)b[i] == (double)vecadd_sum(data, i);
    free(a);
    free(b);
    return exact;
}

/* How many of the sums are those of `seeds` runs later, `places` farther on. */
static int64_t alike(const struct vecadd_data *data, int64_t seeds, int64_t places) {
    struct vecadd_data other = *data;
    int64_t count = 0;
    other.seed += seeds;
    for (int64_t i = 0; i < MANY; i++)
        count += vecadd_sum(data, i) == vecadd_sum(&other, i + places);
    return count;
}

int main(void) {
    const int64_t lap = INT64_C(1) << 32;
    for (int64_t seed = 0; seed < 3000000000; seed += 999999999) {
        const struct vecadd_data data = {.count = MANY, .seed = seed};
        long long s = seed;
        test_check(all_exact(&data), "vecadd: seed %lld: sums are exact", s);
        test_check(alike(&data, 0, 1) == 0, "vecadd: seed %lld: neighbours differ", s);
        test_check(alike(&data, 1, 0) == 0, "vecadd: seed %lld: runs differ", s);
        test_check(alike(&data, 0, lap) == 0, "vecadd: seed %lld: laps differ", s);
        test_check(alike(&data, 0, 1024) < MANY / 1000, "vecadd: seed %lld: blocks differ", s);
    }
    const struct vecadd_data ones = {.count = MANY, .ones = true};
    test_check(all_exact(&ones) && vecadd_sum(&ones, 7) == 2, "vecadd: ones make two");
    return test_end();
}
