/* A checkpoint is read as it was written or not at all: every bit of a small one turned, every
   length, and heads that belong together but to nothing. */
#include "checkpoint.h"
#include "keep.h"
#include "random.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CELLS = 100, BYTES = 512 + 16 };

static char folder[] = "/tmp/test_checkpoint.XXXXXX";
static char path[sizeof folder + 16], older[sizeof path + 4];

static const struct checkpoint sample = {
    .cells = CELLS, .step = 300, .steps = 1000, .report = 7, .seed = 5743, .density = 0.1};

static struct road sample_road(void) {
    struct road road = road_new(CELLS, 0, CELLS);
    random_road(&road, RANDOM_NUMPY, 5743, 0.52);
    return road;
}

static void spill(const char *name, const char *bytes, size_t count) {
    FILE *file = fopen(name, "w");
    if (file == NULL || fwrite(bytes, 1, count, file) != count || fclose(file) != 0)
        abort();
}

static void slurp(char bytes[BYTES]) {
    FILE *file = fopen(path, "r");
    if (file == NULL || fread(bytes, 1, BYTES, file) != BYTES || fgetc(file) != EOF)
        abort();
    fclose(file);
}

/* NULL, or why not. */
static const char *load(struct checkpoint *found, struct road *road) {
    const char *refusal = checkpoint_look(path, found);
    if (refusal != NULL || found->cells != CELLS)
        return refusal != NULL ? refusal : "another road";
    return checkpoint_read(path, found, road);
}

static bool refused(const char *bytes, size_t count) {
    struct checkpoint found;
    struct road road = road_new(CELLS, 0, CELLS);
    spill(path, bytes, count);
    const char *why = load(&found, &road);
    road_free(&road);
    return why != NULL && strncmp(why, path, strlen(path)) == 0;
}

static void test_written_is_read(void) {
    struct road road = sample_road(), back = road_new(CELLS, 0, CELLS);
    struct checkpoint found = {0};
    test_check(checkpoint_write(path, &sample, &road, false) == NULL, "a road is saved");
    test_check(load(&found, &back) == NULL, "and read");
    test_check(memcmp(road.words, back.words, 16) == 0, "with the same cells");
    test_check(found.cells == CELLS && found.step == 300 && found.steps == 1000 &&
                   found.report == 7 && found.random == RANDOM_NUMPY && found.seed == 5743 &&
                   found.density == 0.1 && found.cars == road_cars(&road) &&
                   found.fingerprint == road_fingerprint(&road),
               "and all that is said of it");
    road_free(&road);
    road_free(&back);
}

static void test_bits(const char *whole) {
    char bytes[BYTES];
    int missed = 0;
    memcpy(bytes, whole, BYTES);
    for (int bit = 0; bit < 8 * BYTES; bit++) {
        bytes[bit / 8] ^= (char)(1 << bit % 8);
        missed += !refused(bytes, BYTES);
        bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    test_check(missed == 0, "each of %d bits turned is seen: %d were not", 8 * BYTES, missed);
}

/* With as many cars as before. */
static void test_car_moved(const char *whole) {
    char bytes[BYTES];
    int byte = 512;
    memcpy(bytes, whole, BYTES);
    while ((bytes[byte] & 3) != 1 && (bytes[byte] & 3) != 2)
        byte++;
    bytes[byte] ^= 3;
    test_check(refused(bytes, BYTES), "a car moved by hand is seen");
}

/* By somebody who knows how to make a fingerprint. */
static void test_past_the_end(void) {
    struct road road = sample_road(), back = road_new(CELLS, 0, CELLS);
    struct checkpoint found;
    road.words[1] |= (uint64_t)1 << 63;
    test_check(checkpoint_write(path, &sample, &road, false) == NULL && load(&found, &back) != NULL,
               "a car past the end of the road is seen");
    road_free(&road);
    road_free(&back);
}

static void test_lengths(const char *whole) {
    char longer[BYTES + 8] = "";
    int missed = 0;
    memcpy(longer, whole, BYTES);
    for (size_t length = 0; length <= BYTES + 8; length++)
        missed += length != BYTES && !refused(longer, length);
    test_check(missed == 0, "each length from 0 to %d but %d is seen: %d were not", BYTES + 8,
               BYTES, missed);
}

/* Heads with a right checksum, as nobody but checkpoint_write makes them. */
static void test_heads(void) {
    struct road road = sample_road();
    const struct checkpoint wrong[] = {
        {.cells = 0, .step = 1, .steps = 1, .report = 1},
        {.cells = CELLS, .step = 2, .steps = 1, .report = 1},
        {.cells = CELLS, .step = -1, .steps = 1, .report = 1},
        {.cells = CELLS, .step = 1, .steps = 1, .report = 0},
        {.cells = CELLS, .step = 1, .steps = 1, .report = 1, .seed = -1},
        {.cells = CELLS, .step = 1, .steps = 1, .report = 1, .density = 1.5},
        {.cells = CELLS, .step = 1, .steps = 1, .report = 1, .density = 0. / 0.},
        {.cells = INT64_MAX, .step = 1, .steps = 1, .report = 1},
        {.cells = 10, .step = 1, .steps = 1, .report = 1},
    };
    for (unsigned i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct checkpoint found;
        bool written = checkpoint_write(path, &wrong[i], &road, false) == NULL;
        test_check(written && checkpoint_look(path, &found) != NULL, "impossible head %u", i);
    }
    road_free(&road);
}

static void test_older(const char *whole) {
    static const char reason[] = "because";
    struct road road = sample_road();
    struct checkpoint later = sample;
    later.step = 400;
    spill(path, whole, BYTES);
    unlink(older);
    test_check(strcmp(checkpoint_refusal(path, reason), reason) == 0, "no older one, no offer");
    test_check(checkpoint_write(path, &later, &road, true) == NULL, "one in place of another");
    test_check(strstr(checkpoint_refusal(path, reason), "because; ") != NULL &&
                   strstr(checkpoint_refusal(path, reason), ".old is whole, of step 300") != NULL,
               "the older one is offered");
    spill(older, whole, BYTES - 1);
    test_check(strcmp(checkpoint_refusal(path, reason), reason) == 0, "unless it is damaged too");
    test_check(checkpoint_write(path, &sample, &road, false) == NULL, "written once more");
    struct checkpoint found;
    test_check(checkpoint_look(older, &found) != NULL,
               "what is not whole is not kept as the older");
    unlink(path);
    test_check(checkpoint_write(path, &sample, &road, true) == NULL, "also if it was removed");
    road_free(&road);
}

/* A file of holes, which no disk has to hold: there is no memory to see whether it is whole. */
static void test_huge_older(void) {
    static const char reason[] = "because";
    const struct checkpoint huge = {
        .cells = INT64_C(1) << 45, .step = 1, .steps = 1, .report = 1, .density = 0.5};
    struct road road = sample_road();
    test_check(checkpoint_write(older, &huge, &road, false) == NULL, "a huge head is written");
    if (truncate(older, 512 + huge.cells / 8) != 0)
        test_skip("no file of 4 TB here, not even of holes");
    else
        test_check(strcmp(checkpoint_refusal(path, reason), reason) == 0, "and not offered");
    road_free(&road);
}

/* Close to 2^63 steps, as a file may have them, there is no next time. */
static void test_last_steps(void) {
    const struct keep often = {.every_steps = 3, .most = 1000},
                      seldom = {.every_steps = INT64_MAX, .most = 1000}, free = {.most = 1000};
    test_check(keep_next(&often, INT64_MAX - 4) == INT64_MAX - 1 &&
                   keep_next(&often, INT64_MAX - 1) == INT64_MAX &&
                   keep_next(&free, INT64_MAX - 1000) == INT64_MAX &&
                   keep_next(&free, INT64_MAX - 999) == INT64_MAX &&
                   keep_next(&seldom, INT64_MAX - 1) == INT64_MAX && keep_next(&seldom, 1) == 1001,
               "the last of 2^63 steps are no further than they are");
}

int main(void) {
    char whole[BYTES];
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(path, sizeof path, "%s/road", folder);
    snprintf(older, sizeof older, "%s.old", path);
    test_written_is_read();
    slurp(whole);
    test_bits(whole);
    test_car_moved(whole);
    test_lengths(whole);
    test_past_the_end();
    test_heads();
    test_older(whole);
    test_huge_older();
    test_last_steps();
    test_check(access(strcat(strcpy(older, path), ".new"), F_OK) != 0, "nothing is left beside");
    snprintf(older, sizeof older, "%s.old", path);
    unlink(older);
    unlink(path);
    rmdir(folder);
    return test_end();
}
