/* A thread for each element: the lesson's first program for a GPU.

       a   [ 0 | 1 | 2 | 3 | 4 ...      thread i adds element i; the last block has threads to
       b   [ 0 | 1 | 2 | 3 | 4 ...      spare, which must keep their hands off
       c   [ 0 | 1 | 2 | 3 | 4 ...

   Three numbers cross the bus for every addition: watch what the copies take beside it. */
#include "vectors.h"

enum { THREADS = 256 };

__global__ static void add_one(int64_t n, const float *a, const float *b, float *c) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    if (i < n)
        c[i] = a[i] + b[i];
}

static void add(void) {
    device_begin();
    add_one<<<device_blocks(vectors.n, THREADS), THREADS>>>(vectors.n, vectors.a, vectors.b,
                                                            vectors.c);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
}

const struct vecadd_stage vecadd_stage = {
    .idea = "CUDA: a thread per element",
    .bytes = 0,
    .open = vectors_open,
    .add = add,
    .read = vectors_read,
    .close = vectors_close,
    .accelerator = &device,
};
