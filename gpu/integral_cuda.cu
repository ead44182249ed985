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

static void open_sums(int64_t n) {
    sums_open(n);
}

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / n;
    device_begin();
    sum_rows<<<device_blocks(n, THREADS), THREADS>>>(n, low, h, sums.of);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
    return sums_all() * h * h;
}

const struct integral_stage integral_stage = {
    .idea = "CUDA: a thread for each row",
    .integrate = integrate,
    .open = open_sums,
    .close = sums_close,
    .accelerator = &device,
};
