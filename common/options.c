#include "options.h"

#include "build.h"
#include "die.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 64, COLUMN = 28 };
enum { LONG = 256 }; /* what getopt_long returns for row 0: past every letter */

/* -------------------------------------------------------------------------------- reading --- */

static void check_range(const struct option_row *row, double value) {
    if (value >= row->low && value <= row->high)
        return;
    if (row->high >= OPTION_NO_LIMIT)
        die_usage("--%s must be at least %.16g", row->name, row->low);
    die_usage("--%s must be from %.16g to %.16g", row->name, row->low, row->high);
}

/* strtoll and strtod take more than plain numbers: blanks before them, hexadecimal, nan. */
static bool made_of(const char *text, const char *characters) {
    return *text != '\0' && text[strspn(text, characters)] == '\0';
}

static void read_whole(const struct option_row *row, const char *text) {
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (!made_of(text, "-0123456789") || end == text || *end != '\0')
        die_usage("--%s takes a whole number, not '%s'", row->name, text);
    if (errno == ERANGE)
        die_usage("--%s %s is past 2^63", row->name, text);
    check_range(row, (double)value);
    *(int64_t *)row->value = value;
}

static void read_real(const struct option_row *row, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (!made_of(text, "-+.eE0123456789") || end == text || *end != '\0' || !isfinite(value))
        die_usage("--%s takes a number, not '%s'", row->name, text);
    check_range(row, value);
    *(double *)row->value = value;
}

static void read_choice(const struct option_row *row, const char *text) {
    char all[256] = "";
    for (int i = 0; row->choices[i] != NULL; i++) {
        if (strcmp(text, row->choices[i]) == 0) {
            *(int *)row->value = i;
            return;
        }
        size_t used = strlen(all);
        snprintf(all + used, sizeof all - used, "%s%s", i == 0 ? "" : ", ", row->choices[i]);
    }
    die_usage("--%s takes one of %s, not '%s'", row->name, all, text);
}

static void read_value(const struct option_row *row, const char *text) {
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)row->value = true;
        break;
    case OPTION_WHOLE:
        read_whole(row, text);
        break;
    case OPTION_REAL:
        read_real(row, text);
        break;
    case OPTION_CHOICE:
        read_choice(row, text);
        break;
    case OPTION_TEXT:
        if (*text == '\0')
            die_usage("--%s takes a name, not nothing", row->name);
        *(const char **)row->value = text;
        break;
    }
}

static const void *given[MAX_ROWS];

static void note_given(const void *value) {
    int i = 0;
    while (given[i] != NULL && given[i] != value)
        i++;
    given[i] = value;
}

bool options_given(const void *value) {
    for (int i = 0; i < MAX_ROWS; i++)
        if (given[i] == value)
            return true;
    return false;
}

/* ----------------------------------------------------------------------------------- help --- */

static const char *placeholder(const struct option_row *row) {
    static const char *const names[] = {"", "N", "X", "", "FILE"};
    bool named = row->kind == OPTION_TEXT && row->choices != NULL;
    return named ? row->choices[0] : names[row->kind];
}

static void print_default(const struct option_row *row) {
    if (row->kind == OPTION_WHOLE && *(int64_t *)row->value != 0)
        printf(" [%lld]", (long long)*(int64_t *)row->value);
    if (row->kind == OPTION_REAL && *(double *)row->value != 0)
        printf(" [%g]", *(double *)row->value);
    if (row->kind == OPTION_CHOICE)
        printf(" [%s]", row->choices[*(int *)row->value]);
}

static void print_row(const struct option_row *row) {
    char left[128];
    const char *value = placeholder(row);
    int used =
        snprintf(left, sizeof left, "  --%s%s%s", row->name, *value != '\0' ? " " : "", value);
    for (int i = 0; row->kind == OPTION_CHOICE && row->choices[i] != NULL; i++)
        used += snprintf(left + used, sizeof left - (size_t)used, "%s%s", i == 0 ? " " : "|",
                         row->choices[i]);
    printf("%-*s  ", COLUMN, left);
    if (used > COLUMN)
        printf("\n%*s", COLUMN + 2, "");
    fputs(row->help, stdout);
    print_default(row);
    putchar('\n');
}

static void print_help(const char *about, const struct option_row *const tables[]) {
    printf("Usage: %s [OPTION]...\n%s\n\n", build.program, about);
    for (int t = 0; tables[t] != NULL; t++)
        for (const struct option_row *row = tables[t]; row->name != NULL; row++)
            print_row(row);
    printf("%-*s  %s\n", COLUMN, "  --help", "print this and exit");
}

/* ---------------------------------------------------------------------------------- parse --- */

static int gather(const struct option_row *const tables[], const struct option_row *rows[],
                  struct option *longs) {
    int count = 0;
    for (int t = 0; tables[t] != NULL; t++)
        for (const struct option_row *row = tables[t]; row->name != NULL; row++) {
            if (count == MAX_ROWS)
                die_usage("more than %d options", MAX_ROWS);
            int argument = row->kind == OPTION_FLAG ? no_argument : required_argument;
            longs[count] = (struct option){row->name, argument, NULL, LONG + count};
            rows[count++] = row;
        }
    longs[count] = (struct option){"help", no_argument, NULL, LONG + count};
    return count;
}

/* What getopt_long did not like: a long option without its value or with one too many, a letter, or
   a name that is unknown or could be two. */
static _Noreturn void refuse(const char *word, int found) {
    if (found == ':')
        die_usage("%s takes a value; see --help", word);
    if (optopt >= LONG)
        die_usage("%.*s takes no value; see --help", (int)strcspn(word, "="), word);
    if (optopt != 0)
        die_usage("there is no option -%c; see --help", optopt);
    die_usage("there is no option %s; see --help", word);
}

void options_parse(int argc, char **argv, const char *about,
                   const struct option_row *const tables[]) {
    const struct option_row *rows[MAX_ROWS];
    struct option longs[MAX_ROWS + 2] = {{0}};
    int help = gather(tables, rows, longs), found;
    opterr = 0;
    while ((found = getopt_long(argc, argv, "+:", longs, NULL)) != -1) {
        if (found < LONG)
            refuse(argv[optind - 1], found);
        if (found - LONG == help) {
            print_help(about, tables);
            exit(0);
        }
        read_value(rows[found - LONG], optarg);
        note_given(rows[found - LONG]->value);
    }
    if (optind < argc)
        die_usage("'%s' is not an option; see --help", argv[optind]);
}
