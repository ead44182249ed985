/* One element is left out, as a loop of whole blocks would.
   Expect: FAILED: 1 of 1000 elements are wrong, from 999 to 999: element 999 is 0; exactly */
#define ADD add_from(0, n - 1)
#include "vectors.h"
