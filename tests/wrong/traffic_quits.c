/* Ends the program, and with it all judging.
   Expect: FAILED: the program ended before its work was done */
#define AFTER_ADVANCE \
    if (step == 100)  \
    exit(0)
#include "array.h"
