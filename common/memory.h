/* Memory: how much there is, and blocks of it. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdint.h>

/* A zeroed block of `count` items of `size` bytes, aligned to a page when it is larger than one;
   to be given back with free(). No memory, or a product past 2^63: exits with status 2. */
void *memory_new(int64_t count, int64_t size);

/* The same, but nothing is written there yet: each page will lie near the core that first does. */
void *memory_untouched(int64_t count, int64_t size);

/* Bytes that this process can still take, from the machine and its control group, or INT64_MAX
   where that cannot be told. */
int64_t memory_available(void);

#endif
