/* A traffic run as it is after some step, in a file from which any stage on any number of ranks can
   go on: a few lines that say what it is, and the road's own bits.

       Roundabout checkpoint 1
       cells 10240000 ...            512 bytes of text, then a bit for each cell, lowest first
       road 1a2b3c4d5e6f7788         the road's fingerprint
       head 8877665544332211         a checksum of all lines before

   Collective: every rank calls, and all get the same answer. What can fail returns NULL, or why not
   in static memory. */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "road.h"

#include <stdbool.h>

struct checkpoint {
    int64_t cells, step;
    int64_t steps, report; /* how far the run was to go, and how often to tell */
    int random;            /* an index of random_names */
    int64_t seed;
    double density;
    int64_t cars;
    uint64_t fingerprint; /* of the road */
};

/* Reads what the file at `path` says of itself. */
const char *checkpoint_look(const char *path, struct checkpoint *found);

/* Reads the road behind it, of which each rank has room for its part. */
const char *checkpoint_read(const char *path, const struct checkpoint *found, struct road *mine);

/* Saves the road, with its cars and fingerprint: beside `path`, and in place of it only when the
   disk has all of it. With keep_older what was there before is then at `path`.old. */
const char *checkpoint_write(const char *path, const struct checkpoint *about,
                             const struct road *mine, bool keep_older);

/* The reason why this file cannot be read, and if the one before it can: "...; FILE.old is whole".
 */
const char *checkpoint_refusal(const char *path, const char *reason);

#endif
