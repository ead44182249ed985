#include "machine.h"

#include "die.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

void machine_host(char *text, size_t size) {
    if (gethostname(text, size) != 0)
        snprintf(text, size, "unknown");
    text[size - 1] = '\0';
    text[strcspn(text, ".")] = '\0';
}

bool machine_is_like(const char *patterns) {
    char host[256] = "", pattern[256], longer[sizeof pattern + 2];
    const char *played = getenv("ROUNDABOUT_HOST");
    if (played == NULL && gethostname(host, sizeof host - 1) != 0)
        return false;
    for (int used = 0; sscanf(patterns, " %255s%n", pattern, &used) == 1; patterns += used) {
        snprintf(longer, sizeof longer, "%s.*", pattern);
        if (fnmatch(pattern, played != NULL ? played : host, 0) == 0 ||
            fnmatch(longer, played != NULL ? played : host, 0) == 0)
            return true;
    }
    return false;
}

/* The kernel names the model on x86; elsewhere the architecture has to do. */
void machine_cpu(char *text, size_t size) {
    char line[256], model[256] = "";
    FILE *file = fopen("/proc/cpuinfo", "r");
    while (file != NULL && model[0] == '\0' && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "model name", 10) == 0)
            sscanf(line, "%*[^:]: %255[^\n]", model);
    if (file != NULL)
        fclose(file);
    struct utsname system;
    if (model[0] == '\0' && uname(&system) == 0)
        snprintf(model, sizeof model, "%s", system.machine);
    snprintf(text, size, "%s", model[0] != '\0' ? model : "unknown");
}

void machine_date(char *text, size_t size) {
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) == NULL || strftime(text, size, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        snprintf(text, size, "unknown");
}

/* OpenMP, where it is in the program, may have bound this thread to one core before main began; it
   remembers how many there were. */
int machine_cores(void) {
    cpu_set_t cores;
    int (*openmp)(void) = (int (*)(void))dlsym(RTLD_DEFAULT, "omp_get_num_procs");
    if (openmp != NULL)
        return openmp();
    return sched_getaffinity(0, sizeof cores, &cores) == 0 ? CPU_COUNT(&cores) : 1;
}

void machine_open_standard_files(void) {
    int file = open("/dev/null", O_RDONLY);
    while (file >= 0 && file <= STDERR_FILENO)
        file = open("/dev/null", O_RDONLY);
    if (file > STDERR_FILENO)
        close(file);
}

const char *machine_file(const char *name) {
    char program[PATH_MAX];
    static char paths[3][PATH_MAX + 256];
    static int turn;
    if (realpath("/proc/self/exe", program) == NULL)
        die_failed("cannot find this program's own path: %m");
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(program, '/');
        if (slash != NULL)
            *slash = '\0';
    }
    char *path = paths[turn++ % 3];
    snprintf(path, sizeof paths[0], "%s/%s", program, name);
    return path;
}
