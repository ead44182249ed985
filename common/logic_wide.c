/* The roof of logic: Rule 184 on a road that never leaves its registers.

   A ring of vectors is updated again and again, as a real road's are: all three operands of each
   update have been computed lately, and neighbours have two of them in common. Updating all with
   the same two neighbours would be quicker, but no road could come near that: Zen 4 starts
   such an instruction on 512-bit vectors in half a cycle, and one on this ring in 0.84 cycles. With
   256 bits it is 0.25 cycles when all goes well and 0.37 when not, which changes from one run to
   the next; the best is the roof. */
#include "limits_wide.h"
#include "logic.h"

/* A vector takes the place of the one ahead of it, which nobody needs any more, so that none has to
   be moved. Each has a name, because gcc leaves an array of this size in memory. */
#define FROM_0(X) X(0, 1, 2) X(1, 2, 3) X(2, 3, 4) X(3, 4, 5) X(4, 5, 6) X(5, 6, 7)
#define FROM_6(X) X(6, 7, 8) X(7, 8, 9) X(8, 9, 10) X(9, 10, 11)
#define FROM_10(X) X(10, 11, 12) X(11, 12, 13) X(12, 13, 14) X(13, 14, 15)
#define FROM_14(X) X(14, 15, 16) X(15, 16, 17) X(16, 17, 18) X(17, 18, 19)
#define FROM_18(X) X(18, 19, 20) X(19, 20, 21) X(20, 21, 22) X(21, 22, 23)
#if WIDE_BITS > 256
#define EACH(X) FROM_0(X) FROM_6(X) FROM_10(X) FROM_14(X) FROM_18(X) X(22, 23, 0) X(23, 0, 1)
#else
#define EACH(X) FROM_0(X) FROM_6(X) X(10, 11, 0) X(11, 0, 1)
#endif
#define LOAD(i, next, last) vector cell##i = at[i];
#define UPDATE(i, next, last)                                \
    cell##i = logic_choose(cell##i, cell##next, cell##last); \
    KEEP(cell##i);
#define STORE(i, next, last) at[i] = cell##i;

void WIDE(logic)(uint64_t *vectors, int64_t rounds) {
    vector *at = (vector *)vectors;
    EACH(LOAD)
    while (rounds-- > 0) {
        EACH(UPDATE)
    }
    EACH(STORE)
}
