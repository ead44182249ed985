/* Copies back one element too many.
   Expect: FAILED: something was written behind the last element */
#define READ n + 1
#include "vectors.h"
