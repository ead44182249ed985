#include "hold.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 20 };

static const useconds_t A_MOMENT = 100000; /* microseconds; who was killed has two seconds to die */

static char name[PATH_MAX + 8];

/* While it is still ours. */
static void leave(void) {
    unlink(name);
}

/* Whoever held it before may have removed it since we opened it: another file has that name now. */
static bool is_there(int file) {
    struct stat ours, named;
    return fstat(file, &ours) == 0 && stat(name, &named) == 0 && ours.st_ino == named.st_ino;
}

/* Whether somebody else has it. A folder that cannot be written to is not told of here. */
static bool taken(void) {
    int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return false;
    bool locked = flock(file, LOCK_EX | LOCK_NB) == 0;
    bool no_locks = !locked && errno != EWOULDBLOCK, ours = locked && is_there(file);
    if (ours || no_locks)
        atexit(leave);
    else
        close(file);
    return !ours && !no_locks;
}

const char *hold_refusal(const char *path) {
    static char why[PATH_MAX + 64];
    snprintf(name, sizeof name, "%s.lock", path);
    for (int i = 0; taken(); i++) {
        if (i == TRIES) {
            snprintf(why, sizeof why, "another run saves there: it holds %s", name);
            return why;
        }
        usleep(A_MOMENT);
    }
    return NULL;
}
