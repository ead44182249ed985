/* As it should be: as many threads as the GPU can hold, neighbours on neighbouring points of a row,
   several points at a time, sines in single precision and sums in double; and a warp adds up what
   its threads have by shuffles, from register to register.

       row i      [ 0 1 2 ... 255 | 0 1 2 ... 255 | ...      thread t takes points t, t + 256 ...
       block b    rows b, b + blocks, b + 2 blocks ...

   A point needs x + y to half a unit of single precision, which its parts do not have: they are
   kept as a number and what was rounded off it. */
#include "sums.h"

enum { THREADS = 256, BLOCKS_EACH = 8, POINTS = 8 };

/* high + low is nearly a double. */
struct split {
    float high, low;
};

__device__ static struct split split(double number) {
    float high = (float)number;
    struct split split = {high, (float)(number - high)};
    return split;
}

/* sin(first + k THREADS h) for k from 0 on, of which those beyond `left` points are none. */
__device__ static float some(int64_t left, struct split first, struct split h) {
    float sum = 0;
    for (int k = 0; k < POINTS; k++) {
        float at = (float)(k * THREADS), rest = fmaf(at, h.low, first.low);
        sum += k * THREADS < left ? sinf(fmaf(at, h.high, first.high) + rest) : 0;
    }
    return sum;
}

/* All threads of the block call it; thread 0 gets the sum. */
__device__ static double sum_block(double mine) {
    __shared__ double of_warp[THREADS / 32];
    for (int far = 16; far > 0; far /= 2)
        mine += __shfl_down_sync(0xffffffff, mine, far);
    if (threadIdx.x % 32 == 0)
        of_warp[threadIdx.x / 32] = mine;
    __syncthreads();
    double sum = 0;
    for (int warp = 0; threadIdx.x == 0 && warp < THREADS / 32; warp++)
        sum += of_warp[warp];
    return sum;
}

__global__ static void sum_points(int64_t n, double low, double h, double *sum) {
    double mine = 0;
    for (int64_t i = blockIdx.x; i < n; i += gridDim.x) {
        double begin = 2 * low + (i + 1) * h;
        for (int64_t j = threadIdx.x; j < n; j += POINTS * THREADS)
            mine += some(n - j, split(begin + j * h), split(h));
    }
    double all = sum_block(mine);
    if (threadIdx.x == 0)
        sum[blockIdx.x] = all;
}

static void open_sums(int64_t) {
    sums_open(BLOCKS_EACH * device_multiprocessors());
}

static double integrate(int64_t n, double low, double high) {
    double h = (high - low) / n;
    device_begin();
    sum_points<<<BLOCKS_EACH * device_multiprocessors(), THREADS>>>(n, low, h, sums.of);
    CUDA_LAUNCHED();
    device_end(&device_spent.work);
    return sums_all() * h * h;
}

const struct integral_stage integral_stage = {
    .idea = "CUDA: all threads, warp sums",
    .integrate = integrate,
    .single = true,
    .open = open_sums,
    .close = sums_close,
    .accelerator = &device,
};
