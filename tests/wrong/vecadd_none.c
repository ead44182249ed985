/* Nothing: the frame that the wrong stages share is right.
   Expect: Verified: all 1000 sums are exact */
#include "vectors.h"
