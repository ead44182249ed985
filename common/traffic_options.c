#include "traffic_options.h"

#include "checkpoint.h"
#include "die.h"
#include "driver.h"
#include "exact.h"
#include "hold.h"
#include "options.h"
#include "profile.h"
#include "random.h"
#include "show.h"
#include "traffic.h"
#include "world.h"

#include <string.h>
#include <unistd.h>

typedef long long ll;

static struct traffic_options option = {
    .cells = 10240000, .steps = 100, .density = 0.52, .seed = 5743, .repeat = 1};

static const char *every, *const span[] = {"N|Xs"};
static bool probe;

static const struct option_row rows[] = {
    {"cells", OPTION_WHOLE, &option.cells, "length of the road", 1, OPTION_NO_LIMIT, NULL},
    {"steps", OPTION_WHOLE, &option.steps, "iterations", 1, OPTION_NO_LIMIT, NULL},
    {"density", OPTION_REAL, &option.density, "share of cells with a car", 0, 1, NULL},
    {"seed", OPTION_WHOLE, &option.seed, "of the random road", 0, OPTION_NO_LIMIT, NULL},
    {"random", OPTION_CHOICE, &option.random, "the road's random numbers", 0, 0, random_names},
    {"report", OPTION_WHOLE, &option.report, "print the velocity every N steps [steps / 10]", 1,
     OPTION_NO_LIMIT, NULL},
    {"repeat", OPTION_WHOLE, &option.repeat, "runs, of which the best and the median count", 1,
     1000000, NULL},
    {"min-time", OPTION_REAL, &option.min_time,
     "multiply steps and report until a run takes X seconds", 0, 1e6, NULL},
    {"image", OPTION_TEXT, &option.image, "space-time picture, .png, .pgm or .pbm", 0, 0, NULL},
    {"image-every", OPTION_WHOLE, &option.image_every,
     "a row of the picture every N steps [as report]", 1, OPTION_NO_LIMIT, NULL},
    {"record", OPTION_TEXT, &option.record, "append the result to this CSV file", 0, 0, NULL},
    {"checkpoint", OPTION_TEXT, &option.checkpoint,
     "save the road: at the end, and when a signal asks to stop", 0, 0, NULL},
    {"checkpoint-every", OPTION_TEXT, &every, "and so often: every 1000 steps, or 600s", 0, 0,
     span},
    {"restart", OPTION_TEXT, &option.restart, "go on from a saved road", 0, 0, NULL},
    {"profile", OPTION_FLAG, &option.profile, "show where the time went, on all ranks", 0, 0, NULL},
    {"profile-file", OPTION_TEXT, &option.profile_file, "the same as a CSV file, and drawn", 0, 0,
     NULL},
    {"watch", OPTION_FLAG, &option.watch, "show the road in the terminal, step by step, until q", 0,
     0, NULL},
    {"no-verify", OPTION_FLAG, &option.no_verify, "do not check the result", 0, 0, NULL},
    {"probe", OPTION_FLAG, &probe, "only say whether this can run here", 0, 0, NULL},
    {0},
};

static void check_memory(void) {
    double exact = world_size() > 1 ? EXACT_BYTES_PER_CELL_OF_PARTS : EXACT_BYTES_PER_CELL;
    double each = (option.restart != NULL ? 3. : 2.) / 8 + traffic_stage.bytes_per_cell +
                  (option.no_verify ? 0 : 1. / 8 + exact);
    double mine = (double)road_share(option.cells, world_rank(), world_size()).count;
    bool paints = option.image != NULL && world_rank() == 0;
    driver_check_memory(mine * each + (paints ? (double)option.cells / 8 : 0),
                        "a road of %lld cells needs", (ll)option.cells);
}

static void check_watch(void) {
    if (option.image != NULL || option.record != NULL || option.profile ||
        option.profile_file != NULL || option.min_time > 0 || option.repeat > 1 ||
        option.checkpoint != NULL || option.restart != NULL)
        die_usage("--watch measures and writes nothing: it does not go with --image, --record, "
                  "--profile, --profile-file, --min-time, --repeat, --checkpoint or --restart");
    show_check_watch();
}

/* Nothing that was saved is written over, but by the run that goes on from it. */
static void check_checkpoint(void) {
    const char *path = option.checkpoint, *from = option.restart;
    size_t length = path != NULL ? strlen(path) : 0;
    bool ours = from != NULL && path != NULL && strncmp(from, path, length) == 0 &&
                (from[length] == '\0' || strcmp(from + length, ".old") == 0);
    if (path == NULL && every != NULL)
        die_usage("--checkpoint-every needs --checkpoint");
    const char *refusal = keep_refusal(every, &option.keep);
    if (refusal != NULL)
        die_usage("--checkpoint-every %s, not '%s'", refusal, every);
    if (option.image != NULL || option.min_time > 0 || option.repeat > 1)
        die_usage("--checkpoint and --restart do not go with --image, --min-time or --repeat");
    refusal = path != NULL && world_rank() == 0 ? hold_refusal(path) : NULL;
    if (refusal != NULL)
        die_usage("cannot save in %s: %s", path, refusal);
    if (path != NULL && !ours && world_rank() == 0 && access(path, F_OK) == 0)
        die_usage("--checkpoint %s is there already: name another, or go on from it, --restart",
                  path);
    option.keep.wrote = path != NULL && ours && from[length] == '\0';
}

/* The road and how far it was to go are in the file. */
static void read_restart(void) {
    const char *refusal = checkpoint_look(option.restart, &option.from);
    if (refusal != NULL)
        die_usage("--restart %s", checkpoint_refusal(option.restart, refusal));
    if (options_given(&option.cells) || options_given(&option.density) ||
        options_given(&option.seed) || options_given(&option.random))
        die_usage("--restart %s has its road: no --cells, --density, --seed or --random",
                  option.restart);
    if (!options_given(&option.steps))
        option.steps = option.from.steps;
    if (option.from.step > option.steps)
        die_usage("--restart %s is of step %lld, past --steps %lld", option.restart,
                  (ll)option.from.step, (ll)option.steps);
    if (!options_given(&option.report))
        option.report = option.from.report < option.steps ? option.from.report : option.steps;
    option.cells = option.from.cells;
    option.density = option.from.density;
    option.seed = option.from.seed;
    option.random = option.from.random;
}

/* A run may save in the file that it went on from, but nothing else is written there. */
static void check_files(void) {
    bool goes_on = option.checkpoint != NULL && option.restart != NULL &&
                   strcmp(option.checkpoint, option.restart) == 0;
    const struct driver_file file[] = {{"image", option.image},
                                       {"checkpoint", option.checkpoint},
                                       {"restart", goes_on ? NULL : option.restart},
                                       {"record", option.record},
                                       {"profile-file", option.profile_file}};
    driver_check_files(file, sizeof file / sizeof *file);
}

static void check_options(void) {
    const char *refusal = random_refusal((enum random_kind)option.random, option.seed);
    if (refusal != NULL)
        die_usage("%s", refusal);
    if (option.report > option.steps)
        die_usage("--report %lld is more than --steps %lld", (ll)option.report, (ll)option.steps);
    check_files();
    if (option.image != NULL && option.min_time > 0)
        die_usage("--image and --min-time do not go together: the picture needs a fixed --steps");
    if (option.profile_file != NULL && world_rank() == 0 &&
        (refusal = profile_refusal(option.profile_file)) != NULL)
        die_usage("--profile-file %s: %s", option.profile_file, refusal);
    if (option.checkpoint != NULL || every != NULL || option.restart != NULL)
        check_checkpoint();
    if (option.watch)
        check_watch();
    driver_check_record(option.record);
    check_memory();
}

struct traffic_options traffic_options_read(int argc, char **argv) {
    const struct driver_stage stage = {traffic_stage.idea, traffic_stage.options,
                                       traffic_stage.missing, traffic_stage.accelerator};
    driver_be_polite("cells", &option.cells, 1024000);
    option.first = driver_options(argc, argv, rows, &stage, &probe);
    if (option.restart != NULL)
        read_restart();
    check_options();
    if (option.report == 0)
        option.report = option.steps < 10 ? 1 : option.steps / 10;
    option.image_every =
        show_check_image(option.image, option.image_every, option.report, option.steps);
    option.profile = option.profile || option.profile_file != NULL;
    return option;
}
