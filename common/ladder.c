/* ladder: the speed-up table of a workload, from the records of any number of runs.

   The ladder is whatever was measured: the best record of each stage is a rung, the slowest at the
   foot. Only two stages of a workload are known by name, the baselines. Figures are compared only
   where that is fair: one host, one random road, and, on roads of one length after the same steps,
   one and the same result; or matrices of one size and kind. Anything else is refused, never
   averaged away. All that differs between workloads is in one table, near the end.

   Status 0: a table, and nothing in it is wrong; 1: a rung failed its check; 2: refused. */
#include "build.h"
#include "die.h"
#include "record.h"
#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double barrier = 10000;

enum { TABLE_WIDTH = 104, IDEA_WIDTH = 44, RUNG_WIDTH = 20, FIGURE = 32 };

/* A heading without a second line is a column that the workload's table has not. */
enum column { RUNG, CHANGED, FIRST, SECOND, RATE, PYTHON, C, BEFORE, ROOF, VERIFIED, COLUMNS };

struct row {
    char cell[COLUMNS][RECORD_TEXT];
};

struct ladder;

/* Where workloads differ. */
struct workload {
    const char *name, *python, *c; /* and its baselines: stages, or NULL */
    const char *unit, *roof, *roof_unit;
    const char *data, *size, *sizes; /* what a record's are called */
    bool one_size;                   /* sizes must be equal to be compared */
    bool has_roofline;

    struct row heads[2];
    void (*fill)(const struct record *rung, struct row *row); /* FIRST and SECOND */
    const char *note, *roof_note;                             /* what those are, and the roof */

    double (*roof_scaled)(double roof, double size); /* in the unit of the rungs; or NULL: it is */
    void (*put_verdict)(const struct ladder *ladder);
};
static const struct workload *workload;

struct ladder {
    struct record *records; /* as read, of all workloads */
    int64_t count;
    const struct record **rungs; /* slowest first */
    int height;
    const struct record *python, *c, *best; /* verified, or NULL */
};

static bool same(const char *one, const char *other) {
    return strcmp(one, other) == 0;
}

static bool verified(const struct record *record) {
    return same(record->verified, "yes");
}

static int64_t cores(const struct record *record) {
    int64_t number = record->ranks * record->threads;
    return number > 0 ? number : 1;
}

static void *grown(void *list, int64_t count, size_t size) {
    list = realloc(list, (size_t)count * size);
    if (!list)
        die_usage("no memory for %lld records", (long long)count);
    return list;
}

/* Reading. */

static FILE *opened(const char *path, const char *mode) {
    FILE *file = fopen(path, mode);
    if (!file)
        die_usage("%s: %s", path, strerror(errno));
    return file;
}

static void read_file(struct ladder *ladder, const char *path) {
    FILE *file = opened(path, "r");
    int64_t line = 0;
    struct record record;
    const char *why;
    int found;
    while ((found = record_read(file, &line, &record, &why)) == 1) {
        ladder->records = grown(ladder->records, ladder->count + 1, sizeof record);
        ladder->records[ladder->count++] = record;
    }
    if (found < 0)
        die_usage("%s: %s", path, why);
    fclose(file);
}

/* Refusing what cannot be compared. */

static bool is_rung(const struct record *record) {
    return same(record->workload, workload->name);
}

static bool is_roof(const struct record *record) {
    return workload->roof && same(record->workload, "limits") &&
           same(record->stage, workload->roof);
}

/* And the memory that was copied in: "copy-L2". The best of "copy-memory-plain" and others that say
   how it was done is "copy-memory". */
static const char copy_prefix[] = "copy-";

static bool is_copy(const struct record *record) {
    return same(record->workload, "limits") &&
           strncmp(record->stage, copy_prefix, strlen(copy_prefix)) == 0 &&
           strchr(record->stage + strlen(copy_prefix), '-') == NULL;
}

static void refuse_unlike(const char *what, const struct record *one, const char *ones,
                          const struct record *other, const char *others) {
    if (!same(ones, others))
        die_usage("records of different %s cannot be compared: %s ran on '%s', %s on '%s'", what,
                  one->stage, ones, other->stage, others);
}

/* Cars are neither made nor lost, so steps need not be equal for them. A record that failed its
   check is expected to differ; the table shows it as failed. */
static void refuse_other_end(const struct record *one, const struct record *other) {
    if (one->size != other->size || same(one->verified, "no") || same(other->verified, "no"))
        return;
    if (one->cars != other->cars)
        die_usage("traffic %s and %s have different numbers of cars on one road", one->stage,
                  other->stage);
    if (one->steps != other->steps)
        return;
    if (one->moves != other->moves || !same(one->fingerprint, other->fingerprint))
        die_usage("traffic %s and %s end on different roads", one->stage, other->stage);
}

/* A road twice as long takes twice as long; a matrix does not. */
static void refuse_other_size(const struct record *one, const struct record *other) {
    if (workload->one_size && one->size != other->size)
        die_usage("%s of different sizes cannot be compared: %s ran on %lld %s, %s on %lld",
                  workload->data, one->stage, (long long)one->size, workload->sizes, other->stage,
                  (long long)other->size);
}

static void refuse_other_unit(const struct record *record) {
    const char *unit = is_copy(record)   ? "GB/s"
                       : is_roof(record) ? workload->roof_unit
                                         : workload->unit;
    if (!same(record->unit, unit))
        die_usage("%s %s is counted in '%s', not in %s", record->workload, record->stage,
                  record->unit, unit);
}

static void refuse_other_data(const struct ladder *ladder, const struct record *record) {
    const struct record *other = ladder->records;
    for (; other < record; other++) {
        if (!is_rung(other))
            continue;
        refuse_unlike(workload->data, other, other->data, record, record->data);
        refuse_other_size(other, record);
        refuse_other_end(other, record);
    }
}

static void refuse_mixtures(const struct ladder *ladder) {
    const struct record *first = NULL;
    for (int64_t i = 0; i < ladder->count; i++) {
        const struct record *record = &ladder->records[i];
        if (!is_rung(record) && !is_roof(record) && !is_copy(record))
            continue;
        if (!first)
            first = record;
        refuse_unlike("hosts", first, first->host, record, record->host);
        refuse_unlike("processors", first, first->cpu, record, record->cpu);
        refuse_other_unit(record);
        if (is_rung(record))
            refuse_other_data(ladder, record);
    }
}

/* Choosing the rungs. */

/* A stage that verified once and failed once has two rungs: its failure stays in sight. */
static void offer_rung(struct ladder *ladder, const struct record *record) {
    for (int i = 0; i < ladder->height; i++) {
        const struct record **rung = &ladder->rungs[i];
        if (!same(rung[0]->stage, record->stage) || !same(rung[0]->verified, record->verified))
            continue;
        if (record->rate > rung[0]->rate)
            *rung = record;
        return;
    }
    ladder->rungs = grown(ladder->rungs, ladder->height + 1, sizeof record);
    ladder->rungs[ladder->height++] = record;
}

static int by_rate(const void *one, const void *other) {
    const struct record *a = *(const struct record *const *)one;
    const struct record *b = *(const struct record *const *)other;
    int order = (a->rate > b->rate) - (a->rate < b->rate);
    return order ? order : strcmp(a->stage, b->stage);
}

static bool is_baseline(const struct record *rung, const char *stage) {
    return stage && same(rung->stage, stage);
}

static void find_marks(struct ladder *ladder) {
    for (int i = 0; i < ladder->height; i++) {
        const struct record *rung = ladder->rungs[i];
        if (!verified(rung))
            continue;
        ladder->best = rung;
        if (is_baseline(rung, workload->python))
            ladder->python = rung;
        if (is_baseline(rung, workload->c))
            ladder->c = rung;
    }
}

static void build_ladder(struct ladder *ladder) {
    for (int64_t i = 0; i < ladder->count; i++)
        if (is_rung(&ladder->records[i]))
            offer_rung(ladder, &ladder->records[i]);
    if (!ladder->height)
        die_usage("no %s records: nothing to compare", workload->name);
    qsort(ladder->rungs, (size_t)ladder->height, sizeof *ladder->rungs, by_rate);
    find_marks(ladder);
}

/* Ratios. Unknown ones are NAN. */

static double ratio(const struct record *rung, const struct record *base) {
    bool known = base && verified(rung) && base->rate > 0;
    return known ? rung->rate / base->rate : NAN;
}

static const struct record *rung_before(const struct ladder *ladder, int i) {
    while (--i >= 0)
        if (verified(ladder->rungs[i]))
            return ladder->rungs[i];
    return NULL;
}

static double in_rungs_unit(const struct ladder *ladder, double roof) {
    return workload->roof_scaled ? workload->roof_scaled(roof, (double)ladder->rungs[0]->size)
                                 : roof;
}

static bool on_gpus(const struct record *record) {
    return record->gpus > 0;
}

/* What a record's rate is shared by: GPUs, or else cores. */
static int64_t workers(const struct record *record) {
    return on_gpus(record) ? record->gpus : cores(record);
}

/* What so many cores, or GPUs, can do at most: as measured, else so many times one of them; 0 if
   that is not known either. A roof is a speed and no road: there may be nothing to verify, which is
   no fault. */
static double roof_of(const struct ladder *ladder, bool gpus, int64_t number) {
    double measured = 0, one = 0;
    for (int64_t i = 0; i < ladder->count; i++) {
        const struct record *record = &ladder->records[i];
        if (!is_roof(record) || same(record->verified, "no") || on_gpus(record) != gpus)
            continue;
        one = fmax(one, record->rate / (double)workers(record));
        if (workers(record) == number)
            measured = fmax(measured, record->rate);
    }
    return in_rungs_unit(ladder, measured > 0 ? measured : one * (double)number);
}

/* The roof is that of the cores, or of the GPUs, which a rung uses. */
static double percent_of_roof(const struct ladder *ladder, const struct record *rung) {
    double roof = roof_of(ladder, on_gpus(rung), workers(rung));
    return !verified(rung) || roof <= 0 ? NAN : 100 * rung->rate / roof;
}

/* Figures for people. */

static void put_whole(char text[FIGURE], int64_t number) {
    snprintf(text, FIGURE, "%lld", (long long)number);
    text_add_commas(text);
}

/* 1.20e+09 as 1.20e9; what has no exponent as it is. Returns the exponent, or 0. */
static int shorten_exponent(char text[FIGURE]) {
    char *mark = strchr(text, 'e');
    int exponent = mark ? (int)strtol(mark + 1, NULL, 10) : 0;
    if (mark)
        sprintf(mark, "e%d", exponent);
    return exponent;
}

/* Rounded to `digits` figures that count, but to no more than three decimals: 0.021, 3.40, 412,
   31,200. Where more than three figures would say nothing, the exponent stays. */
static void put_rounded(char text[FIGURE], double number, int digits) {
    snprintf(text, FIGURE, "%.*e", digits - 1, number);
    int exponent = shorten_exponent(text), decimals = digits - 1 - exponent;
    if (exponent > digits + 2 || isinf(number))
        return;
    decimals = decimals < 0 ? 0 : decimals > 3 ? 3 : decimals;
    snprintf(text, FIGURE, "%.*f", decimals, strtod(text, NULL));
    text_add_commas(text);
}

static void put_figure(char text[FIGURE], double number, int digits) {
    if (isnan(number))
        strcpy(text, "-");
    else if (number < 0.0005 && number > 0)
        strcpy(text, "<0.001");
    else
        put_rounded(text, number, digits);
}

/* A cost is counted, not measured: 16, not 16.0. Where many steps are done at a time it is small,
   and how small is the point: 2e-5. */
static void put_cost(char text[FIGURE], double cost) {
    snprintf(text, FIGURE, cost > 0 ? "%.3g" : "-", cost);
    shorten_exponent(text);
}

/* The table. */

static bool shown(enum column column) {
    return workload->heads[1].cell[column][0] != '\0';
}

/* Heads that stand over two columns, theirs and the next. */
static bool spans(enum column column) {
    return (column == FIRST || column == PYTHON) && shown(column);
}

struct table {
    struct row *rows;
    int count, width[COLUMNS], gap;
};

static bool starts_character(char byte) {
    return (byte & 0xC0) != 0x80;
}

static int width_of(const char *text) {
    int width = 0;
    for (; *text; text++)
        width += starts_character(*text);
    return width;
}

static void shorten(char text[RECORD_TEXT], int width) {
    static const char dots[] = "…";
    char *end = text;
    if (width_of(text) <= width)
        return;
    for (int kept = 1; kept < width; end++)
        kept += starts_character(end[1]);
    while (end > text && end[-1] == ' ')
        end--;
    size_t room = (size_t)(text + RECORD_TEXT - end);
    snprintf(end, room, "%s", dots);
}

static void fill_row(const struct ladder *ladder, int i, struct row *row) {
    const struct record *rung = ladder->rungs[i];
    strcpy(row->cell[RUNG], rung->stage);
    strcpy(row->cell[CHANGED], rung->idea);
    strcpy(row->cell[VERIFIED], rung->verified);
    workload->fill(rung, row);
    put_figure(row->cell[RATE], rung->rate, 4);
    put_figure(row->cell[PYTHON], ratio(rung, ladder->python), 3);
    put_figure(row->cell[C], ratio(rung, ladder->c), 3);
    put_figure(row->cell[BEFORE], ratio(rung, rung_before(ladder, i)), 3);
    put_figure(row->cell[ROOF], percent_of_roof(ladder, rung), 3);
    shorten(row->cell[RUNG], RUNG_WIDTH);
    shorten(row->cell[CHANGED], IDEA_WIDTH);
}

static void widen(struct table *table, const struct row *row) {
    for (enum column column = 0; column < COLUMNS; column++) {
        int width = shown(column) ? width_of(row->cell[column]) : 0;
        if (width > table->width[column])
            table->width[column] = width;
    }
}

static int table_width(const struct table *table) {
    int width = -table->gap;
    for (enum column column = 0; column < COLUMNS; column++)
        width += shown(column) ? table->gap + table->width[column] : 0;
    return width;
}

static int span_width(const struct table *table, enum column column) {
    return table->width[column] + table->gap + table->width[column + 1];
}

/* A head over two columns needs a space and a bit of its rule on either side. */
static void widen_spans(struct table *table) {
    for (enum column column = 0; column < COLUMNS; column++)
        if (spans(column)) {
            int missing = width_of(workload->heads[0].cell[column]) + 4 - span_width(table, column);
            table->width[column] += missing > 0 ? missing : 0;
        }
}

/* The fewer characters are left over, the closer the columns; then the ideas are cut short. */
static void fit(struct table *table) {
    widen(table, &workload->heads[1]);
    for (int i = 0; i < table->count; i++)
        widen(table, &table->rows[i]);
    for (table->gap = 3; table->gap > 1 && table_width(table) > TABLE_WIDTH;)
        table->gap--;
    widen_spans(table);
    int excess = table_width(table) - TABLE_WIDTH;
    if (excess <= 0)
        return;
    table->width[CHANGED] -= excess;
    for (int i = 0; i < table->count; i++)
        shorten(table->rows[i].cell[CHANGED], table->width[CHANGED]);
}

static void put_times(const char *text, int times) {
    while (times-- > 0)
        fputs(text, stdout);
}

static void put_cell(const struct table *table, enum column column, const char *text) {
    int padding = table->width[column] - width_of(text);
    bool right = column >= FIRST && column < VERIFIED;
    put_times(" ", (column > 0 ? table->gap : 0) + (right ? padding : 0));
    fputs(text, stdout);
    put_times(" ", right || column == VERIFIED ? 0 : padding);
}

static void put_row(const struct table *table, const struct row *row) {
    for (enum column column = 0; column < COLUMNS; column++)
        if (shown(column))
            put_cell(table, column, row->cell[column]);
    putchar('\n');
}

/* "× naive" stands over two columns, Python and C, and a rule shows that it does. */
static void put_span(const struct table *table, enum column column) {
    const char *text = workload->heads[0].cell[column];
    int rule = span_width(table, column) - width_of(text) - 2;
    put_times(" ", table->gap);
    put_times("─", rule / 2);
    printf(" %s ", text);
    put_times("─", rule - rule / 2);
}

static void put_heads(const struct table *table) {
    for (enum column column = 0; column < VERIFIED; column++)
        if (spans(column))
            put_span(table, column++);
        else if (shown(column))
            put_cell(table, column, workload->heads[0].cell[column]);
    putchar('\n');
    put_row(table, &workload->heads[1]);
    put_times("─", table_width(table));
    putchar('\n');
}

static void put_table(const struct ladder *ladder) {
    struct table table = {.count = ladder->height};
    table.rows = grown(NULL, ladder->height, sizeof *table.rows);
    for (int i = 0; i < ladder->height; i++)
        fill_row(ladder, i, &table.rows[i]);
    fit(&table);
    put_heads(&table);
    for (int i = 0; i < ladder->height; i++)
        put_row(&table, &table.rows[i]);
    free(table.rows);
}

/* What stands below the table. */

static int rungs_of_size(const struct ladder *ladder, int64_t size) {
    int count = 0;
    for (int i = 0; i < ladder->height; i++)
        count += ladder->rungs[i]->size == size;
    return count;
}

static int64_t usual_size(const struct ladder *ladder) {
    int64_t usual = ladder->rungs[ladder->height - 1]->size;
    for (int i = ladder->height - 1; i >= 0; i--)
        if (rungs_of_size(ladder, ladder->rungs[i]->size) > rungs_of_size(ladder, usual))
            usual = ladder->rungs[i]->size;
    return usual;
}

static void put_sizes(const struct ladder *ladder) {
    int64_t usual = usual_size(ladder);
    for (int i = 0; i < ladder->height; i++) {
        char cells[FIGURE];
        put_whole(cells, ladder->rungs[i]->size);
        if (ladder->rungs[i]->size != usual)
            printf("%s ran on %s %s\n", ladder->rungs[i]->stage, cells, workload->sizes);
    }
}

static bool alike_in_ranks(const struct record *one, const struct record *other) {
    return one->ranks == other->ranks && one->threads == other->threads;
}

static void put_names_of(const struct ladder *ladder, const struct record *like) {
    for (int i = 0, named = 0; i < ladder->height; i++)
        if (alike_in_ranks(ladder->rungs[i], like))
            printf("%s%s", named++ > 0 ? ", " : ": ", ladder->rungs[i]->stage);
    putchar('\n');
}

/* A line for all rungs on as many ranks of as many threads: what cores they used. */
static void put_ranks(const struct ladder *ladder) {
    for (int i = 0, lines = 0; i < ladder->height; i++) {
        const struct record *rung = ladder->rungs[i];
        int j = 0;
        while (!alike_in_ranks(ladder->rungs[j], rung))
            j++;
        if (j < i || rung->ranks < 2)
            continue;
        printf("%-8s %lld", lines++ ? "" : "ranks", (long long)rung->ranks);
        if (rung->threads > 1)
            printf(" of %lld threads", (long long)rung->threads);
        printf(" on %lld cores", (long long)cores(rung));
        put_names_of(ladder, rung);
    }
}

/* The rungs' distinct values of one text field, given by its place in the record. */
static int put_distinct(const struct ladder *ladder, size_t offset) {
    int distinct = 0;
    for (int i = 0; i < ladder->height; i++) {
        const char *text = (const char *)ladder->rungs[i] + offset;
        int j = 0;
        while (j < i && !same(text, (const char *)ladder->rungs[j] + offset))
            j++;
        if (j == i)
            printf("%s%s", distinct++ ? ", " : "", text);
    }
    return distinct;
}

static int64_t most_cores(const struct ladder *ladder) {
    int64_t most = 1;
    for (int i = 0; i < ladder->height; i++)
        most = cores(ladder->rungs[i]) > most ? cores(ladder->rungs[i]) : most;
    return most;
}

static void put_machine(const struct ladder *ladder) {
    int64_t most = most_cores(ladder), gpus = 0;
    for (int i = 0; i < ladder->height; i++)
        gpus = ladder->rungs[i]->gpus > gpus ? ladder->rungs[i]->gpus : gpus;
    printf("machine  %s, %s, %s%lld core%s used", ladder->rungs[0]->host, ladder->rungs[0]->cpu,
           most > 1 ? "up to " : "", (long long)most, most > 1 ? "s" : "");
    if (gpus)
        printf(", %s%lld GPU%s", gpus > 1 ? "up to " : "", (long long)gpus, gpus > 1 ? "s" : "");
    putchar('\n');
}

static void put_roof(const struct ladder *ladder) {
    char rate[FIGURE];
    int64_t most = most_cores(ladder);
    put_figure(rate, roof_of(ladder, false, 1), 4);
    printf("roof     %s %s a core", rate, workload->unit);
    put_figure(rate, roof_of(ladder, false, most), 4);
    if (most > 1)
        printf(", %s on %lld", rate, (long long)most);
    put_figure(rate, roof_of(ladder, true, 1), 4);
    if (roof_of(ladder, true, 1) > 0)
        printf(", %s a GPU", rate);
    printf(": %s\n", workload->roof_note);
}

/* A note on columns that hold nothing would only puzzle. */
static bool any_to_note(const struct ladder *ladder) {
    for (int i = 0; i < ladder->height && workload->note; i++) {
        struct row row = {0};
        workload->fill(ladder->rungs[i], &row);
        if (!same(row.cell[FIRST], "-") || !same(row.cell[SECOND], "-"))
            return true;
    }
    return false;
}

static void put_origin(const struct ladder *ladder) {
    char cells[FIGURE];
    put_machine(ladder);
    put_ranks(ladder);
    printf("built    by ");
    put_distinct(ladder, offsetof(struct record, compiler));
    printf(", from commit ");
    int commits = put_distinct(ladder, offsetof(struct record, commit));
    puts(commits > 1 ? " (note: these rungs are of different commits)" : "");
    put_whole(cells, usual_size(ladder));
    printf("%-8s %s %s, %s\n", workload->size, cells, workload->sizes, ladder->rungs[0]->data);
    if (roof_of(ladder, false, 1) > 0)
        put_roof(ladder);
    if (any_to_note(ladder))
        puts(workload->note);
}

/* The plots' data: lines of fields with a tab between them. */

static void put_speedup_row(FILE *file, const struct ladder *ladder, int i) {
    const struct record *rung = ladder->rungs[i];
    char label[FIGURE];
    put_figure(label, ratio(rung, ladder->c), 3);
    fprintf(file, "%d\t%s\t%.9g\t%.9g\t%.9g\t%s\t%.9g\t%.9g\t%s\n", i + 1, rung->stage, rung->rate,
            ratio(rung, ladder->c), ratio(rung, ladder->python), rung->verified,
            ladder->c ? ladder->c->rate : 0, roof_of(ladder, false, 1), label);
}

static void put_speedup(FILE *file, const struct ladder *ladder) {
    fputs("# one line for each rung; ratios that are not known are nan; the naive C rate and the\n"
          "# roof of one core are the same in all lines, 0 where they are not known\n"
          "# rung\tstage\trate\tx naive C\tx naive Python\tverified\tnaive C\troof\tlabel\n",
          file);
    for (int i = 0; i < ladder->height; i++)
        put_speedup_row(file, ladder, i);
}

static void put_line(FILE *file, const char *kind, const char *name, double cells, double rate,
                     int64_t number, const char *word) {
    fprintf(file, "%s\t%s\t%.9g\t%.9g\t%lld\t%s\n", kind, name, cells, rate, (long long)number,
            word);
}

/* What explains a dot: more cores than one; or that no core could be so fast step by step. */
static void put_dot(FILE *file, const struct ladder *ladder, const struct record *rung) {
    bool known = rung->bytes > 0 && rung->rate > 0;
    char name[2 * RECORD_TEXT];
    int end = snprintf(name, sizeof name, "%s", rung->stage);
    if (rung->gpus > 0)
        snprintf(name + end, sizeof name - (size_t)end, ", GPU");
    else if (percent_of_roof(ladder, rung) > 200)
        snprintf(name + end, sizeof name - (size_t)end, ": not step by step");
    else if (cores(rung) > 1)
        snprintf(name + end, sizeof name - (size_t)end, ", %lld cores", (long long)cores(rung));
    put_line(file, known ? "rung" : "unknown", known ? name : rung->stage,
             known ? 1 / rung->bytes : 0, rung->rate, cores(rung), rung->verified);
}

/* Of several measurements of one roof, the best. */
static bool surpassed(const struct ladder *ladder, const struct record *roof) {
    for (int64_t i = 0; i < ladder->count; i++) {
        const struct record *other = &ladder->records[i];
        bool rival = is_copy(other) && !on_gpus(other) && same(other->stage, roof->stage) &&
                     cores(other) == cores(roof) && !same(other->verified, "no");
        if (rival && (other->rate > roof->rate || (other->rate == roof->rate && other < roof)))
            return true;
    }
    return false;
}

static void put_roofs(FILE *file, const struct ladder *ladder) {
    int64_t most = most_cores(ladder);
    for (int64_t i = 0; i < ladder->count; i++) {
        const struct record *record = &ladder->records[i];
        if (is_roof(record) && !on_gpus(record) && cores(record) > most)
            most = cores(record);
        if (is_copy(record) && !on_gpus(record) && record->rate > 0 &&
            !same(record->verified, "no") && !surpassed(ladder, record))
            put_line(file, "copy", record->stage + strlen(copy_prefix), 1, 1000 * record->rate,
                     cores(record), "-");
    }
    if (roof_of(ladder, false, 1) > 0)
        put_line(file, "logic", "logic", 0, roof_of(ladder, false, 1), 1, "-");
    if (roof_of(ladder, false, most) > 0 && most > 1)
        put_line(file, "logic", "logic", 0, roof_of(ladder, false, most), most, "-");
}

static void put_roofline(FILE *file, const struct ladder *ladder) {
    fputs(
        "# rung: a dot; unknown: its bytes or its rate are not known; copy: a bandwidth, as MCOPs\n"
        "# at one cell a byte; logic: the roof of the rule alone\n"
        "# kind\tname\tcells a byte\tMCOPs\tcores\tverified\n",
        file);
    for (int i = 0; i < ladder->height; i++)
        put_dot(file, ladder, ladder->rungs[i]);
    put_roofs(file, ladder);
}

static void write_data(const struct ladder *ladder, const char *path,
                       void (*put)(FILE *, const struct ladder *)) {
    if (!path)
        return;
    char *part = grown(NULL, (int64_t)strlen(path) + 6, 1);
    sprintf(part, "%s.part", path);
    FILE *file = opened(part, "w");
    put(file, ladder);
    bool failed = ferror(file);
    if (fclose(file) || failed || rename(part, path) < 0) {
        int error = errno;
        unlink(part);
        die_usage("%s: %s", path, strerror(error));
    }
    free(part);
}

/* The workloads. */

static void fill_costs(const struct record *rung, struct row *row) {
    put_cost(row->cell[FIRST], rung->bytes);
    put_cost(row->cell[SECOND], rung->operations);
}

static void fill_numbers(const struct record *rung, struct row *row) {
    put_whole(row->cell[FIRST], cores(rung));
    put_whole(row->cell[SECOND], rung->tasks);
}

static void put_seconds(char text[FIGURE], double seconds) {
    snprintf(text, FIGURE, seconds > 0 ? "%.3g" : "-", seconds);
    shorten_exponent(text);
}

static void fill_copies(const struct record *rung, struct row *row) {
    put_seconds(row->cell[FIRST], rung->seconds_first);
    put_seconds(row->cell[SECOND], rung->seconds_open + rung->seconds_best + rung->seconds_read);
}

static void fill_seconds(const struct record *rung, struct row *row) {
    put_seconds(row->cell[FIRST], rung->seconds_first);
    put_seconds(row->cell[SECOND], rung->seconds_best);
}

/* All eigenpairs of a matrix take 4/3 n^3 operations to make it tridiagonal, as many to multiply
   the vectors of its halves and parts, and 2 n^3 to turn them back: none of which can be done
   faster than by multiplying matrices. */
static double tasks_of(double gflops, double n) {
    return n > 0 ? 1e9 * gflops / (14.0 / 3 * n * n * n) : gflops;
}

static void put_barrier(const struct ladder *ladder) {
    double reached = ladder->best ? ratio(ladder->best, ladder->python) : NAN;
    char times[FIGURE], missing[FIGURE];
    put_figure(times, reached, 3);
    put_figure(missing, barrier / reached, 3);
    printf("The 10,000× barrier ");
    if (isnan(reached))
        puts("cannot be judged: naive Python has not run here with a verified result\n"
             "(traffic-naive.py; it needs python3: apt-get install python3).");
    else if (reached >= barrier)
        printf("is broken: %s is %s × naive Python.\n", ladder->best->stage, times);
    else
        printf("stands: %s is %s × naive Python; another %s × would break it.\n",
               ladder->best->stage, times, missing);
}

static void put_fastest(const struct ladder *ladder, const struct record *base, const char *name,
                        const char *otherwise) {
    double reached = ladder->best ? ratio(ladder->best, base) : NAN;
    char times[FIGURE];
    put_figure(times, reached, 3);
    if (isnan(reached))
        puts(otherwise);
    else
        printf("The fastest, %s, is %s × %s.\n", ladder->best->stage, times, name);
}

static void put_fastest_eigh(const struct ladder *ladder) {
    put_fastest(ladder, ladder->python, "NumPy",
                "NumPy has not run here with a verified result\n"
                "(eigh-numpy.py; it needs numpy: apt-get install python3-numpy).");
}

static void put_fastest_warm_up(const struct ladder *ladder) {
    put_fastest(ladder, ladder->c, "naive", "naive has not run here with a verified result.");
}

static const struct workload workloads[] = {
    {
        .name = "traffic",
        .python = "naive.py",
        .c = "naive",
        .unit = "MCOPs",
        .roof = "logic",
        .roof_unit = "MCOPs",
        .data = "roads",
        .size = "road",
        .sizes = "cells",
        .has_roofline = true,
        .heads =
            {{{[FIRST] = "cell·step", [PYTHON] = "× naive", [BEFORE] = "× rung", [ROOF] = "% of"}},
             {{"rung", "what changed", "bytes", "ops", "MCOPs", "Python", "C", "before", "roof",
               "verified"}}},
        .fill = fill_costs,
        .note =
            "bytes    of the road loaded and stored, ops: operations, for each cell in each step",
        .roof_note = "the rule alone, on full vectors",
        .put_verdict = put_barrier,
    },
    {
        .name = "eigh",
        .python = "numpy.py",
        .c = "jacobi",
        .unit = "tasks/s",
        .roof = "dgemm",
        .roof_unit = "GFLOP/s",
        .data = "matrices",
        .size = "batch",
        .sizes = "rows",
        .one_size = true,
        .heads = {{{[FIRST] = "number of", [PYTHON] = "×", [BEFORE] = "× rung", [ROOF] = "% of"}},
                  {{"rung", "what changed", "cores", "tasks", "it/s", "NumPy", "Jacobi", "before",
                    "roof", "verified"}}},
        .fill = fill_numbers,
        .roof_note = "14/3 n³ operations, as fast as matrices are multiplied",
        .roof_scaled = tasks_of,
        .put_verdict = put_fastest_eigh,
    },
    {
        .name = "vecadd",
        .c = "naive",
        .unit = "GB/s",
        .roof = "copy-memory",
        .roof_unit = "GB/s",
        .data = "vectors",
        .size = "vectors",
        .sizes = "elements",
        .one_size = true,
        .heads = {{{[FIRST] = "seconds", [C] = "×", [BEFORE] = "× rung", [ROOF] = "% of"}},
                  {{"rung", "what changed", "first", "copies", "GB/s", "", "naive", "before",
                    "roof", "verified"}}},
        .fill = fill_copies,
        .note = "seconds  first: start-up and a first call; copies: the copies there, the work and "
                "the copies back",
        .roof_note = "copying in memory",
        .put_verdict = put_fastest_warm_up,
    },
    {
        .name = "integral",
        .c = "naive",
        .unit = "Gpoints/s",
        .data = "integrals",
        .size = "integral",
        .sizes = "points a side",
        .heads = {{{[FIRST] = "seconds", [C] = "×", [BEFORE] = "× rung"}},
                  {{"rung", "what changed", "first", "work", "Gpoints/s", "", "naive", "before", "",
                    "verified"}}},
        .fill = fill_seconds,
        .note = "seconds  first: start-up and a first call; work: one integral, once that is over",
        .put_verdict = put_fastest_warm_up,
    },
};
enum { WORKLOADS = sizeof workloads / sizeof *workloads };
static const struct workload *workload = workloads;

/* The program. */

static const char help[] =
    "usage: %s [--workload NAME] [--plot FILE] [--roofline FILE] RECORD-FILE...\n"
    "Prints the speed-up table of one workload's records in these files.\n\n"
    "  --workload NAME   traffic, eigh, vecadd or integral [traffic]\n"
    "  --plot FILE       also write what common/speedup.gp draws\n"
    "  --roofline FILE   also write what common/roofline.gp draws, of traffic\n"
    "  --help            print this\n";

static const char *plot, *roofline; /* files to be written, or NULL */

static void choose_workload(const char *name) {
    int i = 0;
    while (i < WORKLOADS && !same(workloads[i].name, name))
        i++;
    if (i == WORKLOADS)
        die_usage("--workload %s: there is none of that name; --help lists them", name);
    workload = &workloads[i];
}

static void take_options(int count, char **arguments) {
    static const struct option options[] = {{"plot", required_argument, NULL, 'p'},
                                            {"roofline", required_argument, NULL, 'r'},
                                            {"workload", required_argument, NULL, 'w'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    int option;
    opterr = 0;
    while ((option = getopt_long(count, arguments, "", options, NULL)) != -1) {
        if (option == 'h') {
            printf(help, build.program);
            exit(0);
        }
        if (option == '?')
            die_usage("%s: no such option, or its value is missing; --help shows how",
                      arguments[optind - 1]);
        if (option == 'w')
            choose_workload(optarg);
        else
            *(option == 'p' ? &plot : &roofline) = optarg;
    }
    if (optind == count)
        die_usage("no record file given; --help shows how");
    if (roofline && !workload->has_roofline)
        die_usage("--roofline is for traffic: nobody counted the bytes of %s", workload->name);
    if (plot && roofline && same(plot, roofline))
        die_usage("--plot and --roofline are the same file, %s", plot);
}

static bool any_failed(const struct ladder *ladder) {
    for (int i = 0; i < ladder->height; i++)
        if (same(ladder->rungs[i]->verified, "no"))
            return true;
    return false;
}

int main(int count, char **arguments) {
    struct ladder ladder = {0};
    take_options(count, arguments);
    for (int i = optind; i < count; i++)
        read_file(&ladder, arguments[i]);
    refuse_mixtures(&ladder);
    build_ladder(&ladder);
    write_data(&ladder, plot, put_speedup);
    write_data(&ladder, roofline, put_roofline);
    put_table(&ladder);
    putchar('\n');
    put_sizes(&ladder);
    put_origin(&ladder);
    putchar('\n');
    workload->put_verdict(&ladder);
    if (fflush(stdout) || ferror(stdout))
        die_usage("the table could not be written: %s", strerror(errno));
    bool failed = any_failed(&ladder);
    free(ladder.rungs);
    free(ladder.records);
    return failed;
}
