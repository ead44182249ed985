/* Exercise 15: two vectors are added on the GPU, by a thread for each element. It has a memory of
   its own, and knows nothing of the host's.

       host     a b ──┐                      ┌──▶ c         over the bus: slow
                      ▼                      │
       GPU      a b ──┴──▶  c = a + b  ──▶ c ┘              in the GPU's memory: fast

   TODO: the vectors have to go there in open, and their sum has to come back in read. Then there is
   one thing more that is not right. */
#include "device.h"

extern "C" {
#include "vecadd.h"
}

enum { THREADS = 256 };

static int64_t n;
static float *gpu_a, *gpu_b, *gpu_c; /* in the GPU's memory */

static void open_vectors(int64_t count, const float *a, const float *b) {
    n = count;
    gpu_a = device_new<float>(n);
    gpu_b = device_new<float>(n);
    gpu_c = device_new<float>(n);
    device_begin();
    /* TODO: CUDA(cudaMemcpy(to, from, bytes, cudaMemcpyHostToDevice)); of a, and of b */
    (void)a, (void)b;
    device_end(&device_spent.to);
}

__global__ static void add_one(int64_t n, const float *a, const float *b, float *c) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    if (i < n)
        c[i] = a[i] + b[i];
}

static void add(void) {
    device_begin();
    add_one<<<(unsigned)(n / THREADS), THREADS>>>(n, gpu_a, gpu_b, gpu_c);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
}

static void read_sum(float *c) {
    device_begin();
    /* TODO: the other way, cudaMemcpyDeviceToHost */
    (void)c;
    device_end(&device_spent.back);
}

static void close_vectors(void) {
    CUDA(cudaFree(gpu_a));
    CUDA(cudaFree(gpu_b));
    CUDA(cudaFree(gpu_c));
}

const struct vecadd_stage vecadd_stage = {
    .idea = "exercise 15: there and back",
    .bytes = 0,
    .open = open_vectors,
    .add = add,
    .read = read_sum,
    .close = close_vectors,
    .accelerator = &device,
};
