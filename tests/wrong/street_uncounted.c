/* Does not count the cars that drive off as moved.
   Expect: FAILED: until step [0-9]* [0-9]* cars moved, not [0-9]* */
#define AT_ENDS(count) (count)->moved -= street->open && cell[n] && !next[n]
#include "chances.h"
