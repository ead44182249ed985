/* What theory says of a random road. */
#ifndef THEORY_H
#define THEORY_H

#include <stdint.h>

/* The average velocity, in cells a step, in step `step` >= 1 of an infinitely long random road of
   this density, 0 < density <= 1. Source: H. Fuks, Phys. Rev. E 60, 197 (1999). Its error is about
   1e-15 / density; a ring of n cells scatters by some 0.3 / sqrt(n) around it. */
double theory_velocity(double density, int64_t step);

#endif
