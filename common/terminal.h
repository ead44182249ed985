/* The terminal as a screen of rows and columns on which keys are read one by one, and no trace of
   that afterwards: modes and cursor are as before however the program ends, Ctrl-C, SIGTERM and a
   crash included (only SIGKILL is beyond us; `reset` mends that). Ctrl-Z and fg work. */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

struct terminal_size {
    int rows, columns;
};

/* What is no character: nothing; an arrow; the screen is another size, or was given back and taken
   again, and is to be painted anew; nobody can press a key any more. */
enum terminal_key {
    TERMINAL_NONE,
    TERMINAL_UP = 256,
    TERMINAL_DOWN,
    TERMINAL_LEFT,
    TERMINAL_RIGHT,
    TERMINAL_CHANGED,
    TERMINAL_GONE
};

/* Why standard input and output are no such screen, or NULL. */
const char *terminal_refusal(void);

/* Takes the screen, if it is not ours yet, and gives it back, if it is. What is printed between
   the two is lost: whoever has something to say gives it back first, as die.c does. */
void terminal_enter(void);
void terminal_leave(void);

/* As it is now: it may change at any time. */
struct terminal_size terminal_size(void);

/* A picture, with what moves the cursor in it, all at once. */
void terminal_show(const char *picture, size_t bytes);

/* The next key that is pressed within so many seconds: a character, or one of those above. */
int terminal_key(double seconds);

#endif
