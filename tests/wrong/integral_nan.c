/* The sum is not a number.
   Expect: FAILED: .* it is -*nan; by the midpoint rule it is 2 */
#define BEGIN sum = NAN
#include "sums.h"
