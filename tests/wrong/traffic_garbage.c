/* Leaves garbage behind the last cell.
   Expect: FAILED: [0-9]* of 1000 cells are wrong\|FAILED: [0-9]* cars before */
#define READ                   \
    static int inside;         \
    if (inside == 0) {         \
        inside = 1;            \
        read_road(road);       \
        inside = 0;            \
        road_set(road, n + 3); \
        return;                \
    }
#include "array.h"
