/* Record files: what is read can be written, and what is written is read again. */
#include "fuzz.h"
#include "record.h"

#include <string.h>

enum { RECORDS = 4 /* that are written again: a disk is asked for each */, ROOM = 1 << 16 };

static struct record record[RECORDS];

/* Returns how many there are; the first are in `record`. */
static int read_all(FILE *file) {
    const char *why;
    int64_t line = 0;
    int found = 0, result;
    struct record next;
    while ((result = record_read(file, &line, &next, &why)) == 1)
        record[found < RECORDS ? found++ : RECORDS - 1] = next;
    fuzz_require(result == 0 || (why != NULL && strncmp(why, "line ", 5) == 0), "a reason");
    fuzz_require(line >= found, "lines are counted");
    fclose(file);
    return found;
}

/* Writes the first records to a new file; returns how many bytes it then has. */
static size_t write_all(int count, char content[ROOM]) {
    const char *path = fuzz_file("", 0);
    for (int i = 0; i < count; i++)
        fuzz_require(record_append(path, &record[i]) == NULL, "what was read can be written");
    fuzz_require(record_refusal(path) == NULL, "and is a record file");
    FILE *file = fopen(path, "rb");
    size_t bytes = fread(content, 1, ROOM, file);
    fclose(file);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    static char first[ROOM], second[ROOM];
    const char *path = fuzz_file(bytes, count);
    record_refusal(path);
    int found = read_all(fopen(path, "rb"));
    if (found == 0)
        return 0;
    size_t once = write_all(found, first);
    fuzz_require(read_all(fmemopen(first, once, "rb")) == found, "all are read again");
    size_t twice = write_all(found, second);
    fuzz_require(once == twice && memcmp(first, second, once) == 0, "and are the same");
    return 0;
}
