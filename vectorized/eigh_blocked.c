/* The textbook's three steps, arranged so that most of the work is matrix products:

       a  --- reflections --->  tridiagonal  --- divide and conquer --->  its vectors
                                                  --- reflections, back --->  those of a

   A product does n operations with each number that it loads, so it runs at the rate of arithmetic;
   plain loops over rows and rotations do two, and run at the rate of memory.

   reflect.h makes the tridiagonal matrix and turns the vectors back, divide.h is the middle, with
   the equation that it must solve in secular.h; blocked.h puts them together. */
#include "blocked.h"
#include "eigh.h"

const struct eigh_stage eigh_stage = {
    .idea = "as products of matrices",
    .solve = blocked_solve,
    .extra = BLOCKED_EXTRA,
};
