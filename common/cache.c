#include "cache.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MOST_INDICES = 16 };

/* The first line of one of the kernel's files about a cache. */
static bool line_of(int index, const char *name, char *line, int size) {
    char path[128];
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", index, name);
    FILE *file = fopen(path, "r");
    bool found = file != NULL && fgets(line, size, file) != NULL;
    if (file != NULL)
        fclose(file);
    return found;
}

/* "32768K" */
static int64_t bytes_in(const char *line) {
    long long number = 0;
    char unit = ' ';
    sscanf(line, "%lld%c", &number, &unit);
    return unit == 'K' ? number << 10 : unit == 'M' ? number << 20 : number;
}

/* "0-3,8" holds 5. */
static int cores_in(const char *list) {
    int cores = 0, first, last, used;
    while (sscanf(list, "%d%n", &first, &used) == 1) {
        list += used;
        last = first;
        if (sscanf(list, "-%d%n", &last, &used) == 1)
            list += used;
        cores += last - first + 1;
        if (*list == ',')
            list++;
    }
    return cores > 0 ? cores : 1;
}

static struct cache told_by_kernel(int level) {
    char line[4096];
    for (int index = 0; index < MOST_INDICES && line_of(index, "level", line, sizeof line);
         index++) {
        int found = 0;
        if (sscanf(line, "%d", &found) != 1 || found != level ||
            !line_of(index, "type", line, sizeof line) || strncmp(line, "Instruction", 11) == 0 ||
            !line_of(index, "size", line, sizeof line))
            continue;
        struct cache cache = {bytes_in(line), 1};
        if (line_of(index, "shared_cpu_list", line, sizeof line))
            cache.cores = cores_in(line);
        return cache;
    }
    return (struct cache){0, 1};
}

/* The library knows sizes and not who shares; what it says of a third level is often the sum of
   many, so each core is given its part. */
static struct cache told_by_library(int level) {
    struct cache cache = {0, 1};
#ifdef _SC_LEVEL1_DCACHE_SIZE
    static const int names[] = {_SC_LEVEL1_DCACHE_SIZE, _SC_LEVEL2_CACHE_SIZE,
                                _SC_LEVEL3_CACHE_SIZE};
    long bytes = sysconf(names[level - 1]), cores = sysconf(_SC_NPROCESSORS_CONF);
    cache.bytes = bytes > 0 ? bytes : 0;
    cache.cores = level == 3 && cores > 0 ? (int)cores : 1;
#endif
    return cache;
}

struct cache cache_of_level(int level) {
    static const int64_t usual[] = {32 << 10, 512 << 10, 0};
    struct cache cache = told_by_kernel(level);
    if (cache.bytes <= 0)
        cache = told_by_library(level);
    if (cache.bytes <= 0)
        cache = (struct cache){usual[level - 1], 1};
    return cache;
}
