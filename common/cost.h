/* What one step asks of the machine, and how it is counted, in every stage alike.

   Bytes: a loop over the road loads what it reads once and stores what it writes once. A cell's
   neighbours come with it, and what is done between a load and a store costs nothing more.

   Operations: comparisons, logic, shifts, sums and counts on cells; no loads, no stores, nothing
   for the loop. One instruction counts once for all the cells that it updates. They are counted in
   the source, not in what a compiler made of it: a loop that branches takes a cell at a time, one
   that does not takes a vector of the widest kind that the file was compiled for. */
#ifndef COST_H
#define COST_H

/* For each cell and step; 0 where it is not known. */
struct traffic_cost {
    double bytes, operations;
};

#if defined __AVX512F__
enum { COST_BYTES = 64 };
#elif defined __AVX2__
enum { COST_BYTES = 32 };
#else
enum { COST_BYTES = 16 };
#endif

/* Cells to a vector if each has a byte, if each has a bit; and what the rule costs on vectors: the
   newer ones choose between two bits in one instruction, the others take xor, and, xor. */
#if defined __AVX512F__ || defined __ARM_NEON
enum { COST_BITS = 8 * COST_BYTES, COST_RULE = 1 };
#else
enum { COST_BITS = 8 * COST_BYTES, COST_RULE = 3 };
#endif

#endif
