/* Records: one CSV line for each verified run. Everything that compares or plots reads these files
   and nothing else. */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>
#include <stdio.h>

#define RECORD_TEXT 256

struct record {
    char workload[RECORD_TEXT]; /* "traffic", "eigh", "limits" */
    char stage[RECORD_TEXT];    /* "packed" */
    int64_t size;               /* cells; rows of a matrix */
    int64_t steps;              /* 0 where the workload has none */
    int64_t tasks;              /* 0 where the workload has none */
    int64_t ranks, threads, gpus;
    double seconds_best; /* of the repeats, the work alone */
    double seconds_median;
    double rate;                   /* at seconds_best */
    char unit[RECORD_TEXT];        /* of rate: "MCOPs", "tasks/s" */
    char verified[RECORD_TEXT];    /* "yes", "no", "skipped" */
    int64_t cars, moves;           /* cars on the road; cars that moved in the last step */
    char fingerprint[RECORD_TEXT]; /* 16 hexadecimal digits, of the result */
    char host[RECORD_TEXT], cpu[RECORD_TEXT], compiler[RECORD_TEXT], flags[RECORD_TEXT];
    char commit[RECORD_TEXT], date[RECORD_TEXT];
    char data[RECORD_TEXT]; /* what was worked on: "numpy seed 5743 density 0.52" */
    char idea[RECORD_TEXT]; /* the stage's, in a line */
    double bytes;           /* loaded and stored for each cell and step; 0: not known */
    double operations;      /* on cells, for each cell and step; 0: not known */

    /* What the timing leaves out; 0: not known. Of a GPU these are what copies and the start cost.
     */
    double seconds_first;  /* to wake the device or library, and a first call of the stage */
    double seconds_open;   /* to bring the data to where the stage works, */
    double seconds_read;   /* and back */
    double seconds_device; /* of the work alone, by the device's own clock; the median */
};

/* Says whether records can be appended to `path`, before any work is done for them: NULL, or why
   not, in static memory. Nothing is created. A file that is there must be a record file. */
const char *record_refusal(const char *path);

/* Appends one line, and the header before it if the file is new or empty. The line is written whole
   or not at all, also when the disk is full or others append at the same time. NULL, or why not. */
const char *record_append(const char *path, const struct record *record);

/* Reads the next record of an open file; the first call for a file reads its header too, so start
   with *line = 0. 1: a record; 0: the end; -1: `why` (static memory) says what is wrong in which
   line. */
int record_read(FILE *file, int64_t *line, struct record *record, const char **why);

#endif
