/* The three generators, against published values and other implementations. */
#include "random.h"
#include "test.h"

#include <string.h>

/* From numpy.random.seed(s); numpy.random.random() */
static void test_numpy(void) {
    struct random_numpy numpy;
    random_numpy_seed(&numpy, 0);
    test_check(random_numpy_next(&numpy) == 0.5488135039273248, "numpy: seed 0, first number");
    test_check(random_numpy_next(&numpy) == 0.7151893663724195, "numpy: seed 0, second number");
    double last = 0;
    for (int i = 2; i < 1000; i++)
        last = random_numpy_next(&numpy);
    test_check(last == 0.6771411441114241, "numpy: seed 0, 1000th number");
    random_numpy_seed(&numpy, 4294967295u);
    test_check(random_numpy_next(&numpy) == 0.0976320289940138,
               "numpy: greatest seed, first number");
}

/* After 20 000 numbers from the seed of James's paper, these times 2^24 are the next six. */
static void test_uni(void) {
    static const int expected[] = {6533892, 14220222, 7275067, 6172232, 8354498, 10633180};
    struct random_uni uni;
    random_uni_seed(&uni, 1802 * 30082 + 9373);
    for (int i = 0; i < 20000; i++)
        random_uni_next(&uni);
    for (int i = 0; i < 6; i++)
        test_check(random_uni_next(&uni) * 0x1p24f == (float)expected[i],
                   "uni: number %d of James's paper", i + 1);
}

#ifdef HAVE_PHILOX
#include <Random123/philox.h>

/* The known answers that are published with Random123: counter, key, result. */
static void test_philox(void) {
    static const struct {
        philox4x32_ctr_t counter;
        philox4x32_key_t key;
        philox4x32_ctr_t result;
    } known[] = {
        {{{0, 0, 0, 0}}, {{0, 0}}, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{~0u, ~0u, ~0u, ~0u}}, {{~0u, ~0u}}, {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         {{0xa4093822, 0x299f31d0}},
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (int i = 0; i < 3; i++) {
        philox4x32_ctr_t got = philox4x32(known[i].counter, known[i].key);
        test_check(memcmp(&got, &known[i].result, sizeof got) == 0, "philox: known answer %d", i);
    }
    static const int64_t places[] = {0, 1, 2, 3, 4, 7, 1000003, (1ll << 34) + 6, INT64_MAX};
    for (int i = 0; i < 9; i++) {
        uint64_t block = (uint64_t)places[i] / 4;
        philox4x32_ctr_t counter = {{(uint32_t)block, (uint32_t)(block >> 32), 0, 0}};
        philox4x32_key_t key = {{5743, 7}};
        test_check(random_philox(7ull << 32 | 5743, places[i]) ==
                       philox4x32(counter, key).v[places[i] % 4],
                   "philox: number %lld", (long long)places[i]);
        philox4x32_ctr_t later = {{(uint32_t)block, (uint32_t)(block >> 32), 99, 3}};
        test_check(random_philox_at(7ull << 32 | 5743, 3ll << 32 | 99, places[i]) ==
                       philox4x32(later, key).v[places[i] % 4],
                   "philox: number %lld of a step", (long long)places[i]);
    }
}
#else
static void test_philox(void) {
    test_skip("philox: %s", random_refusal(RANDOM_PHILOX, 0));
}
#endif

static void test_parts(void) {
    for (enum random_kind kind = RANDOM_NUMPY; kind <= RANDOM_PHILOX; kind++) {
        if (random_refusal(kind, 5743) != NULL) {
            test_skip("parts: %s", random_refusal(kind, 5743));
            continue;
        }
        struct road whole = road_new(1000, 0, 1000), part = road_new(1000, 321, 200);
        random_road(&whole, kind, 5743, 0.3);
        random_road(&part, kind, 5743, 0.3);
        int wrong = 0;
        for (int i = 0; i < 200; i++)
            wrong += road_get(&part, i) != road_get(&whole, 321 + i);
        test_check(wrong == 0, "%s: a part of a road is that part of the whole",
                   random_names[kind]);
        test_check(road_cars(&whole) > 240 && road_cars(&whole) < 360, "%s: density",
                   random_names[kind]);
        road_free(&whole);
        road_free(&part);
    }
}

static void test_densities(void) {
    for (enum random_kind kind = RANDOM_NUMPY; kind <= RANDOM_PHILOX; kind++) {
        if (random_refusal(kind, 1) != NULL)
            continue;
        struct road empty = road_new(777, 0, 777), full = road_new(777, 0, 777);
        random_road(&empty, kind, 1, 0);
        random_road(&full, kind, 1, 1);
        test_check(road_cars(&empty) == 0, "%s: no cars at density 0", random_names[kind]);
        test_check(road_cars(&full) == 777, "%s: all cars at density 1", random_names[kind]);
        road_free(&empty);
        road_free(&full);
    }
}

static void test_refusals(void) {
    test_check(random_refusal(RANDOM_NUMPY, 4294967296) != NULL, "numpy refuses a seed of 2^32");
    test_check(random_refusal(RANDOM_NUMPY, 4294967295) == NULL, "numpy takes a seed of 2^32 - 1");
    test_check(random_refusal(RANDOM_UNI, 900000001) != NULL, "uni refuses a seed of 900 000 001");
    test_check(random_refusal(RANDOM_UNI, 900000000) == NULL, "uni takes a seed of 900 000 000");
}

int main(void) {
    test_numpy();
    test_uni();
    test_philox();
    test_parts();
    test_densities();
    test_refusals();
    return test_end();
}
