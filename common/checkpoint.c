#include "checkpoint.h"

#include "head.h"
#include "memory.h"
#include "random.h"
#include "world.h"
#include "world_file.h"
#include "world_road.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "words would have to be turned around");

enum { NAMES = 16 };

static char why[PATH_MAX + 256];

/* ----------------------------------------------------------------------------------- head --- */

static void print_head(const struct checkpoint *about, char head[HEAD + 1]) {
    int used = snprintf(
        head, HEAD,
        "Roundabout checkpoint 1\n"
        "cells %" PRId64 "\nstep %" PRId64 "\nsteps %" PRId64 "\nreport %" PRId64
        "\nrandom %s\nseed %" PRId64 "\ndensity %.17g\ncars %" PRId64 "\nroad %016" PRIx64 "\n",
        about->cells, about->step, about->steps, about->report, random_names[about->random],
        about->seed, about->density, about->cars, about->fingerprint);
    head_seal(head, used, "A bit for each cell from byte 512 on, lowest first\n");
}

static bool possible(const struct checkpoint *about) {
    return about->cells >= 1 && about->step >= 0 && about->step <= about->steps &&
           about->report >= 1 && about->seed >= 0 && about->density >= 0 && about->density <= 1 &&
           about->cars >= 0 && about->cars <= about->cells;
}

/* Whatever is not just as print_head would print it, is no head. */
static bool parse_head(const char *head, struct checkpoint *found) {
    char random[NAMES] = "", again[HEAD + 1];
    if (sscanf(head,
               "Roundabout checkpoint 1 cells %" SCNd64 " step %" SCNd64 " steps %" SCNd64
               " report %" SCNd64 " random %15s seed %" SCNd64 " density %lf cars %" SCNd64
               " road %" SCNx64,
               &found->cells, &found->step, &found->steps, &found->report, random, &found->seed,
               &found->density, &found->cars, &found->fingerprint) != 9)
        return false;
    for (found->random = 0; random_names[found->random] != NULL; found->random++)
        if (strcmp(random, random_names[found->random]) == 0)
            break;
    if (random_names[found->random] == NULL || !possible(found))
        return false;
    print_head(found, again);
    return memcmp(head, again, HEAD) == 0;
}

/* -------------------------------------------------------------------------------- reading --- */

const char *checkpoint_look(const char *path, struct checkpoint *found) {
    struct head_found look = head_look(path);
    bool ours = strncmp(look.text, "Roundabout checkpoint ", 22) == 0;
    int64_t bytes = ours && parse_head(look.text, found) ? HEAD + 8 * road_words(found->cells) : 0;
    if (look.problem != 0)
        snprintf(why, sizeof why, "%s: %s", path, strerror((int)look.problem));
    else if (!ours)
        snprintf(why, sizeof why, "%s is no checkpoint", path);
    else if (bytes == 0)
        snprintf(why, sizeof why, "%s is damaged: its first %d bytes are not as they were written",
                 path, HEAD);
    else if (look.bytes != bytes)
        snprintf(why, sizeof why,
                 "%s is damaged: it has %" PRId64 " bytes and should have %" PRId64, path,
                 look.bytes, bytes);
    else
        return NULL;
    return why;
}

const char *checkpoint_read(const char *path, const struct checkpoint *found, struct road *mine) {
    int64_t words = road_words(mine->count);
    struct world_piece piece = {HEAD + mine->first / 64 * 8, 8 * words, mine->words};
    int problem = world_file_read(path, &piece, 1);
    bool past_end = mine->count % 64 != 0 && mine->words[words - 1] >> mine->count % 64 != 0;
    if (problem != 0)
        snprintf(why, sizeof why, "%s: %s", path, strerror(problem));
    else if (!world_all(!past_end) || world_road_fingerprint(mine) != found->fingerprint ||
             world_road_cars(mine) != found->cars)
        snprintf(why, sizeof why, "%s is damaged: its road is not the one that was saved", path);
    else
        return NULL;
    return why;
}

/* -------------------------------------------------------------------------------- writing --- */

static const char *beside(const char *path, const char *end) {
    static char name[2][PATH_MAX + 8];
    static int next;
    next = !next;
    snprintf(name[next], sizeof *name, "%s%s", path, end);
    return name[next];
}

/* A rename is on disk when its folder is. */
static int sync_folder(const char *path) {
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    snprintf(slash != NULL ? slash + 1 : folder, 2, ".");
    int file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int problem = file < 0 || (fsync(file) != 0 && errno != EINVAL) ? errno : 0;
    if (file >= 0)
        close(file);
    return problem;
}

/* Some file systems have no second name for a file: then there is no older one. */
static int keep_as(const char *old, const char *path) {
    if (unlink(old) != 0 && errno != ENOENT)
        return errno;
    bool kept = link(path, old) == 0 || errno == ENOENT || errno == EPERM || errno == EOPNOTSUPP;
    return kept ? 0 : errno;
}

/* At no moment is there no whole file at `path`, once there was one. */
static int put_in_place(const char *path, bool keep_older) {
    int problem = keep_older ? keep_as(beside(path, ".old"), path) : 0;
    if (problem == 0 && rename(beside(path, ".new"), path) != 0)
        problem = errno;
    return problem != 0 ? problem : sync_folder(path);
}

const char *checkpoint_write(const char *path, const struct checkpoint *about,
                             const struct road *mine, bool keep_older) {
    char head[HEAD + 1];
    struct checkpoint saved = *about;
    saved.cars = world_road_cars(mine);
    saved.fingerprint = world_road_fingerprint(mine);
    print_head(&saved, head);
    const char *new = beside(path, ".new");
    struct world_piece pieces[] = {
        {0, world_rank() == 0 ? HEAD : 0, head},
        {HEAD + mine->first / 64 * 8, 8 * road_words(mine->count), mine->words},
    };
    int64_t problem = world_file_write(new, pieces, 2), moved = 0;
    if (problem == 0 && world_rank() == 0)
        moved = put_in_place(path, keep_older);
    problem += world_sum(moved);
    if (problem == 0)
        return NULL;
    if (world_rank() == 0)
        unlink(new);
    snprintf(why, sizeof why, "cannot save in %s: %s", path, strerror((int)problem));
    return why;
}

/* What all ranks of a machine need to read a road: a file may claim any number of cells. */
static bool fits_memory(int64_t cells) {
    struct road mine = road_share(cells, world_rank(), world_size());
    double all = world_mates_sum(8. * (double)road_words(mine.count));
    return world_all(all <= (double)memory_available());
}

const char *checkpoint_refusal(const char *path, const char *reason) {
    static char line[2 * sizeof why];
    int used = snprintf(line, sizeof line, "%s", reason);
    struct checkpoint older;
    const char *old = beside(path, ".old");
    if (checkpoint_look(old, &older) != NULL || !fits_memory(older.cells))
        return line;
    struct road road = world_road_new(older.cells);
    if (checkpoint_read(old, &older, &road) == NULL)
        snprintf(line + used, sizeof line - (size_t)used, "; %s is whole, of step %lld", old,
                 (long long)older.step);
    road_free(&road);
    return line;
}
