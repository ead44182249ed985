/* A progress bar on stderr, when that is a terminal; elsewhere all of this does nothing. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdint.h>

/* Begins a bar. `what` is a word or two in front of it, `unit` what a second's worth is counted
   in ("MCOPs", "it"), `scale` how many of those one unit of progress is worth. */
void progress_begin(const char *what, int64_t total, const char *unit, double scale);

/* Draws the bar anew, at most ten times a second: `done` of `total`, rate, time left. */
void progress_update(int64_t done);

/* Wipes the bar, so that other lines can be printed; the next update draws it again. */
void progress_clear(void);

/* Wipes the bar for good. */
void progress_end(void);

#endif
