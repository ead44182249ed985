/* The lecture's other roads: the ring with something that happens to its cars.

       brake   a car that could move does not, with probability p
       light   the cars on one cell go on in the first G of every G + R steps only
       open    no ring: while cell 0 is empty a car comes in with probability a, and the
               car on the last cell drives off with probability b

                 a  ──▶ [ 0 | 1 | 2 | … | light | … | last ] ──▶ b

   What happens by chance is decided by one number for each step and cell, which anybody can work
   out at any time: the result is the same for any number of threads and ranks, in any order. */
#ifndef STREET_RULE_H
#define STREET_RULE_H

#include "random.h"

/* The cell behind cell 0: on an open road that where cars wait to come in, of which there always is
   one; on a ring the last cell. */
enum { STREET_ENTRY = -1 };

struct street {
    int64_t cells, seed;
    double brake;
    int64_t green, red; /* 0: there is no light */
    bool open;
    double enter, leave;
};

/* The cell whose cars the light holds up. */
static inline int64_t street_light(const struct street *street) {
    return street->cells / 2;
}

/* Steps are counted from 1; the first of them are green. */
static inline bool street_is_red(const struct street *street, int64_t step) {
    int64_t cycle = street->green + street->red;
    return cycle > 0 && (step - 1) % cycle >= street->green;
}

/* Whether something happens that has this probability; cell -1's number is behind the last cell's.
 */
static inline bool street_happens(const struct street *street, double probability, int64_t step,
                                  int64_t cell) {
    int64_t i = cell == STREET_ENTRY ? street->cells : cell;
    return random_philox_at((uint64_t)street->seed, step, i) < probability * 0x1p32;
}

/* Whether a car on this cell moves on in this step, if the cell ahead of it is empty. */
static inline bool street_goes(const struct street *street, int64_t step, int64_t cell) {
    if (cell == STREET_ENTRY && !street->open)
        cell = street->cells - 1;
    if (street->green > 0 && cell == street_light(street) && street_is_red(street, step))
        return false;
    if (cell == STREET_ENTRY)
        return street_happens(street, street->enter, step, cell);
    if (street->open && cell == street->cells - 1)
        return street_happens(street, street->leave, step, cell);
    return street->brake == 0 || !street_happens(street, street->brake, step, cell);
}

#endif
