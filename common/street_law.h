/* What is known exactly of the flow on the lecture's other roads, once they are steady: cars that
   pass any one cell in a step, on average. */
#ifndef STREET_LAW_H
#define STREET_LAW_H

#include "street_rule.h"

struct street_law {
    bool at_most; /* no more than that gets through, perhaps less */
    double flow;
    const char *why; /* a few words: "on this ring" */
};

/* The law of a road, which if it is a ring has so many cars.

   Braking ring: M. Schreckenberg, A. Schadschneider, K. Nagel and N. Ito, Phys. Rev. E 51, 2939
   (1995), as a sum over all numbers of clusters. Open road: M. R. Evans, N. Rajewsky and E. R.
   Speer, J. Stat. Phys. 95, 45 (1999); J. de Gier and B. Nienhuis, Phys. Rev. E 59, 4899 (1999).
   The light: street_law.c. tests/street.py derives each again from all roads of a few cells. */
struct street_law street_law(const struct street *street, int64_t cars);

#endif
