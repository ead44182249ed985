/* Only the first run adds; later ones hand over what is there.
   Expect: FAILED: 1000 of 1000 elements are wrong, .*, which was right in the run before; */
#define ADD             \
    static bool added;  \
    if (!added)         \
        add_from(0, n); \
    added = true
#include <stdbool.h>

#include "vectors.h"
