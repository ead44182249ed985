/* Shows a road on the way that is not the one it has.
   Expect: FAILED: 1 of 1000 cells are wrong after step 50: cells from 3 to 3$
   Expect: FAILED: but right when it takes one step at a time */
#define READ                                         \
    static int pictures;                             \
    if (step == 50 && pictures++ == 0) {             \
        cell[4] ^= 1, read_road(road), cell[4] ^= 1; \
        return;                                      \
    }
#include "array.h"
