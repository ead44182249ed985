/* The machine, for the record. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stddef.h>

/* Short host name; processor model; now, as 2026-11-21T09:30:00Z. Each is cut to `size` bytes and
   ended by 0; what cannot be found out is "unknown". */
void machine_host(char *text, size_t size);
void machine_cpu(char *text, size_t size);
void machine_date(char *text, size_t size);

#endif
