/* Adds up in single precision.
   Expect: FAILED: on 1500 x 1500 points .* it is 1.99999[0-9]*; .* 2.00000018, within 1.6e-12 */
#define SUM float
#include "sums.h"
