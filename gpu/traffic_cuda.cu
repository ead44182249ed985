/* The first kernel that anybody writes: a thread for each cell.

       now      [ 1 | 0 | 1 | 1 | 0 ...
                  | / | \ | / |           thread 2 looks at cells 1, 2 and 3,
       next     [ 0 | 1 | 1 | 0 | 1 ...   and writes what will be in cell 2

   Every thread of a step must have read before any of the next one writes: so there are two roads,
   and a launch for each step. */
#include "bytes.h"

extern "C" {
#include "traffic.h"
}

enum { THREADS = 256 };

__global__ static void step(int64_t n, const uint8_t *now, uint8_t *next,
                            unsigned long long *moves) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    if (i >= n)
        return;
    uint8_t behind = now[i > 0 ? i - 1 : n - 1], ahead = now[i < n - 1 ? i + 1 : 0];
    next[i] = now[i] ? ahead : behind;
    if (moves != NULL && now[i] && !ahead)
        atomicAdd(moves, 1ULL);
}

static int64_t advance(int64_t steps) {
    int64_t n = bytes_cells;
    roads_begin(&bytes);
    while (steps-- > 0) {
        step<<<device_blocks(n, THREADS), THREADS>>>(n, bytes.now, bytes.next,
                                                     steps == 0 ? bytes.moves : NULL);
        roads_launched(&bytes);
    }
    return roads_end(&bytes);
}

static struct traffic_cost cost(int64_t) {
    return (struct traffic_cost){2, 1};
}

const struct traffic_stage traffic_stage = {
    .idea = "CUDA: a thread for each cell",
    .bytes_per_cell = 0,
    .open = bytes_open,
    .advance = advance,
    .read = bytes_read,
    .close = bytes_close,
    .cost = cost,
    .accelerator = &device,
};
