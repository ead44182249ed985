#include "random.h"

#include "progress.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#ifdef HAVE_PHILOX
#include <Random123/philox.h>
#endif

const char *const random_names[] = {"numpy", "uni", "philox", NULL};

/* ------------------------------------------------------------------------- numpy: MT19937 --- */

void random_numpy_seed(struct random_numpy *numpy, uint32_t seed) {
    numpy->state[0] = seed;
    for (uint32_t i = 1; i < 624; i++) {
        uint32_t before = numpy->state[i - 1];
        numpy->state[i] = 1812433253u * (before ^ before >> 30) + i;
    }
    numpy->next = 624;
}

static inline uint32_t numpy_twist(uint32_t one, uint32_t next, uint32_t far) {
    uint32_t y = (one & 0x80000000u) | (next & 0x7fffffffu);
    return far ^ y >> 1 ^ (-(y & 1) & 0x9908b0dfu);
}

/* Loops in which nothing is needed that was made a few numbers ago: vectors can run them. */
static void numpy_refill(struct random_numpy *numpy) {
    uint32_t *s = numpy->state;
    for (int i = 0; i < 227; i++)
        s[i] = numpy_twist(s[i], s[i + 1], s[i + 397]);
    for (int i = 227; i < 623; i++)
        s[i] = numpy_twist(s[i], s[i + 1], s[i - 227]);
    s[623] = numpy_twist(s[623], s[0], s[396]);
    for (int i = 0; i < 624; i++) {
        uint32_t y = s[i];
        y ^= y >> 11;
        y ^= y << 7 & 0x9d2c5680u;
        y ^= y << 15 & 0xefc60000u;
        numpy->number[i] = y ^ y >> 18;
    }
    numpy->next = 0;
}

/* 53 bits of two numbers; there are 624, so the second of a pair is always there. */
static inline uint64_t numpy_bits(struct random_numpy *numpy) {
    if (numpy->next == 624)
        numpy_refill(numpy);
    const uint32_t *pair = &numpy->number[numpy->next];
    numpy->next += 2;
    return (uint64_t)(pair[0] >> 5) << 26 | pair[1] >> 6;
}

double random_numpy_next(struct random_numpy *numpy) {
    return (double)numpy_bits(numpy) * 0x1p-53;
}

/* ------------------------------------------------------------------------------------ uni --- */

/* Each of the 97 numbers is built bit by bit from two small generators: a product of three numbers
   modulo 179 and a congruence modulo 169. The seed is cut into the four numbers they start from. */
void random_uni_seed(struct random_uni *uni, int seed) {
    int ij = seed / 30082, kl = seed % 30082;
    int a = ij / 177 % 177 + 2, b = ij % 177 + 2, c = kl / 169 % 178 + 1, d = kl % 169;
    for (int n = 0; n < 97; n++) {
        uni->u[n] = 0;
        for (int bit = 1; bit <= 24; bit++) {
            int product = a * b % 179 * c % 179;
            a = b, b = c, c = product;
            d = (53 * d + 1) % 169;
            if (d * product % 64 >= 32)
                uni->u[n] += ldexpf(1, -bit);
        }
    }
    uni->c = 362436 * 0x1p-24f;
    uni->i = 96;
    uni->j = 32;
}

float random_uni_next(struct random_uni *uni) {
    float x = uni->u[uni->i] - uni->u[uni->j];
    uni->u[uni->i] = x < 0 ? x + 1 : x;
    x = uni->u[uni->i];
    uni->i = uni->i == 0 ? 96 : uni->i - 1;
    uni->j = uni->j == 0 ? 96 : uni->j - 1;
    uni->c -= 7654321 * 0x1p-24f;
    if (uni->c < 0)
        uni->c += 16777213 * 0x1p-24f;
    x -= uni->c;
    return x < 0 ? x + 1 : x;
}

/* --------------------------------------------------------------------------------- philox --- */

#ifdef HAVE_PHILOX
static const char *const philox_missing = NULL;

static philox4x32_ctr_t philox_four(uint64_t seed, uint64_t step, uint64_t block) {
    philox4x32_ctr_t counter = {
        {(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)step, (uint32_t)(step >> 32)}};
    philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    return philox4x32(counter, key);
}

uint32_t random_philox_at(uint64_t seed, int64_t step, int64_t i) {
    return philox_four(seed, (uint64_t)step, (uint64_t)i / 4).v[i % 4];
}

/* A block holds four numbers, so it is made for every fourth cell only. */
static uint64_t philox_cars(uint64_t seed, int64_t cell, int count, double limit) {
    philox4x32_ctr_t four = philox_four(seed, 0, (uint64_t)cell / 4);
    uint64_t cars = 0;
    for (int i = 0; i < count; i++) {
        if ((cell + i) % 4 == 0)
            four = philox_four(seed, 0, (uint64_t)(cell + i) / 4);
        cars |= (uint64_t)(four.v[(cell + i) % 4] < limit) << i;
    }
    return cars;
}
#else
static const char *const philox_missing =
    "philox: built without Random123; apt-get install librandom123-dev and build again";

uint32_t random_philox_at(uint64_t seed, int64_t step, int64_t i) {
    (void)seed, (void)step, (void)i;
    abort(); /* random_refusal has said no */
}

static uint64_t philox_cars(uint64_t seed, int64_t cell, int count, double limit) {
    (void)cell, (void)count, (void)limit;
    return random_philox(seed, cell);
}
#endif

uint32_t random_philox(uint64_t seed, int64_t i) {
    return random_philox_at(seed, 0, i);
}

/* ------------------------------------------------------------------------------- the road --- */

const char *random_refusal(enum random_kind kind, int64_t seed) {
    if (kind == RANDOM_NUMPY && seed > UINT32_MAX)
        return "--seed with --random numpy must be at most 4294967295";
    if (kind == RANDOM_UNI && seed > 900000000)
        return "--seed with --random uni must be at most 900000000";
    return kind == RANDOM_PHILOX ? philox_missing : NULL;
}

struct random_source random_source_new(enum random_kind kind, int64_t seed, double density) {
    struct random_source source = {.kind = kind, .seed = (uint64_t)seed, .density = density};
    if (kind == RANDOM_NUMPY)
        random_numpy_seed(&source.numpy, (uint32_t)seed);
    if (kind == RANDOM_UNI)
        random_uni_seed(&source.uni, (int)seed);
    return source;
}

/* The next `count` <= 64 cells, from `cell` on, of which philox alone needs to be told. Numbers are
   compared as the whole numbers that they are made from: half as much work. */
static uint64_t source_cars(struct random_source *source, int64_t cell, int count) {
    uint64_t cars = 0, limit = (uint64_t)ceil(source->density * 0x1p53);
    switch (source->kind) {
    case RANDOM_NUMPY:
        for (int i = 0; i < count; i++)
            cars |= (uint64_t)(numpy_bits(&source->numpy) < limit) << i;
        break;
    case RANDOM_UNI: /* the density in single precision too, as in the workshop's codes */
        for (int i = 0; i < count; i++)
            cars |= (uint64_t)(random_uni_next(&source->uni) < (float)source->density) << i;
        break;
    default:
        cars = philox_cars(source->seed, cell, count, source->density * 0x1p32);
    }
    return cars;
}

void random_source_fill(struct random_source *source, struct road *road) {
    for (int64_t i = 0; i < road->count; i += 64) {
        int count = road->count - i < 64 ? (int)(road->count - i) : 64;
        road->words[i / 64] = source_cars(source, road->first + i, count);
        if (i % (1 << 20) == 0)
            progress_update(road->first + i);
    }
}

void random_road(struct road *road, enum random_kind kind, int64_t seed, double density) {
    struct random_source source = random_source_new(kind, seed, density);
    progress_begin("road", road->first + road->count, "Mcells/s", 1e-6);
    if (kind != RANDOM_PHILOX)
        for (int64_t cell = 0; cell < road->first; cell += 64)
            source_cars(&source, cell, road->first - cell < 64 ? (int)(road->first - cell) : 64);
    random_source_fill(&source, road);
    progress_end();
}
