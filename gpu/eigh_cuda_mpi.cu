/* A rank for each GPU of a machine, or of many machines, and to each rank every so-many-th task.

       rank 0   GPU 0   |= 0 =|= 4 =|= 8 =|        rank r has the GPU r mod GPUs of its machine;
       rank 1   GPU 1   |= 1 =|= 5 =|= 9 =|        what it solves it makes itself, and nothing
       rank 2   GPU 2   |= 2 =|= 6 =|             is sent but, in the end, the values
       rank 3   GPU 3   |= 3 =|= 7 =|                                                          */
#include "cusolver.h"

const struct eigh_stage eigh_stage = {.idea = "cuSOLVER: a GPU for each rank", CUSOLVER_STAGE};
