/* Jacobi's stage with a hole in it: each wrong stage here defines one of these macros, and is right
   in everything else; with none of them defined the stage passes. The hole is where the stage sorts
   what it has found, the last thing it does: w holds n values then, v row by row their vectors.
   MEMBERS are more members of the struct, written "farm = ..., .workers = ...". */
#include "eigh.h"
#include "eigh_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifndef SORT
#define SORT eigh_sort(n, w, v)
#endif
#ifndef SORTED
#define SORTED
#endif

static void end_wrongly(int64_t n, double *w, double *v) {
    (void)n, (void)w, (void)v;
    SORT;
    SORTED;
}

#ifdef MEMBERS
#define extra MEMBERS, .extra
#endif
#define eigh_sort end_wrongly
#include "../../serial/eigh_jacobi.c"
