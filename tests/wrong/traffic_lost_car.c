/* Loses one car on the way.
   Expect: FAILED: [0-9]* cars before, [0-9]* after: 1 lost
   Expect: FAILED: the first wrong step is 7: cells from */
#define AFTER_STEP                       \
    if (step == 7)                       \
        for (int64_t i = 1; i <= n; i++) \
            if (cell[i]) {               \
                cell[i] = 0;             \
                break;                   \
            }
#include "array.h"
