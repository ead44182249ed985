/* A row is painted from the packed road into memory, a pixel at a time, then handed to the file:
   never more of the picture than one row. Counting cars 64 to a word is what makes a row of ten
   million cells cost less than a step. */
#include "image.h"

#include "die.h"
#include "memory.h"
#include "place.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#ifdef HAVE_PNG
#include <png.h>
#endif

enum format { PBM, PGM, PNG, NO_FORMAT };

enum { WIDEST = 2048, MAGNIFY_MOST = 16, MAGNIFIED_SIDE = 1600, WHITE = 255 };

struct ink {
    unsigned char moving, waiting;
};

static const struct ink grey[1] = {{150, 0}};
static const struct ink colour[3] = {{84, 178}, {168, 0}, {232, 28}}; /* red, green, blue */

struct image {
    enum format format;
    int64_t cells, rows, drawn;
    int64_t width;   /* pixels before they are magnified */
    int64_t magnify; /* a pixel's side once it is */
    const struct ink *inks;
    int channels;
    size_t row_bytes;
    unsigned char *row;
    FILE *file;
    char *path, *part;
#ifdef HAVE_PNG
    png_structp png;
    png_infop info;
#endif
};

static struct image *growing; /* whose part must not outlive the program */

static void discard_part(void) {
    if (growing && growing->file)
        unlink(growing->part);
}

static void discard_part_and_die(int number) {
    discard_part();
    signal(number, SIG_DFL);
    raise(number);
}

static _Noreturn void fail(const struct image *image, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static _Noreturn void fail(const struct image *image, const char *format, ...) {
    char why[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(why, sizeof why, format, arguments);
    va_end(arguments);
    discard_part(); /* here too: under MPI, ending early may not come past atexit */
    die_failed("%s: %s", image->path, why);
}

/* ---- where, and of which format ---- */

static enum format format_of(const char *path) {
    static const char *const endings[] = {[PBM] = ".pbm", [PGM] = ".pgm", [PNG] = ".png"};
    const char *ending = strrchr(path, '.');
    for (int format = 0; ending && format < NO_FORMAT; format++)
        if (strcasecmp(ending, endings[format]) == 0)
            return format;
    return NO_FORMAT;
}

const char *image_refusal(const char *path) {
    enum format format = format_of(path);
    if (format == NO_FORMAT)
        return "the name of an image must end in .pbm, .pgm or .png";
#ifndef HAVE_PNG
    if (format == PNG)
        return "built without libpng: apt-get install libpng-dev and build again, or use .pgm";
#endif
    return place_refusal(path);
}

/* ---- painting a row ---- */

struct seen {
    int64_t cells, moving, waiting;
};

/* For each cell of a word, whether a car there has to wait. */
static uint64_t held_up(const struct road *road, const struct road *movers, int64_t word) {
    int64_t last = (road->count - 1) / 64;
    uint64_t ahead = road->words[word] >> 1;
    if (movers != NULL)
        return ~movers->words[word];
    if (word < last)
        return ahead | road->words[word + 1] << 63;
    return ahead | (road->words[0] & 1) << (road->count - 1) % 64;
}

static struct seen look_at(const struct road *road, const struct road *movers, int64_t first,
                           int64_t end) {
    struct seen seen = {.cells = end - first};
    int64_t next;
    for (int64_t cell = first; cell < end; cell = next) {
        int64_t word = cell / 64;
        next = end < (word + 1) * 64 ? end : (word + 1) * 64;
        uint64_t mask = ~(uint64_t)0 >> (64 - (next - cell)) << cell % 64;
        uint64_t cars = road->words[word] & mask;
        uint64_t waits = held_up(road, movers, word);
        seen.moving += __builtin_popcountll(cars & ~waits);
        seen.waiting += __builtin_popcountll(cars & waits);
    }
    return seen;
}

static unsigned char mix(struct ink ink, struct seen seen) {
    int64_t empty = seen.cells - seen.moving - seen.waiting;
    int64_t sum = WHITE * empty + ink.moving * seen.moving + ink.waiting * seen.waiting;
    return (sum + seen.cells / 2) / seen.cells;
}

/* The first cell of a pixel: pixel * cells / width, without its overflow. */
static int64_t pixel_start(const struct image *image, int64_t pixel) {
    int64_t whole = image->cells / image->width, rest = image->cells % image->width;
    return pixel * whole + pixel * rest / image->width;
}

static void paint_means(struct image *image, const struct road *road, const struct road *movers) {
    unsigned char *out = image->row;
    for (int64_t pixel = 0; pixel < image->width; pixel++) {
        int64_t first = pixel_start(image, pixel), end = pixel_start(image, pixel + 1);
        struct seen seen = look_at(road, movers, first, end);
        for (int64_t copy = 0; copy < image->magnify; copy++)
            for (int channel = 0; channel < image->channels; channel++)
                *out++ = mix(image->inks[channel], seen);
    }
}

/* A road has its first cell in the lowest bit, a pbm in the highest of the first byte. */
static unsigned char mirrored(unsigned char byte) {
    byte = (byte & 0x0f) << 4 | (byte & 0xf0) >> 4;
    byte = (byte & 0x33) << 2 | (byte & 0xcc) >> 2;
    return (byte & 0x55) << 1 | (byte & 0xaa) >> 1;
}

static void paint_bits(struct image *image, const struct road *road) {
    for (size_t byte = 0; byte < image->row_bytes; byte++)
        image->row[byte] = mirrored(road->words[byte / 8] >> byte % 8 * 8);
}

/* ---- writing it ---- */

#ifdef HAVE_PNG

/* libpng asks that this does not return, and it does not: no longjmp is ever made. */
static _Noreturn void on_png_error(png_structp png, const char *message) {
    const struct image *image = png_get_error_ptr(png);
    fail(image, "%s", ferror(image->file) ? strerror(errno) : message);
}

static void on_png_warning(png_structp png, const char *message) {
    (void)png;
    die_warn("libpng: %s", message);
}

static void png_begin(struct image *image) {
    int64_t width = image->width * image->magnify, height = image->rows * image->magnify;
    if (height > PNG_UINT_31_MAX)
        fail(image, "a png holds %ld rows at most: use .pgm", (long)PNG_UINT_31_MAX);
    image->png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, image, on_png_error, on_png_warning);
    image->info = image->png ? png_create_info_struct(image->png) : NULL;
    if (!image->info)
        fail(image, "libpng does not start");
    png_init_io(image->png, image->file);
    png_set_user_limits(image->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_IHDR(image->png, image->info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(image->png, image->info);
}

static void png_put(struct image *image) {
    png_write_row(image->png, image->row);
}

static void png_finish(struct image *image) {
    png_write_end(image->png, image->info);
    png_destroy_write_struct(&image->png, &image->info);
}

#else

static void png_begin(struct image *image) {
    fail(image, "%s", image_refusal(".png"));
}

static void png_put(struct image *image) {
    (void)image;
}

static void png_finish(struct image *image) {
    (void)image;
}

#endif

static void begin_file(struct image *image) {
    long long width = image->width * image->magnify, height = image->rows * image->magnify;
    if (image->format == PNG)
        png_begin(image);
    else if (image->format == PGM)
        fprintf(image->file, "P5\n%lld %lld\n%d\n", width, height, WHITE);
    else
        fprintf(image->file, "P4\n%lld %lld\n", width, height);
}

static void put_row(struct image *image) {
    if (image->format == PNG)
        png_put(image);
    else if (fwrite(image->row, 1, image->row_bytes, image->file) != image->row_bytes)
        fail(image, "%s", strerror(errno));
}

static void end_file(struct image *image) {
    if (image->format == PNG)
        png_finish(image);
    if (fflush(image->file) != 0 || fclose(image->file) != 0 || rename(image->part, image->path))
        fail(image, "%s", strerror(errno));
}

/* ---- the picture ---- */

static int64_t magnification(int64_t width, int64_t rows) {
    int64_t side = width > rows ? width : rows;
    int64_t most = MAGNIFIED_SIDE / side;
    return most < 1 ? 1 : most > MAGNIFY_MOST ? MAGNIFY_MOST : most;
}

static void size_bits(struct image *image) {
    image->width = image->cells;
    image->magnify = 1;
    image->row_bytes = (image->cells + 7) / 8;
}

static void size_means(struct image *image) {
    image->width = image->cells < WIDEST ? image->cells : WIDEST;
    image->magnify = magnification(image->width, image->rows);
    image->inks = image->format == PNG ? colour : grey;
    image->channels = image->format == PNG ? 3 : 1;
    image->row_bytes = image->width * image->magnify * image->channels;
}

static void name_parts(struct image *image, const char *path) {
    size_t length = strlen(path);
    image->path = memory_new(length + 1, 1);
    memcpy(image->path, path, length);
    image->part = memory_new(length + sizeof ".part", 1);
    memcpy(image->part, path, length);
    memcpy(image->part + length, ".part", sizeof ".part");
}

static void grow(struct image *image) {
    static bool watched;
    if (!watched) {
        watched = atexit(discard_part) == 0;
        signal(SIGINT, discard_part_and_die);
        signal(SIGTERM, discard_part_and_die);
        signal(SIGHUP, discard_part_and_die);
    }
    growing = image;
}

struct image *image_open(const char *path, int64_t cells, int64_t rows) {
    struct image *image = memory_new(1, sizeof *image);
    *image = (struct image){.format = format_of(path), .cells = cells, .rows = rows};
    name_parts(image, path);
    grow(image);
    if (image_refusal(path))
        fail(image, "%s", image_refusal(path));
    (image->format == PBM ? size_bits : size_means)(image);
    image->row = memory_new(image->row_bytes, 1);
    image->file = fopen(image->part, "wb");
    if (!image->file)
        fail(image, "%s", strerror(errno));
    begin_file(image);
    return image;
}

void image_row(struct image *image, const struct road *road, const struct road *movers) {
    if (road->count != image->cells || image->drawn == image->rows)
        fail(image, "given %lld cells as row %lld of a picture of %lld x %lld",
             (long long)road->count, (long long)image->drawn + 1, (long long)image->cells,
             (long long)image->rows);
    if (image->format == PBM)
        paint_bits(image, road);
    else
        paint_means(image, road, movers);
    for (int64_t copy = 0; copy < image->magnify; copy++)
        put_row(image);
    image->drawn++;
}

void image_close(struct image *image) {
    if (image->drawn != image->rows)
        fail(image, "given %lld of its %lld rows", (long long)image->drawn, (long long)image->rows);
    end_file(image);
    growing = NULL;
    free(image->path);
    free(image->part);
    free(image->row);
    free(image);
}
