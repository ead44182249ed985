/* Huge pages: numbers are read here and there in a large table, in pages of 4 kB, and of 2 MB.

       address  ──▶  which page?  ──▶  where is it?      a small cache knows some thousand pages:
                                                         4 kB: 8 MB of the table; 2 MB: all of it */
#include "card.h"
#include "die.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { BITS = 24, COUNT = 1 << BITS, READS = 1 << 20 }; /* 128 MB */

static uint64_t *small, *huge, sum;

static uint64_t *table_new(int advice) {
    uint64_t *table = aligned_alloc(1 << 21, COUNT * sizeof *table);
    if (table == NULL)
        die_usage("no memory for a table of 128 MB");
    madvise(table, COUNT * sizeof *table, advice);
    for (uint64_t i = 0; i < COUNT; i++)
        table[i] = i;
    return table;
}

static void open_tables(void) {
    small = table_new(MADV_NOHUGEPAGE);
    huge = table_new(MADV_HUGEPAGE);
}

/* Multiples of an odd number come to every place, in no order that a processor would guess. */
static uint64_t place(uint64_t i) {
    return i * 0x9e3779b97f4a7c15 >> (64 - BITS);
}

static void read_table(const uint64_t *table) {
    sum = 0;
    for (uint64_t i = 0; i < READS; i++)
        sum += table[place(i)];
}

static void with_small(void) {
    read_table(small);
}

static void with_huge(void) {
    read_table(huge);
}

static double error(void) {
    uint64_t right = 0;
    for (uint64_t i = 0; i < READS; i++)
        right += place(i);
    return fabs((double)(int64_t)(sum - right));
}

/* A system may not give any. */
static const char *note(void) {
    static char text[100];
    char line[128];
    long long kilobytes = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (sscanf(line, "AnonHugePages: %lld", &kilobytes) == 1)
            break;
    if (file != NULL)
        fclose(file);
    snprintf(text, sizeof text, "The system has given %lld MB in huge pages, of 134 asked for.",
             kilobytes * 1024 / 1000000);
    return text;
}

static const struct way ways[] = {
    {"pages of 4 kB", with_small, error, 0},
    {"huge pages: madvise(..., MADV_HUGEPAGE)", with_huge, error, 0},
    {0},
};

const struct card card = {
    .title = "a million numbers out of 128 MB, here and there",
    .unit = "Mreads/s",
    .amount = 1e-6 * READS,
    .open = open_tables,
    .note = note,
    .ways = ways,
};
