/* What kernels have summed up, some numbers on the GPU, and their sum. */
#ifndef SUMS_H
#define SUMS_H

#include "device.h"

extern "C" {
#include "integral.h"
}

#include <stdlib.h>

static struct sums {
    int64_t count;
    double *of, *copy; /* on the GPU, and here */
} sums;

static inline void sums_open(int64_t count) {
    sums.count = count;
    sums.of = device_new<double>(count);
    sums.copy = device_new_pinned<double>(count);
}

/* Memory of the GPU that no kernel wrote to is not a number, and so is then the sum. */
static inline double sums_all(void) {
    double all = 0;
    size_t bytes = sums.count * sizeof *sums.copy;
    device_begin();
    CUDA(cudaMemcpy(sums.copy, sums.of, bytes, cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
    for (int64_t i = 0; i < sums.count; i++)
        all += sums.copy[i];
    CUDA(cudaMemset(sums.of, 0xff, bytes));
    return all;
}

/* The integral by a kernel that puts a number for each thread, or for each block, into sums.of. */
typedef void sums_kernel(int64_t n, double low, double h, double *sum);
static inline double sums_integrate(sums_kernel *kernel, int threads, int64_t n, double low,
                                    double high) {
    double h = (high - low) / n;
    device_begin();
    kernel<<<device_blocks(n, threads), threads>>>(n, low, h, sums.of);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
    return sums_all() * h * h;
}

static inline void sums_close(void) {
    CUDA(cudaFree(sums.of));
    CUDA(cudaFreeHost(sums.copy));
}

#endif
