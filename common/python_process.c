#include "python_process.h"

#include "build.h"
#include "die.h"
#include "machine.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE = 512 }; /* python_stage.py sends no longer ones */

struct python python;
const char python_ended[] = "python ended before its work was done";
static pid_t child;
static char said[LINE]; /* python's answer at the start, or why there was none */
static char refusal[PATH_MAX + LINE];
static volatile sig_atomic_t late;

/* ---------------------------------------------------------------------------- the process --- */

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
static void become_python(const char *interpreter, int input, int output, pid_t parent) {
    char server[64];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    dup2(input, 0);
    dup2(output, 1);
    if (dup2(2, 3) < 0)
        dup2(open("/dev/null", O_WRONLY), 3);
    dup2(output, 2);
    signal(SIGPIPE, SIG_DFL);
    snprintf(server, sizeof server, "common/%s_python.py", build.workload);
    execlp(interpreter, interpreter, machine_file("common/python_stage.py"), machine_file(server),
           machine_file(build.script), (char *)NULL);
    _exit(127);
}

static void start(const char *interpreter) {
    int input[2], output[2];
    pid_t parent = getpid();
    make_pipe(input);
    make_pipe(output);
    child = fork();
    if (child < 0)
        die_failed("no process for python: %m");
    if (child == 0)
        become_python(interpreter, input[0], output[1], parent);
    close(input[0]);
    close(output[1]);
    python.requests = fdopen(input[1], "wb");
    python.answers = fdopen(output[0], "rb");
}

/* Returns the exit status; 127, as in a shell, if there was nothing to be run. */
static int stop(void) {
    int status = 0;
    kill(child, SIGKILL);
    fclose(python.requests);
    fclose(python.answers);
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

static bool begins(const char *line, const char *with) {
    return strncmp(line, with, strlen(with)) == 0;
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
    while (!answered && !late && fgets(line, sizeof line, python.answers) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        answered = begins(line, "ready ") || begins(line, "missing ") || begins(line, "cannot ");
        if (answered || strstr(line, "rror") != NULL)
            memcpy(said, line, sizeof said);
    }
    alarm(0);
}

/* Whether this interpreter serves the stage. If not, refusal says why; it is left as it was where
   there is no such interpreter. `chosen` is "PYTHON=" if somebody wants this one and no other. */
static bool serves(const char *chosen, const char *interpreter) {
    int seconds = atoi(setting("PYTHON_WAIT", "20"));
    start(interpreter);
    listen_to_start(seconds);
    if (begins(said, "ready "))
        return true;
    bool absent = stop() == 127, lacks = begins(said, "missing ");
    const char *what = lacks ? said + 8 : begins(said, "cannot ") ? said + 7 : said;
    if (late)
        snprintf(refusal, sizeof refusal,
                 "%s%s has not started in %d s; PYTHON_WAIT=60 waits longer", chosen, interpreter,
                 seconds);
    else if (lacks && *chosen != '\0')
        snprintf(refusal, sizeof refusal, "%s%s has no %s: unset PYTHON, or install it there",
                 chosen, interpreter, what);
    else if (lacks)
        snprintf(refusal, sizeof refusal,
                 "no python3 with %s was found: apt-get install python3-%s", what, what);
    else if (!absent)
        snprintf(refusal, sizeof refusal, "%s%s cannot run it: %s", chosen, interpreter, what);
    return false;
}

static bool wants_numpy(void) {
    char line[LINE];
    bool found = false;
    FILE *file = fopen(machine_file(build.script), "r");
    while (!found && file != NULL && fgets(line, sizeof line, file) != NULL)
        found = begins(line, "import numpy");
    if (file != NULL)
        fclose(file);
    return found;
}

/* The rule of python.sh. The first python3 on the path need not be the one that has NumPy: the
   system's is asked too. */
static bool any_serves(void) {
    const char *wanted = setting("PYTHON", NULL);
    if (wanted != NULL) {
        snprintf(refusal, sizeof refusal, "PYTHON=%s cannot be run", wanted);
        return serves("PYTHON=", wanted);
    }
    snprintf(refusal, sizeof refusal, "no python3 was found: apt-get install python3%s",
             wants_numpy() ? "-numpy" : "");
    return serves("", "python3") || serves("", setting("SYSTEM_PYTHON", "/usr/bin/python3"));
}

const char *python_start(void) {
    signal(SIGPIPE, SIG_IGN);
    if (!any_serves())
        return refusal;
    python.ready = said + strlen("ready ");
    return NULL;
}

const char *python_answer_or_end(void) {
    static char line[LINE];
    fflush(python.requests);
    if (fgets(line, sizeof line, python.answers) == NULL)
        return NULL;
    line[strcspn(line, "\n")] = '\0';
    if (begins(line, "error "))
        die_failed("%s", line + 6);
    if (!begins(line, "ok "))
        die_failed("python answered '%s'", line);
    return line + 3;
}

const char *python_answer(void) {
    const char *answer = python_answer_or_end();
    if (answer == NULL)
        die_failed("%s", python_ended);
    return answer;
}
