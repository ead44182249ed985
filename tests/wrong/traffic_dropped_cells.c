/* Updates whole words only: the last n % 64 cells stand still.
   Expect: FAILED: [0-9]* of 1000 cells are wrong
   Expect: FAILED: the first wrong step is [0-9]*: cells from 9[56][0-9] to */
#define UPDATED (n / 64 * 64)
#include "array.h"
