/* Wrong programs that people write, each told by what it does otherwise than a right one, on roads
   small enough to try them all. Whoever's program does in every step what one of these does, has
   very likely made its mistake.

       a toy:   part 0          part 1          part 2        as ranks have them; or one part
              h | 1 ... n | h  h | 1 ... n | h  h | 1 ... n | h

       a step:  halos ─▶ count ─▶ update ─▶ sum               each may go wrong on its own      */
#ifndef MISTAKES_H
#define MISTAKES_H

#include <stdint.h>

struct part {
    int64_t count, moves;
    uint8_t *now, *next; /* cells 1 ... count, and a halo cell at each end */
    uint8_t was_first, was_last;
};

struct toy {
    struct part *part;
    int parts, ranks;   /* parts that have cells, and ranks: there may be more */
    int64_t step, call; /* steps taken, all and in this call */
    int64_t moves;      /* what advance will return */
};

/* What a mistake does, or NULL where it does what is right. */
struct mistake {
    const char *name;  /* "open-road" */
    const char *says;  /* what it does, in a teacher's words */
    const char *where; /* where to look */
    void (*halos)(struct toy *toy);
    int64_t (*count)(const struct part *part, int64_t width);
    void (*update)(struct part *part, int64_t width); /* now and next are swapped behind it */
    void (*sum)(struct toy *toy);
    int64_t (*steps)(int64_t steps);
    enum { ONE, ANY } width; /* whether it has to do with words or vectors, of whatever width */
};

/* The simplest first; the last has no name. */
extern const struct mistake mistakes[];

/* Takes the `cells` bytes at `start`, of 1 or more, into a part for each rank, as road_share cuts
 * them. */
struct toy toy_new(const uint8_t *start, int64_t cells, int ranks);
void toy_free(struct toy *toy);

/* All that a program does that has both mistakes; {0} is none. */
struct mistake mistakes_both(const struct mistake *one, const struct mistake *other);

/* So many steps of such a program, which updates `width` cells at a time. Returns what it would. */
int64_t toy_advance(struct toy *toy, const struct mistake *done, int64_t width, int64_t steps);

/* The road, as `cells` bytes. */
void toy_read(const struct toy *toy, uint8_t *cell);

#endif
