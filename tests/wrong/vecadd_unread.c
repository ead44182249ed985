/* Does not copy all of it back.
   Expect: FAILED: 1 of 1000 elements are wrong, .* is -*nan, as before anything was written */
#define READ n - 1
#include "vectors.h"
