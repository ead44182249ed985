/* Writes on the road that it was only lent.
   Expect: FAILED: the stage has changed the road */
#define OPENED road->words[0] = 0
#include "array.h"
