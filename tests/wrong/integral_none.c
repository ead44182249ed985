/* Nothing: the frame that the wrong stages share is right.
   Expect: Verified: .* so is the integral from 0 to pi/2 on as many points, and 9 trials */
#include "sums.h"
