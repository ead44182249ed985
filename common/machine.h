/* The machine: what a record says of it, and what a program needs of it. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* Short host name; processor model; now, as 2026-11-21T09:30:00Z. Each is cut to `size` bytes and
   ended by 0; what cannot be found out is "unknown". */
void machine_host(char *text, size_t size);
void machine_cpu(char *text, size_t size);
void machine_date(char *text, size_t size);

/* Whether the host's name, with or without its domain, is like one of these shell patterns. The
   environment's ROUNDABOUT_HOST plays another host. */
bool machine_is_like(const char *patterns);

/* The repository's file `name`, found from this program's own place in bin/; in static memory that
   the third call after this one takes again. */
const char *machine_file(const char *name);

/* Cores that this process may run on. */
int machine_cores(void);

/* Opens /dev/null for whichever of standard input, output and error is closed, so that no file of
   ours can take its number and be written to by mistake. Writing to them fails, as it should. */
void machine_open_standard_files(void);

#endif
