/* Does not run where there are many points, as a grid that is too large for a device.
   Expect: FAILED: on 1500 x 1500 points from 0 to 1.5708 it is 0, as if nothing had run */
#define ROWS(i) (n < 1200)
#include "sums.h"
