/* bin/limits: what this machine could do at most, in a second.

   The roof of the traffic ladder: the rule itself, b ^ (c & (b ^ a)), on vectors of the machine's
   full width that never leave the registers. No road can be updated faster by one core that does
   one step at a time of one cell in one bit, however it is laid out. */
#include "build.h"
#include "clock.h"
#include "die.h"
#include "machine.h"
#include "options.h"
#include "record.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#if defined __AVX512F__
enum { BYTES = 64 };
#elif defined __AVX__
enum { BYTES = 32 };
#else
enum { BYTES = 16 };
#endif

typedef uint64_t vector __attribute__((vector_size(BYTES)));

enum { CHAINS = 8, ROUNDS = 100000 };
static const double SECONDS = 0.5;

/* Eight chains that do not wait for each other keep every unit busy. The empty instruction says
   that it changes its vector, which keeps the compiler from seeing through the loop. */
static void update(vector cells[CHAINS], vector behind, vector ahead) {
    vector c[CHAINS];
    memcpy(c, cells, sizeof c);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < CHAINS; i++) {
            c[i] = behind ^ (c[i] & (behind ^ ahead));
#if defined __x86_64__
            __asm__ volatile("" : "+v"(c[i]));
#elif defined __aarch64__
            __asm__ volatile("" : "+w"(c[i]));
#endif
        }
    memcpy(cells, c, sizeof c);
}

/* Million cell updates a second: the best of many short trials. */
static double logic_roof(void) {
    vector cells[CHAINS] = {{1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}}, behind = {9}, ahead = {10};
    double best = 1e9, end = clock_now() + SECONDS;
    while (clock_now() < end) {
        double began = clock_now();
        update(cells, behind, ahead);
        double seconds = clock_now() - began;
        best = seconds < best ? seconds : best;
    }
    return 1e-6 * (8 * BYTES) * CHAINS * ROUNDS / best;
}

static void write_record(const char *path, double rate) {
    struct record record = {.workload = "limits",
                            .stage = "logic",
                            .ranks = 1,
                            .threads = 1,
                            .rate = rate,
                            .unit = "MCOPs",
                            .verified = "skipped",
                            .data = "registers",
                            .idea = "the rule on vectors in registers"};
    snprintf(record.compiler, RECORD_TEXT, "%s", build.compiler);
    snprintf(record.flags, RECORD_TEXT, "%s", build.flags);
    snprintf(record.commit, RECORD_TEXT, "%s", build.commit);
    machine_host(record.host, RECORD_TEXT);
    machine_cpu(record.cpu, RECORD_TEXT);
    machine_date(record.date, RECORD_TEXT);
    const char *refusal = record_append(path, &record);
    if (refusal != NULL)
        die_failed("--record %s: %s", path, refusal);
}

int main(int argc, char **argv) {
    const char *path = NULL;
    const struct option_row rows[] = {
        {"record", OPTION_TEXT, &path, "append the result to this CSV file", 0, 0, NULL},
        {0},
    };
    options_parse(argc, argv, "What this machine could do at most.",
                  (const struct option_row *const[]){rows, NULL});
    const char *refusal = path != NULL ? record_refusal(path) : NULL;
    if (refusal != NULL)
        die_usage("--record %s: %s", path, refusal);
    double rate = logic_roof();
    printf("Rule 184 on %d-bit vectors in registers, one core: %.0f MCOPs\n", 8 * BYTES, rate);
    if (path != NULL)
        write_record(path, rate);
    return 0;
}
