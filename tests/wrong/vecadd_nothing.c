/* Does nothing at all.
   Expect: FAILED: 1000 of 1000 elements are wrong, from 0 to 999: element 0 is 0; exactly */
#define ADD
#include "vectors.h"
