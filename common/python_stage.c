/* The traffic stage of a program whose stage is a Python file: hands every call on to
   python_stage.py in a process of its own, so that Python has the same driver, judge and record as
   C. A call costs some microseconds, a step of the shortest road worth timing some hundreds. */
#include "build.h"
#include "die.h"
#include "traffic.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static FILE *to_python, *from_python;

/* ------------------------------------------------------------------------------- the process ---
 */

/* The repository's file `name`, found from this program's own place in bin/. */
static const char *file_of_ours(const char *name) {
    char program[PATH_MAX];
    static char paths[2][PATH_MAX + 256];
    static int turn;
    if (realpath("/proc/self/exe", program) == NULL)
        die_failed("cannot find this program's own path: %m");
    for (int up = 0; up < 2; up++) {
        char *slash = strrchr(program, '/');
        if (slash != NULL)
            *slash = '\0';
    }
    char *path = paths[turn++ % 2];
    snprintf(path, sizeof paths[0], "%s/%s", program, name);
    return path;
}

static void become_python(const char *python, int input, int output) {
    dup2(input, 0);
    dup2(output, 1);
    signal(SIGPIPE, SIG_DFL);
    execlp(python, python, file_of_ours("common/python_stage.py"), file_of_ours(build.script),
           (char *)NULL);
    _exit(127);
}

static void start(const char *python) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0)
        die_failed("no pipe to python: %m");
    pid_t child = fork();
    if (child < 0)
        die_failed("no process for python: %m");
    if (child == 0)
        become_python(python, input[0], output[1]);
    close(input[0]);
    close(output[1]);
    to_python = fdopen(input[1], "wb");
    from_python = fdopen(output[0], "rb");
}

static void stop(void) {
    fclose(to_python);
    fclose(from_python);
    to_python = from_python = NULL;
    wait(NULL);
}

/* NULL if this interpreter serves the stage; else what it lacks. */
static const char *try_python(const char *python) {
    static char answer[128];
    start(python);
    if (fgets(answer, sizeof answer, from_python) == NULL)
        answer[0] = '\0';
    answer[strcspn(answer, "\n")] = '\0';
    if (strcmp(answer, "ready") == 0)
        return NULL;
    stop();
    return strncmp(answer, "missing ", 8) == 0 ? answer + 8 : "";
}

/* The first python3 on the path need not be the one that has NumPy: the system's is asked too. */
static const char *missing(void) {
    static char reason[512];
    const char *wanted = getenv("PYTHON"), *lacks = "";
    const char *candidates[] = {wanted != NULL ? wanted : "python3", "/usr/bin/python3"};
    signal(SIGPIPE, SIG_IGN);
    for (int i = 0; i < (wanted != NULL ? 1 : 2); i++) {
        const char *answer = try_python(candidates[i]);
        if (answer == NULL)
            return NULL;
        lacks = *answer != '\0' ? answer : lacks;
    }
    snprintf(reason, sizeof reason, "no python3%s%s was found: apt-get install python3%s%s",
             *lacks ? " with " : "", lacks, *lacks ? "-" : "", lacks);
    return reason;
}

/* -------------------------------------------------------------------------------- the stage --- */

static _Noreturn void ended(void) {
    die_failed("python ended before its work was done");
}

static void open_road(const struct road *road) {
    size_t words = (size_t)road_words(road->count);
    fprintf(to_python, "open %lld\n", (long long)road->count);
    if (fwrite(road->words, sizeof *road->words, words, to_python) != words ||
        fflush(to_python) != 0)
        ended();
}

static int64_t advance(int64_t steps) {
    char answer[64];
    long long moves;
    fprintf(to_python, "advance %lld\n", (long long)steps);
    if (fflush(to_python) != 0 || fgets(answer, sizeof answer, from_python) == NULL ||
        sscanf(answer, "%lld", &moves) != 1)
        ended();
    return moves;
}

static void read_road(struct road *road) {
    size_t words = (size_t)road_words(road->count);
    fprintf(to_python, "read\n");
    if (fflush(to_python) != 0 ||
        fread(road->words, sizeof *road->words, words, from_python) != words)
        ended();
}

static void close_road(void) {
}

const struct traffic_stage traffic_stage = {
    .idea = "a Python file", /* replaced by the file's first line */
    .bytes_per_cell = 24,    /* two lists of pointers, and the bytes they are made from */
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .missing = missing,
};
