/* Ending early, or warning: one clear line on stderr, behind the program's name; of many processes
   that have the same to say, only one says it. */
#ifndef DIE_H
#define DIE_H

/* Bad usage, or something missing on this machine: prints the line, exits with status 2. */
void die_usage(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Something went wrong while running, or a check failed: prints the line, exits with status 1. */
void die_failed(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* The same where exit must not be called: in what exit itself calls. */
void die_at_exit(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Prints the line, if this is rank 0, and goes on. */
void die_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
