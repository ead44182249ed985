#include "place.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder_refusal(const char *path) {
    static char why[512];
    const char *slash = strrchr(path, '/');
    int length = slash ? (int)(slash - path) + 1 : 2; /* the slash stays: of "/x" it is all */
    char *folder = strndup(slash ? path : "./", length);
    struct stat info;
    bool found = folder && stat(folder, &info) == 0;
    if (!found)
        snprintf(why, sizeof why, "there is no folder %.400s (%s)", folder, strerror(errno));
    else if (access(folder, W_OK | X_OK) != 0)
        snprintf(why, sizeof why, "cannot write in %.400s (%s)", folder, strerror(errno));
    else
        why[0] = '\0';
    free(folder);
    return why[0] ? why : NULL;
}

const char *place_refusal(const char *path) {
    struct stat info;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? folder_refusal(path) : strerror(errno);
    if (S_ISDIR(info.st_mode))
        return "is a folder";
    if (!S_ISREG(info.st_mode))
        return "is there and is not a file";
    return access(path, W_OK) != 0 ? strerror(errno) : folder_refusal(path);
}
