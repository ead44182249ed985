/* Drives on at a red light.
   Expect: FAILED: [0-9]* of 100 cells are wrong after step */
#define GOES(step, i) ((i) == 50 || street_goes(street, step, i))
#include "chances.h"
