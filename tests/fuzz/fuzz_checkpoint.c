/* Saved roads: the input as a file; and a file made from it with right checksums, so that what lies
   behind them is tried too. The checkpoint's own functions are here, to make its heads. */
#include "../../common/checkpoint.c"
#include "fuzz.h"

enum { MOST_BYTES = 1 << 16 };

/* Whatever is accepted is consistent in itself. */
static bool accepted(const char *path, struct checkpoint *found) {
    if (checkpoint_look(path, found) != NULL)
        return false;
    fuzz_require(possible(found) && found->cells <= 8 * MOST_BYTES, "a possible head");
    struct road road = road_new(found->cells, 0, found->cells);
    bool right = checkpoint_read(path, found, &road) == NULL;
    if (right)
        fuzz_require(road_cars(&road) == found->cars &&
                         road_fingerprint(&road) == found->fingerprint,
                     "the road of the head");
    road_free(&road);
    return right;
}

static void try_file(const uint8_t *bytes, size_t count) {
    struct checkpoint found;
    const char *path = fuzz_file(bytes, count);
    if (!accepted(path, &found))
        fuzz_require(strncmp(checkpoint_refusal(path, why), path, strlen(path)) == 0, "a reason");
}

/* Any numbers at all in a head, as a file would have them. */
static void try_head(const struct checkpoint *about) {
    char head[HEAD + 1], again[HEAD + 1];
    struct checkpoint found;
    print_head(about, head);
    bool parsed = parse_head(head, &found);
    fuzz_require(parsed == possible(about), "what is possible is read, and nothing else");
    if (parsed) {
        print_head(&found, again);
        fuzz_require(memcmp(head, again, sizeof head) == 0, "and as it was written");
    }
}

/* The rest of the input as a road, of which the head is right in all or all but one. */
static void try_road(struct checkpoint about, const uint8_t *bytes, size_t count, int wrong) {
    char file[HEAD + MOST_BYTES];
    int64_t words = (int64_t)count / 8, cells = 64 * words - (int64_t)(about.seed & 63);
    if (words == 0 || cells < 1)
        return;
    struct road road = road_new(cells, 0, cells);
    memcpy(road.words, bytes, 8 * (size_t)words);
    uint64_t past = cells % 64 != 0 ? road.words[words - 1] >> cells % 64 : 0;
    about.cells = cells;
    about.cars = road_cars(&road) + (wrong == 1);
    about.fingerprint = road_fingerprint(&road) + (wrong == 2);
    char head[HEAD + 1];
    print_head(&about, head);
    memcpy(file, head, HEAD);
    memcpy(file + HEAD, road.words, 8 * (size_t)words);
    road_free(&road);
    struct checkpoint found;
    bool taken = accepted(fuzz_file(file, HEAD + 8 * (size_t)words - (wrong == 3)), &found);
    fuzz_require(taken == (wrong == 0 && past == 0 && possible(&about)), "a road, or none");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    struct checkpoint about;
    count = count < MOST_BYTES ? count : MOST_BYTES;
    try_file(bytes, count);
    if (count < sizeof about)
        return 0;
    memcpy(&about, bytes, sizeof about);
    about.random = (int)((unsigned)about.random % 3);
    try_head(&about);
    try_road(about, bytes + sizeof about, count - sizeof about, bytes[0] % 4);
    return 0;
}
