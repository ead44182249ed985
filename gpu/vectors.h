/* Two vectors and their sum on the GPU, and the way there and back. */
#ifndef VECTORS_H
#define VECTORS_H

#include "device.h"

extern "C" {
#include "vecadd.h"
}

static struct vectors {
    int64_t n;
    float *a, *b, *c;
} vectors;

static inline void vectors_open(int64_t count, const float *a, const float *b) {
    size_t bytes = (size_t)count * sizeof *a;
    vectors.n = count;
    vectors.a = device_new<float>(count);
    vectors.b = device_new<float>(count);
    vectors.c = device_new<float>(count);
    device_begin();
    CUDA(cudaMemcpy(vectors.a, a, bytes, cudaMemcpyHostToDevice));
    CUDA(cudaMemcpy(vectors.b, b, bytes, cudaMemcpyHostToDevice));
    device_end(&device_spent.to);
}

static inline void vectors_read(float *c) {
    device_begin();
    CUDA(cudaMemcpy(c, vectors.c, vectors.n * sizeof *c, cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
}

static inline void vectors_close(void) {
    CUDA(cudaFree(vectors.a));
    CUDA(cudaFree(vectors.b));
    CUDA(cudaFree(vectors.c));
}

#endif
