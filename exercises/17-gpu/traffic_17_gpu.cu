/* Exercise 17: the road on the GPU, a thread for each cell, many steps in one launch. All threads
   must have ended a step before any begins the next; __syncthreads() waits for them.

       block 0                    block 1                    block 2
       [ 0  1  2  ...  63 ]       [ 64  65  ...  127 ]       [ 128 ...
         step 1, all, step 2        step 1, all, step 2 ...
                          \________/
                           who waits for whom here?

   TODO: on short roads it is right, and of any road the first step. Why not the others? */
#include "bytes.h"

extern "C" {
#include "traffic.h"
}

enum { THREADS = 64 };

/* Drives on both roads in turns, and counts who moves in the last step. */
__global__ static void drive(int64_t n, int64_t steps, uint8_t *now, uint8_t *next,
                             unsigned long long *moves) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    int64_t behind = i > 0 ? i - 1 : n - 1, ahead = i < n - 1 ? i + 1 : 0;
    while (steps-- > 0) {
        if (i < n)
            next[i] = now[i] ? now[ahead] : now[behind];
        if (i < n && steps == 0 && now[i] && !now[ahead])
            atomicAdd(moves, 1ULL);
        __syncthreads();
        uint8_t *swap = now;
        now = next, next = swap;
    }
}

static int64_t advance(int64_t steps) {
    int64_t n = bytes_cells;
    roads_begin(&bytes);
    drive<<<device_blocks(n, THREADS), THREADS>>>(n, steps, bytes.now, bytes.next, bytes.moves);
    CUDA_LAUNCHED();
    if (steps % 2 == 1) { /* where the road is now */
        uint8_t *swap = bytes.now;
        bytes.now = bytes.next, bytes.next = swap;
    }
    return roads_end(&bytes);
}

const struct traffic_stage traffic_stage = {
    .idea = "exercise 17: a thread for each cell",
    .bytes_per_cell = 0,
    .open = bytes_open,
    .advance = advance,
    .read = bytes_read,
    .close = bytes_close,
    .accelerator = &device,
};
