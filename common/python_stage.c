/* The traffic stage of a program whose stage is a Python file: hands every call on to
   python_stage.py in a process of its own, so that Python has the same driver, judge and record as
   C. A call costs some microseconds, a step of the shortest road worth timing some hundreds. */
#include "build.h"
#include "die.h"
#include "traffic.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 512 }; /* python_stage.py sends no longer ones */

static FILE *to_python, *from_python;
static pid_t child;
static char said[LINE]; /* python's answer at the start, or why there was none */
static char refusal[PATH_MAX + LINE];
static struct traffic_cost told; /* by the stage */
static volatile sig_atomic_t late;

/* ---------------------------------------------------------------------------- the process --- */

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

/* A pipe that is not in the place of standard files which were closed when we were started. */
static void make_pipe(int ends[2]) {
    int low[2];
    if (pipe2(low, O_CLOEXEC) != 0)
        die_failed("no pipe to python: %m");
    for (int i = 0; i < 2; i++)
        if ((ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10)) < 0)
            die_failed("no pipe to python: %m");
    close(low[0]);
    close(low[1]);
}

/* Until the stage is loaded, stderr is an answer too, and tells why it was not; the real one waits
   as file 3. Python must not outlive this program, not even when that is killed. */
static void become_python(const char *python, int input, int output, pid_t parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    dup2(input, 0);
    dup2(output, 1);
    if (dup2(2, 3) < 0)
        dup2(open("/dev/null", O_WRONLY), 3);
    dup2(output, 2);
    signal(SIGPIPE, SIG_DFL);
    execlp(python, python, file_of_ours("common/python_stage.py"), file_of_ours(build.script),
           (char *)NULL);
    _exit(127);
}

static void start(const char *python) {
    int input[2], output[2];
    pid_t parent = getpid();
    make_pipe(input);
    make_pipe(output);
    child = fork();
    if (child < 0)
        die_failed("no process for python: %m");
    if (child == 0)
        become_python(python, input[0], output[1], parent);
    close(input[0]);
    close(output[1]);
    to_python = fdopen(input[1], "wb");
    from_python = fdopen(output[0], "rb");
}

/* Returns the exit status; 127, as in a shell, if there was nothing to be run. */
static int stop(void) {
    int status = 0;
    kill(child, SIGKILL);
    fclose(to_python);
    fclose(from_python);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* --------------------------------------------------------------------- which python it is --- */

static const char *setting(const char *name, const char *otherwise) {
    const char *value = getenv(name);
    return value != NULL && *value != '\0' ? value : otherwise;
}

static void be_late(int number) {
    (void)number;
    late = 1;
}

static bool ready(const char *line) {
    return sscanf(line, "ready %lf %lf", &told.bytes, &told.operations) == 2;
}

/* Reads up to the line that counts. Without one, the last that speaks of an error must do. */
static void listen_to_start(int seconds) {
    struct sigaction on_alarm = {.sa_handler = be_late}; /* no SA_RESTART: fgets is to end */
    char line[LINE];
    bool answered = false;
    snprintf(said, sizeof said, "it ended at once");
    late = 0;
    sigaction(SIGALRM, &on_alarm, NULL);
    alarm((unsigned)seconds);
    while (!answered && !late && fgets(line, sizeof line, from_python) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        answered =
            ready(line) || strncmp(line, "missing ", 8) == 0 || strncmp(line, "cannot ", 7) == 0;
        if (answered || strstr(line, "rror") != NULL)
            memcpy(said, line, sizeof said);
    }
    alarm(0);
}

/* Whether this interpreter serves the stage. If not, refusal says why; it is left as it was where
   there is no such interpreter. `chosen` is "PYTHON=" if somebody wants this one and no other. */
static bool serves(const char *chosen, const char *python) {
    int seconds = atoi(setting("PYTHON_WAIT", "20"));
    start(python);
    listen_to_start(seconds);
    if (ready(said))
        return true;
    bool absent = stop() == 127, lacks = strncmp(said, "missing ", 8) == 0;
    const char *what = lacks ? said + 8 : strncmp(said, "cannot ", 7) == 0 ? said + 7 : said;
    if (late)
        snprintf(refusal, sizeof refusal,
                 "%s%s has not started in %d s; PYTHON_WAIT=60 waits longer", chosen, python,
                 seconds);
    else if (lacks && *chosen != '\0')
        snprintf(refusal, sizeof refusal, "%s%s has no %s: unset PYTHON, or install it there",
                 chosen, python, what);
    else if (lacks)
        snprintf(refusal, sizeof refusal,
                 "no python3 with %s was found: apt-get install python3-%s", what, what);
    else if (!absent)
        snprintf(refusal, sizeof refusal, "%s%s cannot run it: %s", chosen, python, what);
    return false;
}

static bool wants_numpy(void) {
    char line[LINE];
    bool found = false;
    FILE *file = fopen(file_of_ours(build.script), "r");
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL)
        found = strncmp(line, "import numpy", 12) == 0;
    if (file != NULL)
        fclose(file);
    return found;
}

/* The rule of python.sh. The first python3 on the path need not be the one that has NumPy: the
   system's is asked too. */
static const char *missing(void) {
    const char *wanted = setting("PYTHON", NULL);
    signal(SIGPIPE, SIG_IGN);
    if (wanted != NULL) {
        snprintf(refusal, sizeof refusal, "PYTHON=%s cannot be run", wanted);
        return serves("PYTHON=", wanted) ? NULL : refusal;
    }
    snprintf(refusal, sizeof refusal, "no python3 was found: apt-get install python3%s",
             wants_numpy() ? "-numpy" : "");
    bool served = serves("", "python3") || serves("", setting("SYSTEM_PYTHON", "/usr/bin/python3"));
    return served ? NULL : refusal;
}

/* ------------------------------------------------------------------------------ the stage --- */

/* What python answers: "ok" or "ok NUMBER". A request that could not be written needs no check of
   its own: then there is an "error TEXT" to be read, or the end. */
static int64_t answer(void) {
    char line[LINE];
    long long number = 0;
    fflush(to_python);
    if (fgets(line, sizeof line, from_python) == NULL)
        die_failed("python ended before its work was done");
    line[strcspn(line, "\n")] = '\0';
    if (strncmp(line, "error ", 6) == 0)
        die_failed("%s", line + 6);
    if (strcmp(line, "ok") != 0 && sscanf(line, "ok %lld", &number) != 1)
        die_failed("python answered '%s'", line);
    return number;
}

static void open_road(const struct road *road) {
    fprintf(to_python, "open %lld\n", (long long)road->count);
    fwrite(road->words, sizeof *road->words, (size_t)road_words(road->count), to_python);
    answer();
}

static int64_t advance(int64_t steps) {
    fprintf(to_python, "advance %lld\n", (long long)steps);
    return answer();
}

static void read_road(struct road *road) {
    size_t words = (size_t)road_words(road->count);
    fprintf(to_python, "read\n");
    answer();
    if (fread(road->words, sizeof *road->words, words, from_python) != words)
        die_failed("python ended before its work was done");
}

static void close_road(void) {
    fprintf(to_python, "close\n");
    answer();
}

static struct traffic_cost cost(int64_t steps) {
    (void)steps;
    return told;
}

const struct traffic_stage traffic_stage = {
    .idea = "a Python file", /* replaced by the file's first line */
    .bytes_per_cell = 28,    /* measured: two lists of pointers, a third to hand back, the bytes */
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .missing = missing,
};
