/* Many steps a visit: the threads of a block bring a tile of the road into the memory that they
   share, and drive there.

       tile         |<- STEPS ->|<-------- TILE cells -------->|<- STEPS ->|
       step 1        .......................................................
       step 2         .....................................................     what lies beyond is
       ...                                                                      not known: it spoils
       step STEPS                ..............................                 a cell in each step

   Nobody may begin a step before all have ended the one before. */
#include "bytes.h"

extern "C" {
#include "traffic.h"
}

enum { THREADS = 256, STEPS = 64, TILE = 8 * 1024, WIDTH = TILE + 2 * STEPS };

/* Cell i of the ring, counted on beyond either of its ends. */
__device__ static int64_t on_ring(int64_t i, int64_t n) {
    return i < 0 || i >= n ? (i % n + n) % n : i;
}

__global__ static void drive(int64_t n, int steps, const uint8_t *now, uint8_t *next,
                             unsigned long long *moves) {
    __shared__ uint8_t tile[2][WIDTH];
    int64_t first = (int64_t)blockIdx.x * TILE, left = n - first;
    int width = (left < TILE ? (int)left : TILE) + 2 * steps, me = threadIdx.x;
    unsigned moved = 0;

    for (int i = me; i < width; i += THREADS)
        tile[0][i] = now[on_ring(first - steps + i, n)];
    __syncthreads();
    for (int s = 1; s <= steps; s++) {
        const uint8_t *from = tile[(s - 1) % 2];
        uint8_t *to = tile[s % 2];
        for (int i = s + me; i < width - s; i += THREADS) {
            to[i] = from[i] ? from[i + 1] : from[i - 1];
            moved += s == steps && from[i] && !from[i + 1];
        }
        __syncthreads();
    }
    for (int i = steps + me; i < width - steps; i += THREADS)
        next[first - steps + i] = tile[steps % 2][i];
    if (moves != NULL)
        device_add(moves, moved);
}

static int64_t advance(int64_t steps) {
    int64_t n = bytes_cells;
    roads_begin(&bytes);
    while (steps > 0) {
        int some = steps < STEPS ? (int)steps : STEPS;
        steps -= some;
        drive<<<device_blocks(n, TILE), THREADS>>>(n, some, bytes.now, bytes.next,
                                                   steps == 0 ? bytes.moves : NULL);
        roads_launched(&bytes);
    }
    return roads_end(&bytes);
}

static struct traffic_cost cost(int64_t steps) {
    return (struct traffic_cost){2.0 * (steps / STEPS + (steps % STEPS != 0)) / steps, 1};
}

const struct traffic_stage traffic_stage = {
    .idea = "many steps in shared memory",
    .bytes_per_cell = 0,
    .open = bytes_open,
    .advance = advance,
    .read = bytes_read,
    .close = bytes_close,
    .cost = cost,
    .accelerator = &device,
};
