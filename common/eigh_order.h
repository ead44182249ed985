/* What solvers of our own need before and after: numbers that can be squared, values in order. */
#ifndef EIGH_ORDER_H
#define EIGH_ORDER_H

#include <stdint.h>

/* The exponent of the largest of the size * size entries, as frexp tells it; 0 for zeros. */
int eigh_exponent(int64_t size, const double *a);

/* The power of two that brings the largest of the size * size entries to between 1/2 and 1, or as
   near as 2^1000 and 2^-1000 can: products and sums of squares then stay within range. Multiplied
   by it and divided by it again, numbers are what they were. 1 for zeros. */
double eigh_power(int64_t size, const double *a);

/* Sorts the values, smallest first, and with them the rows of v. */
void eigh_sort(int64_t size, double *w, double *v);

#endif
