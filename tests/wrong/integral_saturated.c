/* Says that it is single, and adds up in it, which is worse than points that are off.
   Expect: FAILED: on 1500 x 1500 points from 0 to 1.5708 it is .* it is 2.00000018, within 3e-06 */
#define SUM float
#define ROW_ENDS (i == n - 1)
#define SINGLE true
#include "sums.h"
