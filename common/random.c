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

static void numpy_refill(struct random_numpy *numpy) {
    uint32_t *s = numpy->state;
    for (int i = 0; i < 624; i++) {
        uint32_t y = (s[i] & 0x80000000u) | (s[(i + 1) % 624] & 0x7fffffffu);
        s[i] = s[(i + 397) % 624] ^ y >> 1 ^ (y & 1 ? 0x9908b0dfu : 0);
    }
    numpy->next = 0;
}

static uint32_t numpy_word(struct random_numpy *numpy) {
    if (numpy->next == 624)
        numpy_refill(numpy);
    uint32_t y = numpy->state[numpy->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c5680u;
    y ^= y << 15 & 0xefc60000u;
    return y ^ y >> 18;
}

double random_numpy_next(struct random_numpy *numpy) {
    uint32_t high = numpy_word(numpy) >> 5, low = numpy_word(numpy) >> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
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

uint32_t random_philox(uint64_t seed, int64_t i) {
    uint64_t block = (uint64_t)i / 4;
    philox4x32_ctr_t counter = {{(uint32_t)block, (uint32_t)(block >> 32), 0, 0}};
    philox4x32_key_t key = {{(uint32_t)seed, (uint32_t)(seed >> 32)}};
    return philox4x32(counter, key).v[i % 4];
}
#else
static const char *const philox_missing =
    "--random philox: built without Random123; apt-get install "
    "librandom123-dev and build again";

uint32_t random_philox(uint64_t seed, int64_t i) {
    (void)seed, (void)i;
    abort(); /* random_refusal has said no */
}
#endif

/* ------------------------------------------------------------------------------- the road --- */

const char *random_refusal(enum random_kind kind, int64_t seed) {
    if (kind == RANDOM_NUMPY && seed > UINT32_MAX)
        return "--seed with --random numpy must be at most 4294967295";
    if (kind == RANDOM_UNI && seed > 900000000)
        return "--seed with --random uni must be at most 900000000";
    return kind == RANDOM_PHILOX ? philox_missing : NULL;
}

struct source {
    enum random_kind kind;
    struct random_numpy numpy;
    struct random_uni uni;
    uint64_t seed;
    double density;
};

static struct source source_new(enum random_kind kind, int64_t seed, double density) {
    struct source source = {.kind = kind, .seed = (uint64_t)seed, .density = density};
    if (kind == RANDOM_NUMPY)
        random_numpy_seed(&source.numpy, (uint32_t)seed);
    if (kind == RANDOM_UNI)
        random_uni_seed(&source.uni, (int)seed);
    return source;
}

static bool source_car(struct source *source, int64_t cell) {
    switch (source->kind) {
    case RANDOM_NUMPY:
        return random_numpy_next(&source->numpy) < source->density;
    case RANDOM_UNI: /* the density in single precision too, as in the workshop's codes */
        return random_uni_next(&source->uni) < (float)source->density;
    default:
        return random_philox(source->seed, cell) * 0x1p-32 < source->density;
    }
}

void random_road(struct road *road, enum random_kind kind, int64_t seed, double density) {
    struct source source = source_new(kind, seed, density);
    progress_begin("road", road->count, "Mcells/s", 1e-6);
    if (kind != RANDOM_PHILOX)
        for (int64_t cell = 0; cell < road->first; cell++)
            source_car(&source, cell);
    for (int64_t i = 0; i < road->count; i++) {
        if (source_car(&source, road->first + i))
            road_set(road, i);
        if (i % (1 << 20) == 0)
            progress_update(i);
    }
    progress_end();
}
