/* Hands the road back in the first run only, as a copy that was forgotten would.
   Expect: FAILED: [0-9]* of 1000 cells are wrong after step 100 */
#define READ                       \
    static int ends;               \
    if (step == 100 && ends++ > 0) \
    return
#include "array.h"
