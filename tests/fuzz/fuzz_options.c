/* The command line: each line of the input is a word of it. */
#include "fuzz.h"
#include "keep.h"
#include "options.h"

#include <getopt.h>
#include <math.h>
#include <string.h>

enum { WORDS = 64, LENGTH = 4096 };

static const char *const kinds[] = {"numpy", "uni", "philox", NULL};
static const char *const span[] = {"N|Xs"};

/* With beginnings that are of one name, of two, of none. */
static struct {
    int64_t cells, repeat, report;
    double density, time;
    int kind;
    const char *record, *every;
    bool flag;
} option;

static const struct option_row rows[] = {
    {"cells", OPTION_WHOLE, &option.cells, "", 1, OPTION_NO_LIMIT, NULL},
    {"repeat", OPTION_WHOLE, &option.repeat, "", 1, 1000000, NULL},
    {"report", OPTION_WHOLE, &option.report, "", -5, 5, NULL},
    {"record", OPTION_TEXT, &option.record, "", 0, 0, NULL},
    {"every", OPTION_TEXT, &option.every, "", 0, 0, span},
    {0},
};
static const struct option_row more[] = {
    {"density", OPTION_REAL, &option.density, "", 0, 1, NULL},
    {"min-time", OPTION_REAL, &option.time, "", 0, 1e6, NULL},
    {"random", OPTION_CHOICE, &option.kind, "", 0, 0, kinds},
    {"no-verify", OPTION_FLAG, &option.flag, "", 0, 0, NULL},
    {0},
};

static char text[LENGTH], *word[WORDS + 1];
static int words;

static void split(const uint8_t *bytes, size_t count) {
    static char name[] = "fuzz";
    count = count < LENGTH - 1 ? count : LENGTH - 1;
    memcpy(text, bytes, count);
    text[count] = '\0';
    word[0] = name;
    words = 1;
    for (char *rest = text; rest != NULL && *rest != '\0' && words < WORDS;)
        word[words++] = strsep(&rest, "\n");
    word[words] = NULL;
}

static void parse(void) {
    static const struct option_row *const tables[] = {rows, more, NULL};
    options_parse(words, word, "what it is", tables);
}

static void check_values(void) {
    fuzz_require(option.cells >= 1, "cells within their limits");
    fuzz_require(option.repeat >= 1 && option.repeat <= 1000000, "repeat within its limits");
    fuzz_require(option.report >= -5 && option.report <= 5, "report within its limits");
    fuzz_require(option.density >= 0 && option.density <= 1, "density within its limits");
    fuzz_require(option.time >= 0 && option.time <= 1e6, "time within its limits");
    fuzz_require(option.kind >= 0 && kinds[option.kind] != NULL && option.kind < 3, "a choice");
    fuzz_require(option.record == NULL || *option.record != '\0', "no empty name");
}

static void check_every(void) {
    struct keep keep = {0};
    if (keep_refusal(option.every, &keep) == NULL)
        fuzz_require(option.every == NULL || keep.every_steps > 0 ||
                         (keep.every_seconds > 0 && isfinite(keep.every_seconds)),
                     "every so often");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    memset(&option, 0, sizeof option);
    option.cells = option.repeat = 1;
    split(bytes, count);
    optind = 0; /* how glibc is told that this is another command line */
    int status = fuzz_call(parse);
    fuzz_require(status == -1 || status == 0 || status == 2, "bad usage is status 2");
    if (status == -1) {
        check_values();
        check_every();
    }
    return 0;
}
