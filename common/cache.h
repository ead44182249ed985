/* The caches of data of this machine. */
#ifndef CACHE_H
#define CACHE_H

#include <stdint.h>

enum { CACHE_LEVELS = 3 };

struct cache {
    int64_t bytes; /* 0: there is none of this level, or nobody knows of it */
    int cores;     /* hardware threads that share it, at least 1 */
};

/* Of level 1, 2 or 3, as the first core sees it. Where the kernel does not tell, the C library is
   asked; where neither knows the first two levels, usual sizes are assumed. */
struct cache cache_of_level(int level);

#endif
