/* What a unit test needs: each check prints one line, "ok - …", "not ok - …" or "skip - …". */
#ifndef TEST_H
#define TEST_H

#include <stdbool.h>

void test_check(bool passed, const char *format, ...) __attribute__((format(printf, 2, 3)));
void test_skip(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The exit status: 0 if every check passed, else 1. */
int test_end(void);

#endif
