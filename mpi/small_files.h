/* Many small files in a folder, which all ranks read at once.

       rank 0:   DIR/roundabout.Xy12ab/0, 1, 2 ...          made, then read by all, then removed

   A folder like /tmp is another one on each node: where the files are not seen, a rank of that node
   makes them too. Nobody has to look after them. Whoever makes them leaves a shell behind that
   waits for its end, which comes in any case, and removes them then. */
#ifndef SMALL_FILES_H
#define SMALL_FILES_H

#include "clock.h"
#include "die.h"
#include "memory.h"
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <mpi.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct small_files {
    char path[PATH_MAX]; /* of the folder that holds them */
    int64_t count, bytes;
    bool found;    /* that folder was there before, and stays */
    pid_t janitor; /* 0 where this rank has made none */
    int alive;     /* the janitor waits until nobody holds this end of its pipe */
};

/* ------------------------------------------------------------------- what went wrong here --- */

static char small_files_why[PATH_MAX + 128]; /* the first thing that did; empty: nothing */

static inline void small_files_failed(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

static inline void small_files_failed(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (small_files_why[0] == '\0')
        vsnprintf(small_files_why, sizeof small_files_why, format, arguments);
    va_end(arguments);
}

/* --------------------------------------------------------------------------- the janitor --- */

/* In a session of its own, so that it outlives what kills this process and its group; a word on the
   pipe tells it to leave them there. */
static inline void small_files_hire(struct small_files *files) {
    static char script[] = "trap '' HUP INT TERM; read -r word || rm -rf -- \"$1\"";
    char *const arguments[] = {"sh", "-c", script, "sh", files->path, NULL};
    int ends[2] = {-1, -1}, problem = pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    if (problem == 0)
        problem =
            posix_spawn(&files->janitor, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[0]);
    files->alive = ends[1];
    if (problem != 0) {
        rmdir(files->path);
        small_files_failed("cannot start /bin/sh: %s", strerror(problem));
    }
}

static inline void small_files_remove(struct small_files *files, bool keep) {
    int status = 0;
    if (files->janitor == 0)
        return;
    if (keep && write(files->alive, "keep\n", 5) != 5)
        die_failed("cannot keep %s: %m", files->path);
    close(files->alive);
    if (waitpid(files->janitor, &status, 0) != files->janitor || (!keep && status != 0))
        die_failed("cannot remove %s: remove it by hand", files->path);
    files->janitor = 0;
}

/* If anything went wrong on any rank, all end, and the first of them that knows tells what. */
static inline void small_files_check(struct small_files *files, void (*end)(const char *, ...)) {
    int mine = small_files_why[0] != '\0' ? world_rank() : INT_MAX, first;
    MPI_Allreduce(&mine, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == INT_MAX)
        return;
    MPI_Bcast(small_files_why, sizeof small_files_why, MPI_CHAR, first, MPI_COMM_WORLD);
    small_files_remove(files, false);
    end("%s", small_files_why);
}

/* --------------------------------------------------------------------------------- making --- */

/* File i holds so many bytes from the i-th on. */
enum { SMALL_FILES_PERIOD = 251 };
static inline const char *small_files_content(int64_t i) {
    static char pattern[(1 << 20) + SMALL_FILES_PERIOD];
    for (int64_t b = 0; pattern[1] == 0 && b < (int64_t)sizeof pattern; b++)
        pattern[b] = (char)(b % SMALL_FILES_PERIOD);
    return pattern + i % SMALL_FILES_PERIOD;
}

static inline void small_files_name(const struct small_files *files, int64_t i, char *name) {
    if (snprintf(name, PATH_MAX, "%s/%lld", files->path, (long long)i) >= PATH_MAX)
        small_files_failed("%s: %s", files->path, strerror(ENAMETOOLONG));
}

static inline bool small_files_write_one(const char *name, const char *content, int64_t bytes) {
    int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (file < 0)
        return false;
    errno = ENOSPC; /* of what is written only in part */
    bool whole = write(file, content, (size_t)bytes) == bytes;
    return close(file) == 0 && whole;
}

static inline void small_files_write(struct small_files *files) {
    char name[PATH_MAX];
    small_files_hire(files);
    for (int64_t i = 0; i < files->count && small_files_why[0] == '\0'; i++) {
        small_files_name(files, i, name);
        if (!small_files_write_one(name, small_files_content(i), files->bytes))
            small_files_failed("%s cannot be written: %m", name);
    }
}

static inline bool small_files_seen(const struct small_files *files) {
    char name[PATH_MAX];
    small_files_name(files, 0, name);
    return access(name, F_OK) == 0;
}

/* Rank 0's part: a folder that has them already, or a new one in it. */
static inline void small_files_find_folder(struct small_files *files, const char *folder) {
    snprintf(files->path, PATH_MAX, "%s", folder);
    files->found = small_files_seen(files);
    if (files->found)
        return;
    if (snprintf(files->path, PATH_MAX, "%s/roundabout.XXXXXX", folder) >= PATH_MAX)
        small_files_failed("--folders %.64s...: %s", folder, strerror(ENAMETOOLONG));
    else if (mkdtemp(files->path) == NULL || chmod(files->path, 0755) != 0)
        small_files_failed("--folders %s: %m", folder);
}

/* One rank of each node makes them where its node does not see them. */
static inline void small_files_make_here(struct small_files *files) {
    if (world_mate() != 0 || files->janitor != 0 || small_files_seen(files))
        return;
    if (mkdir(files->path, 0755) != 0)
        small_files_failed("%s: %m", files->path);
    else
        small_files_write(files);
}

/* Collective. Ends the program if they cannot be made; small_files_remove is to be called. */
static inline struct small_files small_files_make(const char *folder, int64_t count,
                                                  int64_t bytes) {
    struct small_files files = {.count = count, .bytes = bytes};
    if (world_rank() == 0)
        small_files_find_folder(&files, folder);
    small_files_check(&files, die_usage);
    MPI_Bcast(files.path, PATH_MAX, MPI_CHAR, 0, MPI_COMM_WORLD);
    MPI_Bcast(&files.found, 1, MPI_C_BOOL, 0, MPI_COMM_WORLD);
    if (world_rank() == 0 && !files.found)
        small_files_write(&files);
    small_files_check(&files, die_failed);
    if (!files.found)
        small_files_make_here(&files);
    small_files_check(&files, die_failed);
    return files;
}

/* -------------------------------------------------------------------------------- reading --- */

static inline void small_files_read_one(const struct small_files *files, int64_t i, char *room) {
    char name[PATH_MAX];
    struct stat about;
    small_files_name(files, i, name);
    int file = stat(name, &about) == 0 ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    ssize_t got = file >= 0 ? read(file, room, (size_t)files->bytes + 1) : -1;
    if (got < 0)
        small_files_failed("rank %d: %s: %m", world_rank(), name);
    else if (got != files->bytes || memcmp(room, small_files_content(i), (size_t)got) != 0)
        small_files_failed("rank %d: %s does not hold the %lld bytes that it should", world_rank(),
                           name, (long long)files->bytes);
    if (file >= 0)
        close(file);
}

/* Collective: all ranks begin at once. Returns the seconds that this one took for all the files. */
static inline double small_files_read(struct small_files *files) {
    char *room = memory_new(files->bytes + 1, 1);
    small_files_content(0);
    world_barrier();
    double began = clock_now();
    for (int64_t i = 0; i < files->count && small_files_why[0] == '\0'; i++)
        small_files_read_one(files, i, room);
    double took = clock_now() - began;
    free(room);
    small_files_check(files, die_failed);
    return took;
}

#endif
