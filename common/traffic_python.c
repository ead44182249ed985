/* The traffic stage of a program whose stage is a Python file: hands every call on to
   traffic_python.py. A call costs some microseconds, a step of the shortest road worth timing some
   hundreds. */
#include "die.h"
#include "python_process.h"
#include "traffic.h"

#include <stdlib.h>

static struct traffic_cost told; /* by the stage */

static const char *missing(void) {
    const char *refusal = python_start();
    if (refusal == NULL && sscanf(python.ready, "%lf %lf", &told.bytes, &told.operations) != 2)
        die_failed("python answered 'ready %s'", python.ready);
    return refusal;
}

static void open_road(const struct road *road) {
    fprintf(python.requests, "open %lld\n", (long long)road->count);
    fwrite(road->words, sizeof *road->words, (size_t)road_words(road->count), python.requests);
    python_answer();
}

static int64_t advance(int64_t steps) {
    fprintf(python.requests, "advance %lld\n", (long long)steps);
    return strtoll(python_answer(), NULL, 10);
}

static void read_road(struct road *road) {
    size_t words = (size_t)road_words(road->count);
    fprintf(python.requests, "read\n");
    python_answer();
    if (fread(road->words, sizeof *road->words, words, python.answers) != words)
        die_failed("%s", python_ended);
}

static void close_road(void) {
    fprintf(python.requests, "close\n");
    python_answer();
}

static struct traffic_cost cost(int64_t steps) {
    (void)steps;
    return told;
}

const struct traffic_stage traffic_stage = {
    .idea = "a Python file", /* replaced by the file's first line */
    .bytes_per_cell = 28,    /* measured: two lists of pointers, a third to hand back, the bytes */
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .missing = missing,
};
