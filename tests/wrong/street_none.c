/* Nothing is wrong with this one.
   Expect: ^Verified: all */
#include "chances.h"
