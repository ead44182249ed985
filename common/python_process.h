/* A stage that is a Python file, in a process of its own: it has the same driver, judge and record
   as one in C. The other end is python_stage.py. */
#ifndef PYTHON_PROCESS_H
#define PYTHON_PROCESS_H

#include <stdio.h>

struct python {
    FILE *requests, *answers;
    const char *ready; /* what the stage says of itself */
};
extern struct python python;
extern const char python_ended[]; /* a line that says so */

/* Starts the first interpreter that can run this program's stage; it ends when this program does.
   NULL, or why there is none: a stage's `missing`. */
const char *python_start(void);

/* What python answers to the request just written, in static memory: the text behind "ok", or NULL
   if python has ended. An error ends the program. A request that could not be written needs no
   check of its own: then there is an "error" to be read, or the end. */
const char *python_answer_or_end(void);

/* The same, but python's end ends the program too. */
const char *python_answer(void);

#endif
