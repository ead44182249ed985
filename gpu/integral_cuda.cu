/* A thread for each row of points, in blocks of 16, as the lesson has it.

       row i     x[i] + y[0]   x[i] + y[1]   ...   x[i] + y[n-1]     one thread, one sum

   The rows' sums go back to the processor, which adds them up. Blocks of 16 leave half of each warp
   empty, and there are no more threads than rows: a GPU has room for more. */
#include "sums.h"

enum { THREADS = 16 };

__global__ static void sum_rows(int64_t n, double low, double h, double *sum) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    if (i >= n)
        return;
    double x = low + (i + 0.5) * h, row = 0;
    for (int64_t j = 0; j < n; j++)
        row += sin(x + (low + (j + 0.5) * h));
    sum[i] = row;
}

static double integrate(int64_t n, double low, double high) {
    return sums_integrate(sum_rows, THREADS, n, low, high);
}

const struct integral_stage integral_stage = {
    .idea = "CUDA: a thread for each row",
    .integrate = integrate,
    .open = sums_open,
    .close = sums_close,
    .accelerator = &device,
};
