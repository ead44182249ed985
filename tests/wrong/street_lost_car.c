/* Loses a car at the exit: nobody counts that it drove off.
   Expect: FAILED: after step [0-9]* there are [0-9]* cars: .* came in and 0 drove off, which
   Expect: FAILED: until step [0-9]* [0-9]* cars drove off, not 0 */
#define AT_ENDS(count) (count)->left = 0
#include "chances.h"
