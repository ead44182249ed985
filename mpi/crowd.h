/* What all ranks want of the file system at once: to load this program, and to open small files, as
   the interpreters of Python do that import something on all ranks. */
#ifndef CROWD_H
#define CROWD_H

#include "options.h"
#include "record.h"
#include "small_files.h"
#include "spread.h"

#include <math.h>

static struct {
    int64_t loads, files, bytes;
    const char *folders;
    bool keep;
} crowd = {.bytes = 4096, .folders = "."};

static const struct option_row crowd_options[] = {
    {"loads", OPTION_WHOLE, &crowd.loads, "each rank loads this program N more times", 1, 10000,
     NULL},
    {"files", OPTION_WHOLE, &crowd.files, "each rank opens N small files", 1, 1000000, NULL},
    {"bytes", OPTION_WHOLE, &crowd.bytes, "in each file", 1, 1 << 20, NULL},
    {"folders", OPTION_TEXT, &crowd.folders,
     "where, as DIR:DIR:DIR; one that --keep made is only "
     "read [.]",
     0, 0, NULL},
    {"keep", OPTION_FLAG, &crowd.keep, "leave the files there, for an image to be made of them", 0,
     0, NULL},
    {0},
};

typedef void crowd_record(struct record *);

/* All ranks do the same `times` times at once, and this one took so many seconds for it. */
static inline struct spread crowd_print(double mine, int64_t times) {
    double *all = memory_new(world_size(), sizeof *all);
    world_gather(&mine, sizeof mine, all);
    struct spread spread = spread_of(all, 1);
    printf(" %9.4f %9.4f %9.4f %10.0f", spread.least, spread.median, spread.most,
           (double)(times * world_size()) / fmax(spread.most, 1e-9));
    free(all);
    return spread;
}

static char crowd_only_load[] = "only-load";

/* From exec to main and the end, shared libraries and all: the kernel's tick is too coarse for it.
 */
static inline double crowd_load(int64_t times) {
    char self[] = "/proc/self/exe", *const arguments[] = {self, crowd_only_load, NULL};
    world_barrier();
    double began = clock_now();
    for (int64_t i = 0; i < times; i++) {
        pid_t child;
        int status = 0, problem = posix_spawn(&child, self, NULL, NULL, arguments, environ);
        if (problem != 0 || waitpid(child, &status, 0) != child || status != 0)
            die_failed("this program cannot be loaded again: %s", strerror(problem));
    }
    return clock_now() - began;
}

static inline void crowd_try_loads(void) {
    printf("\nAll ranks load this program %lld more times at once\n\n", (long long)crowd.loads);
    printf("%-24s %9s %9s %9s %10s\n%-24s", "", "min", "median", "max", "loads/s",
           "from exec to main");
    crowd_print(crowd_load(crowd.loads), crowd.loads);
    putchar('\n');
}

static inline void crowd_record_files(const char *folder, struct spread spread,
                                      crowd_record *write) {
    struct record record = {.workload = "launch",
                            .stage = "files",
                            .size = crowd.bytes,
                            .tasks = crowd.files,
                            .seconds_best = spread.most,
                            .seconds_median = spread.median,
                            .unit = "files/s"};
    record.rate = (double)(crowd.files * world_size()) / fmax(spread.most, 1e-9);
    snprintf(record.data, RECORD_TEXT, "%s", folder);
    write(&record);
}

/* The first time is what a job has to wait for; again is from this node's memory, or nearly. */
static inline void crowd_try_folder(const char *folder, crowd_record *write) {
    struct small_files files = small_files_make(folder, crowd.files, crowd.bytes);
    printf("%-24s", folder);
    struct spread first = crowd_print(small_files_read(&files), crowd.files);
    crowd_print(small_files_read(&files), crowd.files);
    putchar('\n');
    if (crowd.keep && !files.found)
        printf("    kept in %s\n", files.path);
    small_files_remove(&files, crowd.keep);
    crowd_record_files(folder, first, write);
}

static inline void crowd_try_folders(crowd_record *write) {
    char *list = strdup(crowd.folders), *next = list, *folder;
    printf(
        "\nAll ranks open the same %lld files of %lld bytes at once: stat, open, read, close\n\n",
        (long long)crowd.files, (long long)crowd.bytes);
    printf(
        "%-24s  ──────── first time, seconds ─────────   ─────────── again, seconds ──────────\n",
        "");
    printf("%-24s %9s %9s %9s %10s %9s %9s %9s %10s\n", "folder", "min", "median", "max", "files/s",
           "min", "median", "max", "files/s");
    while ((folder = strsep(&next, ":")) != NULL)
        crowd_try_folder(*folder != '\0' ? folder : ".", write);
    printf("\nWhat was made a moment ago, the node of rank 0 still has in its memory\n");
    free(list);
}

static inline void crowd_try(crowd_record *write) {
    if (crowd.loads > 0)
        crowd_try_loads();
    if (crowd.files > 0)
        crowd_try_folders(write);
}

#endif
