/* As many threads as the GPU can hold, each of which goes through the vectors in strides, four
   elements at a time: what it takes to keep the memory busy.

       stride 0                     stride 1
       [ 0123 | 0123 | 0123 ...  ]  [ 0123 | 0123 | 0123 ...
         t 0    t 1    t 2            t 0    t 1    t 2

   A load of four numbers asks for more with one instruction, and a thread that has begun goes on
   without another having to be started. */
#include "vectors.h"

enum { THREADS = 256, BLOCKS_EACH = 8 };

__global__ static void add_strides(int64_t n, const float *a, const float *b, float *c) {
    int64_t me = (int64_t)blockIdx.x * THREADS + threadIdx.x, all = (int64_t)gridDim.x * THREADS;
    const float4 *a4 = (const float4 *)a, *b4 = (const float4 *)b;
    float4 *c4 = (float4 *)c;
    for (int64_t i = me; i < n / 4; i += all) {
        float4 p = a4[i], q = b4[i];
        c4[i] = make_float4(p.x + q.x, p.y + q.y, p.z + q.z, p.w + q.w);
    }
    for (int64_t i = n / 4 * 4 + me; i < n; i += all)
        c[i] = a[i] + b[i];
}

static void add(void) {
    device_begin();
    add_strides<<<BLOCKS_EACH * device_multiprocessors(), THREADS>>>(vectors.n, vectors.a,
                                                                     vectors.b, vectors.c);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
}

const struct vecadd_stage vecadd_stage = {
    .idea = "CUDA: strides of four",
    .bytes = 0,
    .open = vectors_open,
    .add = add,
    .read = vectors_read,
    .close = vectors_close,
    .accelerator = &device,
};
