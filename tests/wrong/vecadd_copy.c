/* Forgets the second vector.
   Expect: FAILED: 1000 of 1000 elements are wrong, .*, which is one of the two */
#define SUM(i) a[i]
#include "vectors.h"
