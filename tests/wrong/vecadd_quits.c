/* Ends the program as if all were well.
   Expect: FAILED: the program ended before its work was done */
#define ADD exit(0)
#include "vectors.h"
