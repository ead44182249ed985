/* Runs a command and buries whom it leaves behind: daemons and job steps detach themselves from who
   started them, and where process 1 is no init, their dead would stay in the table of processes.

       reap COMMAND [ARGUMENT...]

   Status: the command's; 3 if any of its offspring still runs ten seconds after its end. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LAST_WORDS = 1000 }; /* times ten milliseconds */

static pid_t child;

static void pass_on(int signal) {
    kill(child, signal);
}

static void start(char **command) {
    child = fork();
    if (child == 0) {
        execvp(command[0], command);
        fprintf(stderr, "reap: %s: %s\n", command[0], strerror(errno));
        _exit(127);
    }
}

static int wait_for_child(void) {
    int status = 0;
    for (;;) {
        pid_t dead = wait(&status);
        if (dead == child)
            return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (dead < 0 && errno != EINTR)
            return 127;
    }
}

static int all_buried(void) {
    for (int i = 0; i < LAST_WORDS; i++) {
        while (waitpid(-1, NULL, WNOHANG) > 0)
            ;
        if (waitpid(-1, NULL, WNOHANG) < 0)
            return 1;
        usleep(10000);
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        fprintf(stderr, "usage: reap COMMAND [ARGUMENT...]\n");
        return 2;
    }
    start(argv + 1);
    signal(SIGINT, SIG_IGN); /* the command has it from the terminal */
    signal(SIGTERM, pass_on);
    int status = wait_for_child();
    if (all_buried())
        return status;
    fprintf(stderr, "reap: %s left somebody behind\n", argv[1]);
    return 3;
}
