#include "road.h"

#include "memory.h"

#include <stdlib.h>

int64_t road_words(int64_t count) {
    return count / 64 + (count % 64 != 0);
}

struct road road_new(int64_t cells, int64_t first, int64_t count) {
    return (struct road){cells, first, count, memory_new(road_words(count), sizeof(uint64_t))};
}

void road_free(struct road *road) {
    free(road->words);
    road->words = NULL;
}

static int64_t share_begin(int64_t cells, int part, int parts) {
    int64_t words = road_words(cells), more = words % parts;
    int64_t begin = part * (words / parts) + (part < more ? part : more);
    return begin < words ? 64 * begin : cells;
}

struct road road_share(int64_t cells, int part, int parts) {
    int64_t first = share_begin(cells, part, parts);
    return (struct road){cells, first, share_begin(cells, part + 1, parts) - first, NULL};
}

struct road road_part(const struct road *road, int part, int parts) {
    struct road share = road_share(road->count, part, parts);
    return (struct road){road->cells, road->first + share.first, share.count,
                         road->words + road_words(share.first)};
}

int64_t road_cars(const struct road *road) {
    int64_t cars = 0;
    for (int64_t w = 0; w < road_words(road->count); w++)
        cars += __builtin_popcountll(road->words[w]);
    return cars;
}

int64_t road_movers_of_part(const struct road *part, bool ahead) {
    int64_t last = road_words(part->count) - 1, movers = 0;
    const uint64_t *words = part->words;
    for (int64_t w = 0; w < last; w++)
        movers += __builtin_popcountll(words[w] & ~(words[w] >> 1 | words[w + 1] << 63));
    if (last < 0)
        return 0;
    uint64_t next = words[last] >> 1 | (uint64_t)ahead << (part->count - 1) % 64;
    return movers + __builtin_popcountll(words[last] & ~next);
}

int64_t road_movers(const struct road *road) {
    return road_movers_of_part(road, road_get(road, 0));
}

struct road_difference road_compare(const struct road *one, const struct road *other) {
    struct road_difference found = {0, -1, -1};
    for (int64_t w = 0; w < road_words(one->count); w++) {
        uint64_t wrong = one->words[w] ^ other->words[w];
        if (wrong == 0)
            continue;
        if (found.cells == 0)
            found.from = one->first + w * 64 + __builtin_ctzll(wrong);
        found.to = one->first + w * 64 + 63 - __builtin_clzll(wrong);
        found.cells += __builtin_popcountll(wrong);
    }
    return found;
}

/* The prime 2^61 - 1: a product of two residues is reduced with two shifts. */
static const uint64_t prime = ((uint64_t)1 << 61) - 1;

__extension__ typedef unsigned __int128 uint128;

static uint64_t reduce(uint128 x) {
    x = (x & prime) + (x >> 61); /* this may still be more than 64 bits */
    uint64_t folded = (uint64_t)(x & prime) + (uint64_t)(x >> 61);
    return folded >= prime ? folded - prime : folded;
}

/* An unpredictable key for each position: the mixing steps of SplitMix64 (Steele, Lea and Flood,
   OOPSLA 2014). */
static uint64_t key(uint64_t position) {
    uint64_t z = (position + 1) * 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return reduce(z ^ z >> 31);
}

uint64_t road_fingerprint(const struct road *road) {
    uint64_t sum = 0;
    for (int64_t w = 0; w < road_words(road->count); w++)
        sum = reduce((uint128)road->words[w] * key((uint64_t)(road->first / 64 + w)) + sum);
    return sum;
}

uint64_t road_fingerprint_add(uint64_t one, uint64_t other) {
    return reduce((uint128)one + other);
}
