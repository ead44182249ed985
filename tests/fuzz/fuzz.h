/* What the fuzzers share. Each hands what it is given to a parser, and knows what must be true of
   what comes out; libFuzzer gives it millions of inputs (make fuzz), make test those that were
   worth keeping (tests/fuzz/seeds). */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The fuzzer's one function, by the name that libFuzzer calls; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* Ends the program, in a way that no fuzzer misses, if this is not true. */
void fuzz_require(bool right, const char *what);

/* Calls it. What ends the program ends only the call; whoever ends with a status but 0 must have
   said why in one line. Returns that status, or -1 if the call came back by itself. */
int fuzz_call(void (*parse)(void));

/* The path of a file that holds this, in the folder TMPDIR; the same path each time. */
const char *fuzz_file(const void *bytes, size_t count);

#endif
