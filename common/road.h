/* A road, or one rank's part of it: 64 cells to a word. All files, images, checks and stages
   start from this one layout, so a checkpoint, an image and a fingerprint are the same bits.

       cell          63 62 ...  2  1  0 | 127 126 ... 65 64 | ...
       words[0] = 0b  1  0 ...  1  1  0     words[1]                    1 is a car          */
#ifndef ROAD_H
#define ROAD_H

#include <stdbool.h>
#include <stdint.h>

struct road {
    int64_t cells; /* on the whole ring, all ranks together */
    int64_t first; /* the first cell of this part, counted on the whole ring */
    int64_t count; /* cells in this part */
    uint64_t
        *words; /* cell i of this part is bit i % 64 of words[i / 64]; bits past the end are 0 */
};

/* Words that hold `count` cells. */
int64_t road_words(int64_t count);

/* An empty part of a road, to be given back with road_free. No memory: exits with status 2. */
struct road road_new(int64_t cells, int64_t first, int64_t count);
void road_free(struct road *road);

/* Part number `part` of `parts` of a road of so many cells, without its words. A part is of whole
   words, so that fingerprints add up and nobody has to shift what another sends; what does not
   share out evenly the first parts have, a word each. The last parts of a short road have no cells,
   and begin behind the last one. */
struct road road_share(int64_t cells, int part, int parts);

/* The same part of this road. Its words are the road's own: there is nothing to give back. */
struct road road_part(const struct road *road, int part, int parts);

static inline bool road_get(const struct road *road, int64_t i) {
    return road->words[i / 64] >> (i % 64) & 1;
}

static inline void road_set(struct road *road, int64_t i) {
    road->words[i / 64] |= (uint64_t)1 << (i % 64);
}

/* Cars on this part. */
int64_t road_cars(const struct road *road);

/* Cars that move in the next step, since they have an empty cell ahead: of a whole road; of a part,
   `ahead` being whether there is a car in the cell ahead of it. */
int64_t road_movers(const struct road *road);
int64_t road_movers_of_part(const struct road *part, bool ahead);

/* In which cells two roads, or parts of them, differ that begin at the same cell and are as long.
 */
struct road_difference {
    int64_t cells, from,
        to; /* how many; the first and the last of them, counted on the whole ring */
};
struct road_difference road_compare(const struct road *one, const struct road *other);

/* A number that two different roads share only by a chance of about 1 in 2^60: the sum over all
   words of word * key(position), modulo 2^61 - 1. The parts of a road, each beginning at a multiple
   of 64, add up to the whole road's fingerprint with road_fingerprint_add. */
uint64_t road_fingerprint(const struct road *road);
uint64_t road_fingerprint_add(uint64_t one, uint64_t other);

#endif
