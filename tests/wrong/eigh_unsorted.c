/* Leaves the pairs in the order in which it found them.
   Expect: eigenvalue [0-9]* is less than the one before it */
#define SORT
#include "jacobi.h"
