/* Images are read back and compared with pixels worked out cell by cell, from bools and by long
   division: nothing here knows of words. What the colours are, the test asks of a picture of two
   cars; it knows only what they must be good for. */
#include "image.h"
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef HAVE_PNG
#include <png.h>
static const char *const endings[] = {"pbm", "pgm", "png"};
#else
static const char *const endings[] = {"pbm", "pgm"};
#endif

enum { ENDINGS = sizeof endings / sizeof endings[0], ROWS = 3 };

static char folder[] = "/tmp/roundabout-image-XXXXXX";

/* ---- reading pictures back ---- */

struct picture {
    int64_t width, height;
    int channels;
    unsigned char *pixels; /* 0 to 255; of a pbm, as of the others, 255 is white */
};

static unsigned char *pixel(const struct picture *picture, int64_t x, int64_t y) {
    return picture->pixels + (y * picture->width + x) * picture->channels;
}

static void read_bits(FILE *file, struct picture *picture) {
    for (int64_t y = 0; y < picture->height; y++)
        for (int64_t x = 0, byte = 0; x < picture->width; x++) {
            if (x % 8 == 0)
                byte = fgetc(file);
            *pixel(picture, x, y) = byte & 128 >> x % 8 ? 0 : 255;
        }
}

/* A picture of width 0 is one that could not be read. */
static struct picture read_plain(const char *path) {
    struct picture picture = {.channels = 1};
    int kind = 0, white = 0;
    long long width = 0, height = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return picture;
    bool good = fscanf(file, "P%d %lld %lld", &kind, &width, &height) == 3;
    good = good && (kind == 4 || (kind == 5 && fscanf(file, "%d", &white) == 1 && white == 255));
    if (good && fgetc(file) == '\n') {
        picture.pixels = calloc(width * height, 1);
        picture.width = width;
        picture.height = height;
        if (kind == 4)
            read_bits(file, &picture);
        else
            good = fread(picture.pixels, 1, width * height, file) == (size_t)(width * height);
    }
    good = good && !feof(file) && fgetc(file) == EOF;
    fclose(file);
    picture.width *= good;
    return picture;
}

#ifdef HAVE_PNG
static struct picture read_png(const char *path) {
    struct picture picture = {.channels = 3};
    png_image png = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_file(&png, path))
        return picture;
    png.format = PNG_FORMAT_RGB;
    picture.pixels = calloc(PNG_IMAGE_SIZE(png), 1);
    if (png_image_finish_read(&png, NULL, picture.pixels, 0, NULL)) {
        picture.width = png.width;
        picture.height = png.height;
    }
    return picture;
}
#endif

static struct picture read_picture(const char *path) {
#ifdef HAVE_PNG
    if (strstr(path, ".png"))
        return read_png(path);
#endif
    return read_plain(path);
}

/* ---- roads and pictures to read ---- */

static const char *in_folder(const char *name) {
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *road_name(const char *ending) {
    static char name[32];
    snprintf(name, sizeof name, "road.%s", ending);
    return in_folder(name);
}

static bool *random_cells(int64_t count) {
    bool *cells = calloc(count, sizeof *cells);
    for (int64_t i = 0; i < count; i++)
        cells[i] = rand() % 100 < 52;
    return cells;
}

static struct road pack(const bool *cells, int64_t count) {
    struct road road = road_new(count, 0, count);
    for (int64_t i = 0; i < count; i++)
        if (cells[i])
            road_set(&road, i);
    return road;
}

static void draw(const char *path, bool *const *rows, int64_t cells, int64_t height) {
    struct image *image = image_open(path, cells, height);
    for (int64_t y = 0; y < height; y++) {
        struct road road = pack(rows[y], cells);
        image_row(image, &road, NULL);
        road_free(&road);
    }
    image_close(image);
}

/* ---- the colours ---- */

struct palette {
    double white[3], moving[3], waiting[3];
};

static double lightness(const double *colour, int channels) {
    return channels == 1 ? colour[0] : 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
}

/* Of four cells, car, car, empty, empty: the first car waits and the second moves. */
static struct palette read_palette(const char *ending) {
    bool cells[] = {true, true, false, false};
    bool *rows[] = {cells};
    const char *path = road_name(ending);
    draw(path, rows, 4, 1);
    struct picture picture = read_picture(path);
    struct palette palette = {0};
    int64_t side = picture.width / 4;
    for (int channel = 0; side > 0 && channel < picture.channels; channel++) {
        palette.waiting[channel] = pixel(&picture, 0, 0)[channel];
        palette.moving[channel] = pixel(&picture, side, 0)[channel];
        palette.white[channel] = pixel(&picture, 2 * side, 0)[channel];
    }
    free(picture.pixels);
    unlink(path);
    return palette;
}

/* Both cars have an empty cell ahead, but only the second is said to move. */
static void test_movers(void) {
    bool cells[] = {true, false, true, false}, moves[] = {false, false, true, false};
    struct road road = pack(cells, 4), movers = pack(moves, 4);
    for (int i = 1; i < ENDINGS; i++) {
        struct palette palette = read_palette(endings[i]);
        const char *path = road_name(endings[i]);
        struct image *image = image_open(path, 4, 1);
        image_row(image, &road, &movers);
        image_close(image);
        struct picture picture = read_picture(path);
        int64_t side = picture.width / 4;
        test_check(side > 0 && *pixel(&picture, 0, 0) == palette.waiting[0] &&
                       *pixel(&picture, 2 * side, 0) == palette.moving[0],
                   "%s: only those move that are said to", endings[i]);
        free(picture.pixels);
        unlink(path);
    }
    road_free(&road);
    road_free(&movers);
}

static void test_colours(void) {
    for (int i = 1; i < ENDINGS; i++) {
        struct palette palette = read_palette(endings[i]);
        int channels = strcmp(endings[i], "png") == 0 ? 3 : 1;
        double white = lightness(palette.white, channels);
        double moving = lightness(palette.moving, channels);
        double waiting = lightness(palette.waiting, channels);
        test_check(white == 255 && white - moving > 80 && moving - waiting > 80,
                   "%s: white road, moving and waiting cars differ in lightness: %.0f %.0f %.0f",
                   endings[i], white, moving, waiting);
        if (channels == 3)
            test_check(palette.moving[2] > palette.moving[0] + 80 &&
                           palette.waiting[0] > palette.waiting[2] + 80,
                       "png: moving cars are blue, waiting cars are red");
    }
}

/* ---- every pixel ---- */

static double expected(const struct palette *palette, int channel, const bool *cells, int64_t count,
                       int64_t first, int64_t end) {
    double sum = 0;
    for (int64_t i = first; i < end; i++) {
        const double *colour = !cells[i]                ? palette->white
                               : cells[(i + 1) % count] ? palette->waiting
                                                        : palette->moving;
        sum += colour[channel];
    }
    return sum / (end - first);
}

static int64_t expected_magnify(const char *ending, int64_t cells, int64_t rows) {
    int64_t width = cells < 2048 ? cells : 2048, magnify = 1;
    if (strcmp(ending, "pbm") == 0)
        return 1;
    while (magnify < 16 && width * (magnify + 1) <= 1600 && rows * (magnify + 1) <= 1600)
        magnify++;
    return magnify;
}

static int64_t expected_width(const char *ending, int64_t cells) {
    return cells > 2048 && strcmp(ending, "pbm") != 0 ? 2048 : cells;
}

/* Compares the square that stands for pixel x of a row. */
static bool square_is(const struct picture *picture, int64_t magnify, int64_t x, int64_t y,
                      const double *colour) {
    bool good = true;
    for (int64_t dy = 0; dy < magnify; dy++)
        for (int64_t dx = 0; dx < magnify; dx++)
            for (int channel = 0; channel < picture->channels; channel++) {
                double found = pixel(picture, x * magnify + dx, y * magnify + dy)[channel];
                good = good && fabs(found - colour[channel]) <= 0.501;
            }
    return good;
}

static int64_t wrong_pixels(const struct picture *picture, const struct palette *palette,
                            int64_t magnify, bool *const *rows, int64_t cells) {
    int64_t width = picture->width / magnify, wrong = 0;
    for (int64_t y = 0; y < picture->height / magnify; y++)
        for (int64_t x = 0; x < width; x++) {
            double colour[3];
            for (int channel = 0; channel < picture->channels; channel++)
                colour[channel] = expected(palette, channel, rows[y], cells, x * cells / width,
                                           (x + 1) * cells / width);
            wrong += !square_is(picture, magnify, x, y, colour);
        }
    return wrong;
}

static void test_picture(const char *ending, bool *const *rows, int64_t cells, int64_t height) {
    static const struct palette black = {.white = {255}};
    struct palette palette = strcmp(ending, "pbm") == 0 ? black : read_palette(ending);
    int64_t magnify = expected_magnify(ending, cells, height);
    const char *path = road_name(ending);
    draw(path, rows, cells, height);
    struct picture picture = read_picture(path);
    bool sized = picture.width == magnify * expected_width(ending, cells) &&
                 picture.height == magnify * height;
    int64_t wrong = sized ? wrong_pixels(&picture, &palette, magnify, rows, cells) : -1;
    test_check(sized && wrong == 0, "%s of %lld cells, %lld rows: %lld x %lld pixels, %lld wrong",
               ending, (long long)cells, (long long)height, (long long)picture.width,
               (long long)picture.height, (long long)wrong);
    free(picture.pixels);
    unlink(path);
}

static void test_widths(void) {
    static const int64_t widths[] = {1,    2,    7,    8,    9,    63,   64,   65,   127,   129,
                                     1000, 1601, 2047, 2048, 2049, 4096, 5000, 6400, 100003};
    for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
        bool *rows[ROWS];
        for (int y = 0; y < ROWS; y++)
            rows[y] = random_cells(widths[i]);
        for (int ending = 0; ending < ENDINGS; ending++)
            test_picture(endings[ending], rows, widths[i], ROWS);
        for (int y = 0; y < ROWS; y++)
            free(rows[y]);
    }
}

static void test_heights(void) {
    enum { TALL = 1700 };
    bool empty[5] = {false}, full[5] = {true, true, true, true, true};
    bool *rows[TALL];
    for (int y = 0; y < TALL; y++)
        rows[y] = y % 3 ? full : empty;
    for (int ending = 0; ending < ENDINGS; ending++) {
        test_picture(endings[ending], rows, 5, 201);
        test_picture(endings[ending], rows, 5, TALL);
    }
}

/* ---- refusals ---- */

static void refuses(const char *path, const char *expected_part) {
    const char *why = image_refusal(path);
    test_check(why && strstr(why, expected_part) && !strchr(why, '\n'), "refuses %s: %s", path,
               why ? why : "(does not)");
}

static int files_in_folder(void) {
    int files = 0;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; directory && (entry = readdir(directory));)
        files += entry->d_name[0] != '.';
    if (directory)
        closedir(directory);
    return directory ? files : -1;
}

static void test_names(void) {
    refuses(in_folder("road.jpg"), ".png");
    refuses(in_folder("road"), ".png");
    refuses(in_folder("road.png.gz"), ".png");
    refuses("", ".png");
    refuses(in_folder("nowhere/road.pgm"), "no folder");
    test_check(!image_refusal(in_folder("road.pgm")), "accepts a new file");
    test_check(!image_refusal("road.PGM") == !access(".", W_OK),
               "a name without a folder, capitals");
    test_check(!image_refusal("/road.pbm") == !access("/", W_OK), "a name right under /");
    test_check(files_in_folder() == 0, "creates nothing in doing so");
}

static void test_places(void) {
    mkdir(in_folder("taken.pgm"), 0777);
    refuses(in_folder("taken.pgm"), "folder");
    rmdir(in_folder("taken.pgm"));
    mkfifo(in_folder("pipe.pgm"), 0666);
    refuses(in_folder("pipe.pgm"), "not a file");
    unlink(in_folder("pipe.pgm"));
#ifndef HAVE_PNG
    refuses(in_folder("road.png"), "libpng-dev");
#endif
    if (geteuid() == 0) {
        test_skip("refuses a folder that may not be written to: root may write to any");
        return;
    }
    mkdir(in_folder("locked"), 0555);
    refuses(in_folder("locked/road.pgm"), "cannot write");
    rmdir(in_folder("locked"));
}

/* ---- ends ---- */

/* What the child does must end it; it must say one line, and leave no file. */
static void ends_with_one(const char *what, void (*child)(const char *path), const char *path) {
    int pipe_ends[2];
    char said[1000] = "";
    if (pipe(pipe_ends) != 0)
        exit(1);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(pipe_ends[1], STDERR_FILENO);
        child(path);
        _exit(99);
    }
    close(pipe_ends[1]);
    size_t length = 0;
    for (ssize_t got; (got = read(pipe_ends[0], said + length, sizeof said - 1 - length)) > 0;)
        length += got;
    close(pipe_ends[0]);
    int status = 0;
    waitpid(pid, &status, 0);
    test_check(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%s: exit status 1", what);
    const char *newline = strchr(said, '\n');
    test_check(newline && newline[1] == '\0' && strstr(said, path), "%s: one line with its path",
               what);
    test_check(files_in_folder() == 0, "%s: nothing left behind", what);
}

/* Draws `given` rows of what was announced as `rows`, and leaves the image open. */
static struct image *draw_rows(const char *path, int64_t rows, int64_t given, int64_t cells) {
    bool *row = random_cells(100003);
    struct image *image = image_open(path, 100003, rows);
    struct road road = pack(row, cells);
    free(row);
    for (int64_t y = 0; y < given; y++)
        image_row(image, &road, NULL);
    road_free(&road);
    return image;
}

static void too_few(const char *path) {
    image_close(draw_rows(path, 3, 2, 100003));
}

static void too_many(const char *path) {
    draw_rows(path, 2, 3, 100003);
}

static void too_narrow(const char *path) {
    draw_rows(path, 2, 2, 100002);
}

static void no_folder(const char *path) {
    image_open(path, 10, 10);
}

/* A limit on the size of files answers as a full disk does: at a later write than the first. */
static void disk_full(const char *path) {
    struct rlimit limit = {.rlim_cur = 5000, .rlim_max = 5000};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    image_close(draw_rows(path, 300, 300, 100003));
}

/* Small enough to stay in the buffer until the file is closed. */
static void disk_full_at_the_end(const char *path) {
    struct rlimit limit = {.rlim_cur = 5, .rlim_max = 5};
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    bool cells[] = {true};
    bool *rows[] = {cells};
    draw(path, rows, 1, 1);
}

static void another_failure(const char *path) {
    image_open(path, 10, 10);
    fprintf(stderr, "%s: something else went wrong\n", path);
    exit(1);
}

static void test_ends(void) {
    for (int i = 0; i < ENDINGS; i++) {
        char what[64];
        const char *path = road_name(endings[i]);
        snprintf(what, sizeof what, "%s, too few rows", endings[i]);
        ends_with_one(what, too_few, path);
        snprintf(what, sizeof what, "%s, too many rows", endings[i]);
        ends_with_one(what, too_many, path);
        snprintf(what, sizeof what, "%s, a row too narrow", endings[i]);
        ends_with_one(what, too_narrow, path);
        snprintf(what, sizeof what, "%s, disk full", endings[i]);
        ends_with_one(what, disk_full, path);
        snprintf(what, sizeof what, "%s, disk full at the end", endings[i]);
        ends_with_one(what, disk_full_at_the_end, path);
        snprintf(what, sizeof what, "%s, ended early by another", endings[i]);
        ends_with_one(what, another_failure, path);
    }
    ends_with_one("a folder that is not there", no_folder, in_folder("nowhere/road.pgm"));
}

/* What was there stays as it was until the new picture is whole. */
static void test_keeps_the_old(void) {
    char path[256];
    snprintf(path, sizeof path, "%s", road_name("pgm"));
    bool cells[] = {true, false};
    bool *rows[] = {cells, cells};
    draw(path, rows, 2, 1);
    struct picture before = read_picture(path);
    struct image *image = image_open(path, 2, 2);
    struct road road = pack(cells, 2);
    image_row(image, &road, NULL);
    struct picture during = read_picture(path);
    image_row(image, &road, NULL);
    image_close(image);
    struct picture after = read_picture(path);
    test_check(before.height == 16 && during.height == 16 && after.height == 32,
               "the old picture stays until the new one is whole");
    test_check(files_in_folder() == 1, "and only the new one is left");
    unlink(path);
    road_free(&road);
    free(before.pixels);
    free(during.pixels);
    free(after.pixels);
}

int main(void) {
    if (!mkdtemp(folder))
        return 1;
    srand(184);
#ifndef HAVE_PNG
    test_skip("pictures as png: built without libpng (apt-get install libpng-dev)");
#endif
    test_colours();
    test_movers();
    test_widths();
    test_heights();
    test_names();
    test_places();
    test_keeps_the_old();
    test_ends();
    test_check(rmdir(folder) == 0, "the folder of the test is empty at its end");
    return test_end();
}
