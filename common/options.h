/* The command line: one table of rows for each source of options (the driver, the stage). The same
   rows parse the arguments and print --help. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum option_kind {
    OPTION_FLAG,   /* no argument; value is a bool, set to true */
    OPTION_WHOLE,  /* a whole number from low to high; value is an int64_t */
    OPTION_REAL,   /* a finite number from low to high; value is a double */
    OPTION_CHOICE, /* one of choices; value is an int, its index */
    OPTION_TEXT,   /* anything but nothing; value is a const char * into argv */
};

struct option_row {
    const char *name; /* "cells" for --cells; a row with NULL ends the table */
    enum option_kind kind;
    void *value; /* what it points to also holds the default, shown by --help */
    const char *help;
    double low, high;           /* inclusive; WHOLE and REAL */
    const char *const *choices; /* ended by NULL; CHOICE. TEXT: what --help calls it, not FILE */
};

/* Past every whole number that an option may hold: no upper limit. */
#define OPTION_NO_LIMIT 0x1p63

/* Reads argv by all rows of `tables` (an array ended by NULL), in GNU style: --name VALUE,
   --name=VALUE, unambiguous beginnings of names. --help prints `about` and the tables and exits
   with status 0. Whatever is not right exits with status 2 and one line that names the option. */
void options_parse(int argc, char **argv, const char *about,
                   const struct option_row *const tables[]);

/* Whether the command line had the option whose row points to this value. */
bool options_given(const void *value);

#endif
