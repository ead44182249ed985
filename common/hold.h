/* A file that one run saves in is that run's alone, until it ends, however it ends: a lock on
   FILE.lock, which the system takes back from the dead. Two that save in one file would write over
   each other's half of it. */
#ifndef HOLD_H
#define HOLD_H

/* NULL, or why this run may not save at `path`, in static memory. Where a file system knows no
   locks, all may. To be called once, by one rank. */
const char *hold_refusal(const char *path);

#endif
