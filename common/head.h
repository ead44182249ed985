/* The head of a file that a run goes on from: 512 bytes of text, which people can read and nobody
   can change unseen, for it ends with a checksum of itself.

       Roundabout checkpoint 1
       cells 10240000 ...
       head 8877665544332211         FNV-1a of all lines before; behind it blanks              */
#ifndef HEAD_H
#define HEAD_H

#include <stdint.h>

enum { HEAD = 512 };

/* Ends a head of which `used` characters are there; `more` is a line that stands behind. */
void head_seal(char head[HEAD + 1], int used, const char *more);

/* What stands at the beginning of a file, zeros behind its end. Collective: rank 0 looks, so that
   not all of them ask for it at once. */
struct head_found {
    int64_t problem, bytes; /* an errno, or 0; of the file */
    char text[HEAD + 8];
};
struct head_found head_look(const char *path);

#endif
