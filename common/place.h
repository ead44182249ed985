/* Where a file is to be made. */
#ifndef PLACE_H
#define PLACE_H

/* Why a file cannot be written at `path`, in static memory, or NULL. Nothing is created; a file
   that is there already may be written anew. */
const char *place_refusal(const char *path);

#endif
