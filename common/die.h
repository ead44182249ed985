/* Ending early, or warning: one clear line on stderr, behind the program's name. */
#ifndef DIE_H
#define DIE_H

/* Bad usage, or something missing on this machine: prints the line, exits with status 2. */
void die_usage(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Something went wrong while running, or a check failed: prints the line, exits with status 1. */
void die_failed(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Prints the line and goes on. */
void die_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
