/* Always hands over what it found first.
   Expect: FAILED: on 1 x 1 points from 0 to 1 it is 2.0[0-9]*; */
static double first_of(double value) {
    static double first;
    return first = first != 0 ? first : value;
}
#define RESULT(value) first_of(value)
#include "sums.h"
