/* The tasks of a batch that are done, in a file, so that another run need not do them again.

       | 512 bytes of text | task 0 | task 1 | ... |     room for each: a few words, and its
   eigenvalues

   Whoever has solved a task writes it to its own place: a process that is killed loses no more than
   what it was at. What was written only in part, or damaged, counts as not done.

   What can fail returns NULL, or why not in static memory. */
#ifndef EIGH_SAVED_H
#define EIGH_SAVED_H

#include <stdbool.h>
#include <stdint.h>

/* Sets size, smallest, tasks, seed and family of eigh_batch to those of the file. Collective. */
const char *eigh_saved_look(const char *path);

/* Opens the file for eigh_batch, or makes it, with room for all. Collective, before workers are
   forked. */
const char *eigh_saved_open(const char *path, bool again);

/* Whether this task is done, in the file: its result and values are then as its solver left them.
   False without a file. Any rank, any process, any thread; so is writing one that was solved. */
bool eigh_saved_read(int64_t task);
void eigh_saved_write(int64_t task);

/* When the disk has all of it. */
const char *eigh_saved_sync(void);

#endif
