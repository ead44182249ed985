#include "terminal.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

/* The other screen, cleared, without a cursor; colours off, the cursor, and the first screen again.
 */
static const char take[] = "\033[?1049h\033[2J\033[?25l",
                  give_back[] = "\033[0m\033[?25h\033[?1049l";

static const int ends[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV,
                           SIGBUS, SIGFPE,  SIGILL, SIGABRT};

static struct termios before;
static volatile sig_atomic_t ours, fresh; /* fresh: taken since the last key */

const char *terminal_refusal(void) {
    const char *kind = getenv("TERM");
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return "needs a terminal, for its keys and its picture";
    if (kind == NULL || *kind == '\0' || strcmp(kind, "dumb") == 0)
        return "needs a terminal whose cursor can be moved; TERM says that this is none";
    return NULL;
}

void terminal_show(const char *picture, size_t bytes) {
    while (bytes > 0) {
        ssize_t written = write(STDOUT_FILENO, picture, bytes);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        picture += written;
        bytes -= (size_t)written;
    }
}

/* ------------------------------------------------------------------------ to and fro --- */

static void enter(void) {
    struct termios modes = before;
    modes.c_lflag &= ~(tcflag_t)(ICANON | ECHO); /* a key at a time, unseen; Ctrl-C is a signal */
    tcsetattr(STDIN_FILENO, TCSANOW, &modes);
    terminal_show(take, sizeof take - 1);
    ours = fresh = 1;
}

/* Called by signal handlers too: nothing here but what they may call, and nothing that waits. */
void terminal_leave(void) {
    if (!ours)
        return;
    ours = 0;
    signal(SIGTTOU, SIG_IGN); /* in the background as well */
    terminal_show(give_back, sizeof give_back - 1);
    tcsetattr(STDIN_FILENO, TCSANOW, &before);
    tcflush(STDIN_FILENO, TCIFLUSH); /* keys meant for us are not for the shell */
}

static void leave_and_die(int number) {
    terminal_leave();
    raise(number); /* SA_RESETHAND: this one ends the program */
}

/* Ctrl-Z stops us in here, fg goes on, and whoever was interrupted still has his errno. */
static void leave_and_stop(int number) {
    (void)number;
    int problem = errno;
    terminal_leave();
    raise(SIGSTOP);
    enter();
    errno = problem;
}

void terminal_enter(void) {
    static bool ready;
    if (ours)
        return;
    if (!ready) {
        struct sigaction dying = {.sa_handler = leave_and_die,
                                  .sa_flags = SA_RESETHAND | SA_NODEFER},
                         stopping = {.sa_handler = leave_and_stop, .sa_flags = SA_RESTART};
        tcgetattr(STDIN_FILENO, &before);
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
            sigaction(ends[i], &dying, NULL);
        sigaction(SIGTSTP, &stopping, NULL);
        atexit(terminal_leave);
        ready = true;
    }
    enter();
}

struct terminal_size terminal_size(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0)
        return (struct terminal_size){24, 80};
    return (struct terminal_size){size.ws_row, size.ws_col};
}

/* ------------------------------------------------------------------------------ keys --- */

/* The next byte, if it comes within so many seconds. */
static int next_byte(double seconds) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    if (poll(&input, 1, (int)ceil(1e3 * seconds)) <= 0)
        return TERMINAL_NONE;
    return read(STDIN_FILENO, &byte, 1) == 1 ? byte : TERMINAL_GONE;
}

static bool changed(void) {
    static struct terminal_size last;
    struct terminal_size now = terminal_size();
    bool other = fresh || now.rows != last.rows || now.columns != last.columns;
    last = now;
    fresh = 0;
    return other;
}

/* An arrow is three bytes, which come together: ESC [ A, or ESC O A. */
static int arrow(void) {
    const double together = 0.05;
    int key = next_byte(together);
    if (key != '[' && key != 'O')
        return TERMINAL_NONE;
    switch (next_byte(together)) {
    case 'A':
        return TERMINAL_UP;
    case 'B':
        return TERMINAL_DOWN;
    case 'C':
        return TERMINAL_RIGHT;
    case 'D':
        return TERMINAL_LEFT;
    default:
        return TERMINAL_NONE;
    }
}

int terminal_key(double seconds) {
    int key = next_byte(seconds);
    if (key == '\033')
        return arrow();
    return key == TERMINAL_NONE && changed() ? TERMINAL_CHANGED : key;
}
