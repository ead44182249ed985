/* A grid of half as many threads.
   Expect: FAILED: 500 of 1000 elements are wrong, from 500 to 999: element 500 is 0; exactly */
#define ADD add_from(0, n / 2)
#include "vectors.h"
