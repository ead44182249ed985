/* The record file: what is written is read back, whole lines or none, and nothing else is read. */
#include "record.h"
#include "test.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/test_record.XXXXXX";
static char path[sizeof folder + 16];

static struct record sample(void) {
    return (struct record){.workload = "traffic",
                           .stage = "packed",
                           .size = 10240000,
                           .steps = 9007199254740993,
                           .tasks = 0,
                           .ranks = 2,
                           .threads = 3,
                           .gpus = 1,
                           .seconds_best = 0.125,
                           .seconds_median = 1e-9,
                           .rate = 213450.75,
                           .unit = "MCOPs",
                           .verified = "yes",
                           .cars = 5324801,
                           .moves = 4915199,
                           .fingerprint = "0123456789abcdef",
                           .host = "lab3",
                           .cpu = "Some Processor",
                           .compiler = "gcc 12.2.0",
                           .flags = "-O3 -march=native",
                           .commit = "1a2b3c4+",
                           .date = "2025-01-01T00:00:00Z",
                           .data = "numpy seed 5743 density 0.52",
                           .idea = "64 cells — in one word",
                           .bytes = 0.25,
                           .operations = 0.013671875,
                           .seconds_first = 0.5,
                           .seconds_open = 0.0625,
                           .seconds_read = 0.03125,
                           .seconds_device = 0.1171875};
}

static long long length_of(const char *name) {
    struct stat status;
    return stat(name, &status) < 0 ? -1 : (long long)status.st_size;
}

static void put_file(const char *bytes, size_t length) {
    FILE *file = fopen(path, "w");
    fwrite(bytes, 1, length, file);
    fclose(file);
}

/* Reads the file to its end: how many records, or -1 and why. The last one stays in *record. */
static int read_all(struct record *record, const char **why) {
    FILE *file = fopen(path, "r");
    int64_t line = 0;
    int count = 0, found;
    while ((found = record_read(file, &line, record, why)) == 1)
        count++;
    fclose(file);
    return found < 0 ? -1 : count;
}

static bool contains(const char *text, const char *part) {
    return text && strstr(text, part);
}

static void test_round_trip(void) {
    struct record written = sample(), found;
    const char *why;
    unlink(path);
    test_check(!record_append(path, &written), "a new file takes a record");
    int count = read_all(&found, &why);
    test_check(count == 1 && !memcmp(&written, &found, sizeof found),
               "it is read back, every field");
    test_check(!record_append(path, &written) && !record_append(path, &written) &&
                   read_all(&found, &why) == 3,
               "two more go behind it, under the one header");
}

static void test_text(void) {
    struct record written = sample(), found;
    const char *why;
    unlink(path);
    strcpy(written.idea, "a, b,c\"d\ne\tf\x1b");
    memset(written.cpu, 'x', sizeof written.cpu);
    test_check(!record_append(path, &written) && read_all(&found, &why) == 1,
               "commas, quotes, newlines, escapes and a text without end are written");
    test_check(!strcmp(found.idea, "a b c d e f "),
               "each of them became a space, and a comma with its space one");
    test_check(strlen(found.cpu) == RECORD_TEXT - 1, "the endless text was cut at its field's end");
    memset(&written.idea, 0, sizeof written.idea);
    test_check(!record_append(path, &written) && read_all(&found, &why) == 2 && !*found.idea,
               "an empty text stays empty");
}

static void refuses(struct record record, const char *what, const char *reason) {
    unlink(path);
    const char *why = record_append(path, &record);
    test_check(contains(why, reason) && length_of(path) < 0, "not written: %s (%s)", what,
               why ? why : "written!");
}

static void test_unreadable_values(void) {
    struct record record = sample();
    record.rate = NAN;
    refuses(record, "a rate that is not a number", "rate");
    record = sample();
    record.seconds_best = INFINITY;
    refuses(record, "infinite seconds", "seconds_best");
    record = sample();
    record.bytes = NAN;
    refuses(record, "a cost that is not a number", "bytes");
    record = sample();
    record.moves = -1;
    refuses(record, "negative moves", "moves");
    record = sample();
    strcpy(record.verified, "perhaps");
    refuses(record, "an unknown verdict", "verified");
}

static void test_bad_places(void) {
    struct record record = sample();
    char name[sizeof folder + 32];
    const char *why = record_append("/dev/full", &record);
    test_check(contains(why, strerror(ENOSPC)), "a full device is noticed: %s",
               why ? why : "it is not");
    sprintf(name, "%s/none/x.csv", folder);
    test_check(contains(record_refusal(name), "no folder"),
               "a missing folder is refused beforehand");
    test_check(record_append(name, &record) != NULL, "and when written to");
    test_check(contains(record_refusal(folder), strerror(EISDIR)), "so is a folder");
    test_check(record_append(folder, &record) != NULL, "and when written to");
    test_check(record_refusal("") != NULL, "so is an empty name");
    sprintf(name, "%s/x/", folder);
    test_check(record_refusal(name) != NULL && length_of(name) < 0, "so is a name that ends in /");
}

/* Root may write everything, so root looks on as nobody. */
static void test_forbidden(void) {
    enum { NOBODY = 65534 };
    struct record record = sample();
    bool root = geteuid() == 0;
    put_file("", 0);
    chmod(path, 0400);
    if (root && (chown(folder, NOBODY, NOBODY) || chown(path, NOBODY, NOBODY) ||
                 setresuid(NOBODY, NOBODY, 0))) {
        test_skip("read-only files and folders: root may write all, and cannot become nobody here");
        return;
    }
    test_check(record_refusal(path) && record_append(path, &record), "a read-only file is refused");
    unlink(path);
    chmod(folder, 0500);
    test_check(record_refusal(path) && record_append(path, &record), "so is a read-only folder");
    chmod(folder, 0700);
    if (root && (setresuid(0, 0, 0) || chown(folder, 0, 0)))
        abort();
}

static void test_refusal_creates_nothing(void) {
    unlink(path);
    test_check(!record_refusal(path) && length_of(path) < 0, "asking about a new file makes none");
    put_file("", 0);
    test_check(!record_refusal(path) && length_of(path) == 0, "an empty file may be used");
    struct record record = sample();
    record_append(path, &record);
    long long length = length_of(path);
    test_check(!record_refusal(path) && length_of(path) == length, "so may a record file");
}

static void test_foreign_files(void) {
    struct record record = sample();
    put_file("a,b\n1,2\n", 8);
    test_check(contains(record_refusal(path), "not a record file"), "a foreign file is refused");
    test_check(record_append(path, &record) && length_of(path) == 8, "and left as it is");
    static char longer[2000];
    memset(longer, '\n', sizeof longer);
    put_file(longer, sizeof longer);
    test_check(contains(record_append(path, &record), "not a record file"), "so is a longer one");
    unlink(path);
    record_append(path, &record);
    long long length = length_of(path) - 1;
    test_check(!truncate(path, length), "(the last byte is taken away)");
    test_check(contains(record_refusal(path), "torn"), "a torn line is refused");
    test_check(contains(record_append(path, &record), "torn") && length_of(path) == length,
               "and left as it is");
}

/* The limit on a file's size stands in for a disk that is full in the middle of a line. */
static const char *append_with_room(rlim_t room, const struct record *record) {
    struct rlimit before, limit;
    getrlimit(RLIMIT_FSIZE, &before);
    limit = (struct rlimit){room, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    const char *why = record_append(path, record);
    setrlimit(RLIMIT_FSIZE, &before);
    return why;
}

static void test_full_disk(void) {
    struct record record = sample(), found;
    const char *why;
    signal(SIGXFSZ, SIG_IGN);
    unlink(path);
    test_check(append_with_room(100, &record) && length_of(path) < 0,
               "where the disk is full a new file is taken away again");
    record_append(path, &record);
    long long length = length_of(path);
    test_check(append_with_room((rlim_t)length + 10, &record) && length_of(path) == length,
               "a line that fits by ten bytes only is taken back");
    test_check(append_with_room((rlim_t)length, &record) && length_of(path) == length,
               "so is one of which nothing fits");
    test_check(!record_append(path, &record) && read_all(&found, &why) == 2,
               "and the file can be used again");
}

enum { WRITERS = 8, LINES = 40 };

static void write_many(int writer) {
    struct record record = sample();
    memset(record.idea, 'a' + writer, RECORD_TEXT - 1);
    for (record.steps = 0; record.steps < LINES; record.steps++)
        if (record_append(path, &record))
            _exit(1);
    _exit(0);
}

static void test_many_writers(void) {
    struct record found;
    const char *why;
    int failed = 0, status;
    unlink(path);
    for (int writer = 0; writer < WRITERS; writer++)
        if (fork() == 0)
            write_many(writer);
    while (wait(&status) > 0)
        failed += status != 0;
    test_check(!failed && read_all(&found, &why) == WRITERS * LINES,
               "%d processes append %d whole lines each, under one header", WRITERS, LINES);
}

/* A file of the header and one line in which field `column`, counted from 1, is `text`. */
static void put_line_with(int column, const char *text) {
    struct record record = sample();
    char bytes[8192] = "", line[4096];
    unlink(path);
    record_append(path, &record);
    FILE *file = fopen(path, "r");
    if (!fgets(bytes, sizeof bytes, file) || !fgets(line, sizeof line, file))
        abort();
    fclose(file);
    char *rest = line, *field;
    for (int i = 1; (field = strsep(&rest, ",")); i++)
        sprintf(bytes + strlen(bytes), "%s%s", i > 1 ? "," : "", i == column ? text : field);
    if (column == 30)
        strcat(bytes, "\n");
    put_file(bytes, strlen(bytes));
}

static void unread(int column, const char *text, const char *reason) {
    struct record record;
    const char *why = NULL;
    put_line_with(column, text);
    test_check(read_all(&record, &why) == -1 && contains(why, "line 2") && contains(why, reason),
               "not read: '%.20s' in column %d (%s)", text, column, why ? why : "read!");
}

static void test_bad_fields(void) {
    char longest[RECORD_TEXT + 1];
    memset(longest, 'x', sizeof longest);
    longest[RECORD_TEXT] = '\0';
    struct record record;
    const char *why;
    put_line_with(3, "64");
    test_check(read_all(&record, &why) == 1 && record.size == 64, "(a good field is read)");
    put_line_with(24, "word");
    test_check(read_all(&record, &why) == 1 && !strcmp(record.idea, "word"), "(so is a text)");
    put_line_with(26, "2e-5");
    test_check(read_all(&record, &why) == 1 && record.operations == 2e-5, "(so is the last)");
    static const char *const counts[] = {"",   "many", "-1",   "+1",  " 1",
                                         "1 ", "1.5",  "0x10", "1e3", "9223372036854775808"};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        unread(3, counts[i], "column 3 (size)");
    static const char *const reals[] = {"",   "fast", "nan",   "inf", "-1",   "-nan", "1e999",
                                        " 1", "1 ",   "0x1p3", "1e",  "1..2", "--1",  "."};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        unread(11, reals[i], "column 11 (rate)");
    unread(13, "Yes", "verified");
    unread(13, "", "verified");
    unread(2, longest, "column 2 (stage)");
    unread(24, longest, "column 24 (idea)");
    unread(24, "one,more", "column 25 (bytes)");
    unread(25, "nan", "column 25 (bytes)");
    unread(26, "", "column 26 (operations)");
    unread(30, "1,2", "more than 30");
    unread(24, "a \"word\"", "quotation");
    unread(24, "a\ttab", "control");
    unread(24, "a\r", "control");
}

static void unread_file(const char *bytes, size_t length, const char *reason, const char *what) {
    struct record record;
    const char *why = NULL;
    put_file(bytes, length);
    test_check(read_all(&record, &why) == -1 && contains(why, reason), "not read: %s (%s)", what,
               why ? why : "read!");
}

static void test_bad_lines(void) {
    struct record record = sample();
    static char bytes[1 << 16];
    unlink(path);
    record_append(path, &record);
    FILE *file = fopen(path, "r");
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    size_t header = (size_t)(strchr(bytes, '\n') + 1 - bytes);
    unread_file("", 0, "line 1", "an empty file");
    unread_file("\n", 1, "line 1", "an empty line for a header");
    unread_file(bytes + header, length - header, "line 1", "a file without a header");
    unread_file(bytes, header - 1, "line 1", "a torn header");
    unread_file(bytes, length - 1, "line 2: torn", "a torn line");
    bytes[length] = '\n';
    unread_file(bytes, length + 1, "line 3", "an empty line behind");
    memcpy(bytes + length, "a,b\n", 4);
    unread_file(bytes, length + 4, "line 3: 2 fields", "a line of two fields");
    bytes[length - 5] = '\0';
    unread_file(bytes, length, "control", "a NUL in a line");
    memset(bytes + header, 'x', 20000);
    unread_file(bytes, header + 20000, "longer", "a line of 20000 letters");
}

/* Damages a good file in every place: the answer may be yes or no, and never a crash. A changed
   byte of the header, a comma too many or too few, is never a yes. */
static void test_damage(void) {
    struct record record = sample();
    static char bytes[4096];
    const char *why;
    int accepted = 0;
    unlink(path);
    record_append(path, &record);
    FILE *file = fopen(path, "r");
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    size_t header = (size_t)(strchr(bytes, '\n') - bytes);
    for (size_t i = 0; i < length; i++) {
        char kept = bytes[i];
        bytes[i] = kept == ',' ? ';' : ',';
        put_file(bytes, length);
        accepted += read_all(&record, &why) >= 0;
        bytes[i] = kept;
    }
    test_check(accepted == 0, "a comma made or lost is noticed in each of %zu places", length);
    for (size_t cut = 0; cut < length; cut++) {
        put_file(bytes, cut);
        accepted += read_all(&record, &why) >= 0 && cut != header + 1;
    }
    test_check(accepted == 0, "so is an end that comes too early");
}

int main(void) {
    if (!mkdtemp(folder))
        return 1;
    sprintf(path, "%s/x.csv", folder);
    test_round_trip();
    test_text();
    test_unreadable_values();
    test_bad_places();
    test_forbidden();
    test_refusal_creates_nothing();
    test_foreign_files();
    test_full_disk();
    test_many_writers();
    test_bad_fields();
    test_bad_lines();
    test_damage();
    unlink(path);
    rmdir(folder);
    return test_end();
}
