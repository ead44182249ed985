/* A file that all ranks write or read at once, each what it has of it.

       rank      0      0       1       2
             | head | words | words | words |      one file

   Collective: all ranks call, with as many pieces each, of which some may be empty. Both return 0
   or an errno, the same on all ranks. */
#ifndef WORLD_FILE_H
#define WORLD_FILE_H

#include <stdint.h>

struct world_piece {
    int64_t at, bytes; /* where in the file, and how much */
    void *content;
};

/* Makes the file anew, and returns when the disk has it. */
int world_file_write(const char *path, const struct world_piece *piece, int pieces);

/* A file that ends within a piece is an error, ENODATA. */
int world_file_read(const char *path, const struct world_piece *piece, int pieces);

#endif
