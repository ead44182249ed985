/* The judge of a street run: the same steps once more, on the packed road, 64 cells in a word;
   every cell is compared, and so is every car that came in, moved or drove off. Rank 0 does it for
   the whole road, and all ranks come to its verdict. Collective: every rank calls. */
#ifndef STREET_JUDGE_H
#define STREET_JUDGE_H

#include "street.h"

struct street_judge {
    const struct street *street;
    struct road exact,
        movers;         /* the road as it should be, and the cars that move next: on rank 0 */
    int64_t step, cars; /* cars: at step 0, on the whole road */
    struct street_count count; /* in all steps so far, as it should be */
    int failures;              /* lines printed so far */
};

/* *street stays where it is. */
struct street_judge street_judge_new(const struct street *street, const struct road *start);
void street_judge_free(struct street_judge *judge);

/* Judges the road as a stage has it after so many steps, no fewer than before; and its counts, of
   all ranks together and all steps so far. True if nothing was wrong; what is, is a line on stderr
   that begins "FAILED:" behind the program's name. `whole` is the stage's road on rank 0. */
bool street_judge_road(struct street_judge *judge, int64_t step, const struct road *whole,
                       const struct street_count *count);

#endif
