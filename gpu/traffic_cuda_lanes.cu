/* Bits as lanes, and many steps in the registers of a warp: nearly all that is left to do for 32
   cells and a step is one instruction.

       the road     [ lane 0 .... | lane 1 .... |  ...  | lane 31 ... ]

                     lane 0  1  2 ...
       word i     [  cell i of each  ]    its neighbours are words i - 1 and i + 1: no shifts
       word i+1   [  cell i + 1      ]

   A thread holds HELD words that follow each other, a warp 32 times as many. In a step each new
   word takes the place of the one behind it, so a thread's words drive on through the road, a word
   a step, and all that a thread lacks are the two words with which the next thread begins:

       thread t   [ x0 x1 x2 ... x31 ]  <-  x0 x1 of thread t + 1
       a step     x[s] = rule(x[s], x[s + 1], x[s + 2])   for all s, from the first on

   The last thread of a warp has nobody to ask: what the warp knows ends two words earlier after
   every step, and the next warp begins there. */
#include "device.h"
#include "rule.h"

extern "C" {
#include "traffic.h"
}

enum {
    HELD = 32,                /* words in a thread's registers */
    STEPS = 64,               /* most of a visit */
    SPAN = 32 * HELD,         /* words in a warp's */
    RIGHT = SPAN - 2 * STEPS, /* of which so many are right in the end */
    WARPS = 4,                /* to a block */
    THREADS = 32 * WARPS,
    SHORTEST = 32 * (2 * STEPS + 32) /* cells: behind a lane's end there are words for all steps */
};

static struct lanes lanes;
static uint32_t *now, *next;
static unsigned long long *moves;
static int64_t cells, rounds; /* of the road; and how often it is driven side by side */
static int64_t origin;        /* the cell that word 0 of lane 0 holds */

/* A warp's words lie side by side in memory, a thread's in its registers: they change places by way
   of shared memory, where a gap after every 32 words keeps the threads out of each other's banks.
 */
__device__ static int place(int i) {
    return i + i / 32;
}

__device__ static inline void look_ahead(uint32_t x[HELD + 2]) {
    x[HELD] = __shfl_down_sync(0xffffffff, x[0], 1);
    x[HELD + 1] = __shfl_down_sync(0xffffffff, x[1], 1);
}

__device__ static inline void step(uint32_t x[HELD + 2]) {
    for (int s = 0; s < HELD; s++)
        x[s] = rule_step(x[s], x[s + 1], x[s + 2]);
}

/* Cars of the words from `first` on that are about to move; `known` of the words are right. */
__device__ static inline unsigned count(struct lanes lanes, int64_t first, int64_t known,
                                        const uint32_t x[HELD + 2]) {
    unsigned moved = 0;
    if (known >= HELD && first + HELD <= lanes.length - lanes.spare)
        for (int s = 0; s < HELD; s++)
            moved += __popc(rule_movers(x[s + 1], x[s + 2]));
    else
        for (int s = 0; s < HELD && s < known; s++)
            moved += __popc(rule_movers(x[s + 1], x[s + 2]) & lanes_own(lanes, first + s));
    return moved;
}

__global__ static void drive(struct lanes lanes, int steps, const uint32_t *now, uint32_t *next,
                             unsigned long long *moves) {
    __shared__ uint32_t shared[WARPS][SPAN + SPAN / 32];
    uint32_t *words = shared[threadIdx.x / 32], x[HELD + 2];
    int me = threadIdx.x % 32, mine = me * HELD;
    int64_t first = ((int64_t)blockIdx.x * WARPS + threadIdx.x / 32) * RIGHT;
    int64_t left = lanes.length - first, known = left < RIGHT ? left : (int64_t)RIGHT;
    if (left <= 0)
        return;

    for (int i = me; i < SPAN; i += 32)
        words[place(i)] = i < left + 2 * STEPS ? lanes_word(lanes, now, first + i) : 0;
    __syncwarp();
    for (int s = 0; s < HELD; s++)
        x[s] = words[place(mine + s)];
    __syncwarp();

#pragma unroll 1
    for (int i = 1; i < steps; i++) {
        look_ahead(x);
        step(x);
    }
    look_ahead(x);
    if (moves != NULL)
        device_add(moves, count(lanes, first + mine, known - mine, x));
    step(x);

    for (int s = 0; s < HELD; s++)
        words[place(mine + s)] = x[s];
    __syncwarp();
    for (int i = me; i < known; i += 32)
        next[first + i] = words[place(i)];
}

/* ----------------------------------------------------------------------- there and back --- */

/* The road, driven round and round, from its words of 64 cells into lanes. */
__global__ static void take(struct lanes lanes, int64_t cells, const uint64_t *road,
                            uint32_t *word) {
    int64_t i = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    uint32_t bits = 0;
    if (i >= lanes.length)
        return;
    for (int lane = 0; lane < 32; lane++) {
        int64_t cell = (lane * lanes.length + i) % cells;
        bits |= (uint32_t)(road[cell / 64] >> cell % 64 & 1) << lane;
    }
    word[i] = bits;
}

/* Back; word 0 of lane 0 has driven on to cell `origin`. */
__global__ static void put(struct lanes lanes, int64_t origin, int64_t cells, const uint32_t *word,
                           uint64_t *road) {
    int64_t w = (int64_t)blockIdx.x * THREADS + threadIdx.x;
    uint64_t bits = 0;
    for (int64_t cell = 64 * w; cell < 64 * w + 64 && cell < cells; cell++) {
        int64_t i = (cell - origin + lanes.cells) % lanes.cells;
        bits |= (uint64_t)(word[i % lanes.length] >> i / lanes.length & 1) << cell % 64;
    }
    if (64 * w < cells)
        road[w] = bits;
}

static void open_road(const struct road *road) {
    int64_t words = road_words(road->count);
    uint64_t *copy = device_new<uint64_t>(words);
    cells = road->count, origin = 0;
    rounds = cells < SHORTEST ? (SHORTEST + cells - 1) / cells : 1;
    lanes = lanes_of(rounds * cells);
    now = device_new<uint32_t>(lanes.length), next = device_new<uint32_t>(lanes.length);
    moves = device_new<unsigned long long>(1);
    device_begin();
    CUDA(cudaMemcpy(copy, road->words, words * sizeof *copy, cudaMemcpyHostToDevice));
    take<<<device_blocks(lanes.length, THREADS), THREADS>>>(lanes, cells, copy, now);
    CUDA_LAUNCHED();
    device_end(&device_spent.to);
    CUDA(cudaFree(copy));
}

static int64_t advance(int64_t steps) {
    CUDA(cudaMemset(moves, 0, sizeof *moves));
    device_begin();
    while (steps > 0) {
        int some = steps < STEPS ? (int)steps : STEPS;
        steps -= some;
        drive<<<device_blocks(lanes.length, WARPS * RIGHT), THREADS>>>(lanes, some, now, next,
                                                                       steps == 0 ? moves : NULL);
        CUDA_LAUNCHED();
        uint32_t *before = now;
        now = next, next = before;
        origin = (origin + some) % lanes.cells;
    }
    device_end(&device_spent.work);
    return device_count(moves) / rounds;
}

static void read_road(struct road *road) {
    int64_t words = road_words(cells);
    uint64_t *copy = device_new<uint64_t>(words);
    device_begin();
    put<<<device_blocks(words, THREADS), THREADS>>>(lanes, origin, cells, now, copy);
    CUDA_LAUNCHED();
    CUDA(cudaMemcpy(road->words, copy, words * sizeof *copy, cudaMemcpyDeviceToHost));
    device_end(&device_spent.back);
    CUDA(cudaFree(copy));
}

static void close_road(void) {
    CUDA(cudaFree(now));
    CUDA(cudaFree(next));
    CUDA(cudaFree(moves));
}

static struct traffic_cost cost(int64_t steps) {
    double visits = device_blocks(steps, STEPS), waste = (double)SPAN / (double)RIGHT;
    return (struct traffic_cost){visits * (1 + waste) / 8 / steps, waste / 32};
}

const struct traffic_stage traffic_stage = {
    .idea = "CUDA: lanes in registers",
    .bytes_per_cell = 0,
    .open = open_road,
    .advance = advance,
    .read = read_road,
    .close = close_road,
    .cost = cost,
    .accelerator = &device,
};
