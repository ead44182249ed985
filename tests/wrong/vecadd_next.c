/* Off by one index.
   Expect: FAILED: 999 of 1000 elements are wrong, from 0 to 998: .*, which is right for element 1
 */
#define SUM(i) a[i + (i + 1 < n)] + b[i + (i + 1 < n)]
#include "vectors.h"
