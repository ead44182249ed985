#include "memory.h"

#include "die.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Large blocks ask for large pages: fewer addresses to look up, and where in the caches a block
   lies is less of a lottery, so that two runs take the same time. Nothing depends on getting them.
 */
enum { LARGE_PAGE = 1 << 21, LARGE = 2 * LARGE_PAGE };

void *memory_untouched(int64_t count, int64_t size) {
    int64_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes) || bytes > INT64_MAX - 4096)
        die_usage("%lld items of %lld bytes do not fit into any memory", (long long)count,
                  (long long)size);
    void *block = NULL;
    size_t alignment = bytes >= LARGE ? LARGE_PAGE : bytes >= 4096 ? 4096 : 64;
    if (posix_memalign(&block, alignment, (size_t)(bytes > 0 ? bytes : 1)) != 0)
        die_usage("no memory for %.3g GB more", (double)bytes * 1e-9);
    if (bytes >= LARGE)
        madvise(block, (size_t)bytes, MADV_HUGEPAGE);
    return block;
}

void *memory_new(int64_t count, int64_t size) {
    return memset(memory_untouched(count, size), 0, (size_t)(count * size));
}

/* A number from a one-number file of the kernel, or INT64_MAX ("max", or no such file). */
static int64_t number_in(const char *path) {
    long long number = INT64_MAX;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return INT64_MAX;
    if (fscanf(file, "%lld", &number) != 1)
        number = INT64_MAX;
    fclose(file);
    return number;
}

static int64_t free_in_machine(void) {
    char line[128];
    long long kilobytes = -1;
    FILE *file = fopen("/proc/meminfo", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "MemAvailable: %lld", &kilobytes) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return kilobytes < 0 ? INT64_MAX : kilobytes * 1024;
}

/* What a control group holds only because it was read from files, and gives up when asked. */
static int64_t cached_in(const char *group) {
    char path[PATH_MAX], line[128];
    long long bytes = 0;
    snprintf(path, sizeof path, "/sys/fs/cgroup%s/memory.stat", group);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "inactive_file %lld", &bytes) == 1)
            break;
    if (file != NULL)
        fclose(file);
    return bytes;
}

/* What is left of a control group's limit; without a limit, everything. */
static int64_t free_in_group(const char *group) {
    char limit_path[PATH_MAX], used_path[PATH_MAX];
    snprintf(limit_path, sizeof limit_path, "/sys/fs/cgroup%s/memory.max", group);
    snprintf(used_path, sizeof used_path, "/sys/fs/cgroup%s/memory.current", group);
    int64_t limit = number_in(limit_path), used = number_in(used_path);
    return limit == INT64_MAX || used == INT64_MAX ? INT64_MAX : limit - used + cached_in(group);
}

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

/* Of this process's group and all those around it: a Slurm job's limit is set on its own group,
   some levels below the top. */
static int64_t free_in_groups(void) {
    char group[PATH_MAX / 2] = "";
    int64_t least = free_in_group("");
    FILE *file = fopen("/proc/self/cgroup", "r");
    if (file == NULL)
        return least;
    if (fscanf(file, "0::%2047s", group) != 1)
        group[0] = '\0';
    fclose(file);
    for (char *slash = strrchr(group, '/'); slash != NULL; slash = strrchr(group, '/')) {
        least = smaller(least, free_in_group(group));
        *slash = '\0';
    }
    return least;
}

int64_t memory_available(void) {
    return smaller(free_in_machine(), free_in_groups());
}
