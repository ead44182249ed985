/* Random numbers, and the random road: cell i is a car if the i-th number is below the density.
   The road is the same for every stage and every number of ranks, threads or GPUs. */
#ifndef RANDOM_H
#define RANDOM_H

#include "road.h"

#include <stdbool.h>
#include <stdint.h>

/* MT19937 (Matsumoto and Nishimura, ACM TOMACS 8, 3 (1998)), seeded and read as by
   numpy.random.seed(seed) and numpy.random.random(): doubles of 53 bits in [0, 1). */
struct random_numpy {
    uint32_t state[624], number[624]; /* number: what is drawn from the state, in turn */
    int next;
};
void random_numpy_seed(struct random_numpy *numpy, uint32_t seed);
double random_numpy_next(struct random_numpy *numpy);

/* Marsaglia's UNI in single precision, multiples of 2^-24 in [0, 1); seed from 0 to 900 000 000.
   After F. James, Comp. Phys. Comm. 60, 329 (1990). */
struct random_uni {
    float u[97], c;
    int i, j;
};
void random_uni_seed(struct random_uni *uni, int seed);
float random_uni_next(struct random_uni *uni);

/* Philox4x32-10 (Salmon et al., SC11): the i-th number of a seed, 32 bits, without the ones before
   it. Word i % 4 of counter {i / 4, 0}, low half first, under key `seed`, low half first. */
uint32_t random_philox(uint64_t seed, int64_t i);

/* The i-th number of a step: counter {i / 4, step}. Those of step 0 are random_philox's. */
uint32_t random_philox_at(uint64_t seed, int64_t step, int64_t i);

enum random_kind { RANDOM_NUMPY, RANDOM_UNI, RANDOM_PHILOX };
extern const char *const random_names[]; /* by kind, ended by NULL: "numpy", "uni", "philox" */

/* Why this kind cannot be had with this seed, or NULL. */
const char *random_refusal(enum random_kind kind, int64_t seed);

/* The cells of a random road in turn. Density from 0 to 1. */
struct random_source {
    enum random_kind kind;
    struct random_numpy numpy;
    struct random_uni uni;
    uint64_t seed;
    double density;
};
struct random_source random_source_new(enum random_kind kind, int64_t seed, double density);

/* Fills the part of a road that begins where the one before it ended, the first of them at cell 0;
   with philox, any. */
void random_source_fill(struct random_source *source, struct road *road);

/* Fills any part of a road. With numpy and uni the numbers of all cells before road->first are
   drawn and thrown away. */
void random_road(struct road *road, enum random_kind kind, int64_t seed, double density);

#endif
