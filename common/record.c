/* Records: one CSV line for each verified run, read and written from one table of fields.

   The format is kept simpler than CSV allows, so that awk -F, and gnuplot read it as it is: text
   holds no commas, double quotes or control characters (they become spaces on the way out, and are
   refused on the way in). Whoever writes holds the file's lock from looking at its end to having
   written there, so lines of several programs never interleave. */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum type { TEXT, COUNT, REAL };

struct field {
    const char *name;
    enum type type;
    size_t offset;
};

#define FIELD(type, name) \
    { #name, type, offsetof(struct record, name) }

static const struct field fields[] = {
    FIELD(TEXT, workload),       FIELD(TEXT, stage),        FIELD(COUNT, size),
    FIELD(COUNT, steps),         FIELD(COUNT, tasks),       FIELD(COUNT, ranks),
    FIELD(COUNT, threads),       FIELD(COUNT, gpus),        FIELD(REAL, seconds_best),
    FIELD(REAL, seconds_median), FIELD(REAL, rate),         FIELD(TEXT, unit),
    FIELD(TEXT, verified),       FIELD(COUNT, cars),        FIELD(COUNT, moves),
    FIELD(TEXT, fingerprint),    FIELD(TEXT, host),         FIELD(TEXT, cpu),
    FIELD(TEXT, compiler),       FIELD(TEXT, flags),        FIELD(TEXT, commit),
    FIELD(TEXT, date),           FIELD(TEXT, data),         FIELD(TEXT, idea),
    FIELD(REAL, bytes),          FIELD(REAL, operations),   FIELD(REAL, seconds_first),
    FIELD(REAL, seconds_open),   FIELD(REAL, seconds_read), FIELD(REAL, seconds_device),
};

enum { FIELDS = sizeof fields / sizeof *fields, LINE = FIELDS * RECORD_TEXT };

static char message[1024];

static const char *say(const char *format, ...) __attribute__((format(printf, 1, 2)));

static const char *say(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return message;
}

static void *place(struct record *record, const struct field *field) {
    return (char *)record + field->offset;
}

static const void *value(const struct record *record, const struct field *field) {
    return (const char *)record + field->offset;
}

/* Values: what may stand in a field, the same rules for both directions. */

static bool control(int c) {
    return c < ' ' || c == 127;
}

static bool real_holds(double number) {
    return number >= 0 && isfinite(number);
}

static bool verdict_holds(const char *word) {
    return !strcmp(word, "yes") || !strcmp(word, "no") || !strcmp(word, "skipped");
}

/* Writing. */

static bool separates(unsigned char c) {
    return c == ',' || c == '"' || control(c);
}

/* One space is enough for what stands between two words: "lists, cells" becomes "lists cells". */
static char *put_text(char *end, const char *text) {
    for (size_t i = 0; i < RECORD_TEXT - 1 && text[i]; i++) {
        if (!separates((unsigned char)text[i]))
            *end++ = text[i];
        else if (text[i + 1] != ' ')
            *end++ = ' ';
    }
    return end;
}

static char *put_value(char *end, const struct record *record, const struct field *field) {
    const void *from = value(record, field);
    if (field->type == COUNT)
        return end + sprintf(end, "%lld", (long long)*(const int64_t *)from);
    if (field->type == REAL)
        return end + sprintf(end, "%.9g", *(const double *)from);
    return put_text(end, from);
}

static size_t put_header(char *line) {
    char *end = line;
    for (int i = 0; i < FIELDS; i++)
        end += sprintf(end, "%s%c", fields[i].name, i < FIELDS - 1 ? ',' : '\n');
    return (size_t)(end - line);
}

static size_t put_record(char *line, const struct record *record) {
    char *end = line;
    for (int i = 0; i < FIELDS; i++) {
        end = put_value(end, record, &fields[i]);
        *end++ = i < FIELDS - 1 ? ',' : '\n';
    }
    return (size_t)(end - line);
}

/* What record_read would refuse is not written either. */
static const char *record_fault(const struct record *record) {
    for (const struct field *field = fields; field < fields + FIELDS; field++) {
        const void *from = value(record, field);
        if (field->type == COUNT && *(const int64_t *)from < 0)
            return say("%s is negative", field->name);
        if (field->type == REAL && !real_holds(*(const double *)from))
            return say("%s is %g", field->name, *(const double *)from);
    }
    if (!verdict_holds(record->verified))
        return say("verified is neither yes, no nor skipped");
    return NULL;
}

/* Can a line be added behind what is there? An empty file, or a device, has nothing to be asked. */
static const char *file_fault(int file, off_t length) {
    char header[LINE], start[LINE], last;
    if (length == 0)
        return NULL;
    size_t expected = put_header(header);
    if (pread(file, start, expected, 0) != (ssize_t)expected || memcmp(start, header, expected))
        return say("it is not a record file of this version: its first line is another");
    if (pread(file, &last, 1, length - 1) != 1 || last != '\n')
        return say("its last line is torn (no end of line): remove that line or the file");
    return NULL;
}

static const char *folder_refusal(const char *path) {
    char *folder = strdup(path);
    if (!folder)
        return say("%s", strerror(errno));
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    const char *name = slash ? folder : ".";
    struct stat status;
    const char *why = NULL;
    if (stat(name, &status) < 0 || !S_ISDIR(status.st_mode))
        why = say("there is no folder %s", name);
    else if (access(name, W_OK | X_OK) < 0)
        why = say("folder %s: %s", name, strerror(errno));
    free(folder);
    return why;
}

const char *record_refusal(const char *path) {
    if (!*path)
        return say("the name is empty");
    int file = open(path, O_RDWR | O_APPEND | O_CLOEXEC);
    if (file < 0)
        return errno == ENOENT ? folder_refusal(path) : say("%s", strerror(errno));
    flock(file, LOCK_SH);
    struct stat status;
    const char *why =
        fstat(file, &status) < 0 ? say("%s", strerror(errno)) : file_fault(file, status.st_size);
    close(file);
    return why;
}

/* Pipes and terminals have no disk to be flushed to; that is no error. */
static bool flushed(int file) {
    return fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* Adds the record to the locked file, which is `length` long, or leaves it as it was. */
static const char *add(int file, off_t length, const struct record *record) {
    char lines[2 * LINE];
    size_t header = length == 0 ? put_header(lines) : 0;
    size_t bytes = header + put_record(lines + header, record);
    errno = ENOSPC; /* what a short write means, which sets no errno */
    if (write(file, lines, bytes) == (ssize_t)bytes && flushed(file))
        return NULL;
    const char *why = say("%s", strerror(errno));
    if (ftruncate(file, length) < 0 && errno != EINVAL)
        why = say("its last line may be torn: %s", strerror(errno));
    return why;
}

/* Some file systems of large machines have no locks. There, one write() at the end of the file must
   do, which is whole as well as long as nobody else runs out of disk at that moment. */
static bool locked(int file) {
    return flock(file, LOCK_EX) == 0 || errno == ENOSYS || errno == ENOTSUP || errno == ENOLCK;
}

static const char *lock_and_add(int file, const char *path, bool is_new,
                                const struct record *record) {
    struct stat status;
    if (!locked(file) || fstat(file, &status) < 0)
        return say("%s", strerror(errno));
    if (status.st_nlink == 0) /* another writer made it, failed, and took it away again */
        return say("it was removed while being opened");
    const char *why = file_fault(file, status.st_size);
    if (why)
        return why;
    why = add(file, status.st_size, record);
    if (why && is_new && status.st_size == 0)
        unlink(path);
    return why;
}

const char *record_append(const char *path, const struct record *record) {
    const char *why = record_fault(record);
    if (why)
        return why;
    bool is_new = access(path, F_OK) < 0;
    int file = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        return say("%s", strerror(errno));
    why = lock_and_add(file, path, is_new, record);
    if (close(file) < 0 && !why)
        why = say("%s", strerror(errno));
    return why;
}

/* Reading. */

/* Reads a line without its end. 1: a line; 0: the end of the file; -1: why not. */
static int read_line(FILE *file, int64_t number, char line[LINE], const char **why) {
    int c, length = 0;
    while ((c = getc(file)) != EOF && c != '\n') {
        if (control(c) || c == '"')
            *why = say("line %lld, character %d: a control character or a quotation mark",
                       (long long)number, length + 1);
        else if (length == LINE - 1)
            *why = say("line %lld: longer than any record", (long long)number);
        if (*why)
            return -1;
        line[length++] = (char)c;
    }
    line[length] = '\0';
    if (ferror(file))
        *why = say("line %lld: %s", (long long)number, strerror(errno));
    else if (c == EOF && length > 0)
        *why = say("line %lld: torn, it has no end of line", (long long)number);
    return *why ? -1 : c == '\n';
}

static bool take_count(const char *text, int64_t *count) {
    errno = 0;
    *count = strtoll(text, NULL, 10);
    return *text && strspn(text, "0123456789") == strlen(text) && errno == 0;
}

static bool take_real(const char *text, double *real) {
    char *end;
    *real = strtod(text, &end);
    return *text && strspn(text, "0123456789.e+-") == strlen(text) && !*end && real_holds(*real);
}

static bool take_text(const char *text, char *to) {
    size_t length = strlen(text);
    if (length >= RECORD_TEXT)
        return false;
    memcpy(to, text, length + 1);
    return true;
}

static bool take_value(const char *text, struct record *record, const struct field *field) {
    void *to = place(record, field);
    if (field->type == COUNT)
        return take_count(text, to);
    return field->type == REAL ? take_real(text, to) : take_text(text, to);
}

static const char *const wanted[] = {
    [TEXT] = "a text of at most 255 bytes",
    [COUNT] = "a whole number from 0 to 9223372036854775807",
    [REAL] = "a number from 0 on",
};

static const char *take_record(char *line, int64_t number, struct record *record) {
    char *rest = line;
    for (int i = 0; i < FIELDS; i++) {
        const char *text = strsep(&rest, ",");
        if (!text)
            return say("line %lld: %d fields instead of %d", (long long)number, i, FIELDS);
        if (!take_value(text, record, &fields[i]))
            return say("line %lld, column %d (%s): '%.40s' is not %s", (long long)number, i + 1,
                       fields[i].name, text, wanted[fields[i].type]);
    }
    if (rest)
        return say("line %lld: more than %d fields", (long long)number, FIELDS);
    if (!verdict_holds(record->verified))
        return say("line %lld, verified: '%.40s' is neither yes, no nor skipped", (long long)number,
                   record->verified);
    return NULL;
}

static int read_header(FILE *file, const char **why) {
    char line[LINE], header[LINE];
    header[put_header(header) - 1] = '\0';
    int found = read_line(file, 1, line, why);
    if (found == 0 || (found == 1 && strcmp(line, header)))
        *why = say("line 1: not the header of a record file of this version");
    return *why ? -1 : 1;
}

int record_read(FILE *file, int64_t *line, struct record *record, const char **why) {
    char text[LINE];
    *why = NULL;
    if (*line == 0 && read_header(file, why) < 0)
        return -1;
    *line += *line == 0;
    int found = read_line(file, *line + 1, text, why);
    if (found < 1)
        return found;
    ++*line;
    memset(record, 0, sizeof *record);
    *why = take_record(text, *line, record);
    return *why ? -1 : 1;
}
