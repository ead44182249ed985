/* A space-time picture: the road from left to right, time downwards, one row for each road given.

       .pbm  black and white, one pixel a cell, every cell of any road
       .pgm  greys, .png colours: as wide as the road up to 2048 pixels; on a longer road pixel p of
             W is the mean of the cells from p * cells / W to (p + 1) * cells / W

   A small picture in greys or colours is magnified: each cell becomes a square of 16 x 16 pixels,
   or of as many as keep both sides within 1600.

   Cars that move in the next step are light blue and cars that must wait are dark red, in greys
   light and black: jams are seen to travel backwards. Their lightness differs as much as their hue,
   for those who print in grey and those who see red and green alike. */
#ifndef IMAGE_H
#define IMAGE_H

#include "road.h"

#include <stdint.h>

struct image;

/* Says whether an image can be made there, before any work is done for it: NULL, or why not (an
   ending that is none of the three, no such folder, not writable, built without libpng), in static
   memory. Nothing is created. */
const char *image_refusal(const char *path);

/* Opens an image of `cells` columns and `rows` rows, both at least 1. Only one image grows at a
   time. It does so in `path`.part and takes its name in image_close, so that `path` is never half a
   picture. Whatever fails here or below ends the program with status 1 and one line (no memory:
   status 2). However the program ends before image_close, short of a signal, the part goes. */
struct image *image_open(const char *path, int64_t cells, int64_t rows);

/* Adds the next row. The road must be whole. The cars in `movers` count as moving; NULL: all that
   have an empty cell ahead. */
void image_row(struct image *image, const struct road *road, const struct road *movers);

/* Ends the picture, gives it its name and frees it. Exactly `rows` rows must have been added. */
void image_close(struct image *image);

#endif
