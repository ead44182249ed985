/* Showing a road: what the drivers of all roads check of --image and --watch. Each ends the program
   if it cannot be. */
#ifndef SHOW_H
#define SHOW_H

#include <stdint.h>

/* A picture at `path`, or NULL: none, with a row for every so many steps, or 0: for each report.
   Returns every how many. */
int64_t show_check_image(const char *path, int64_t every, int64_t report, int64_t steps);

/* The terminal. */
void show_check_watch(void);

#endif
