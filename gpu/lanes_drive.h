/* Many steps in the registers of a warp: nearly all that is left to do for 32 cells and a step is
   one instruction.

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
#ifndef LANES_DRIVE_H
#define LANES_DRIVE_H

#include "lanes_road.h"

extern "C" {
#include "cost.h"
}

enum {
    HELD = 32,                       /* words in a thread's registers */
    STEPS = 64,                      /* most of a visit */
    SPAN = 32 * HELD,                /* words in a warp's */
    RIGHT = SPAN - 2 * STEPS,        /* of which so many are right in the end */
    WARPS = 4,                       /* to a block */
    SHORTEST = 32 * (2 * STEPS + 32) /* ring: behind a lane's end there are words for all steps */
};

/* Which warps work: all; those whose words are all this road's own; those who have others as well.
 */
enum share { ALL, AWAY, NEAR };

/* A warp's words lie side by side in memory, a thread's in its registers: they change places by way
   of shared memory, where a gap after every 32 words keeps the threads out of each other's banks.
 */
__device__ static int gapped(int i) {
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

/* Cars that are about to move into the words from `first` on, `known` of which are right. */
__device__ static inline unsigned count(struct lanes lanes, int64_t first, int64_t known,
                                        const uint32_t x[HELD + 2]) {
    unsigned moved = 0;
    if (known >= HELD && lanes_all_own(lanes, first, HELD))
        for (int s = 0; s < HELD; s++)
            moved += __popc(rule_movers(x[s + 1], x[s + 2]));
    else
        for (int s = 0; s < HELD && s < known; s++)
            moved += __popc(rule_movers(x[s + 1], x[s + 2]) & lanes_own(lanes, first + s));
    return moved;
}

__global__ static void drive(struct lanes lanes, enum share share, int steps, const uint32_t *now,
                             uint32_t *next, unsigned long long *moves) {
    __shared__ uint32_t shared[WARPS][SPAN + SPAN / 32];
    uint32_t *words = shared[threadIdx.x / 32], x[HELD + 2];
    int me = threadIdx.x % 32, mine = me * HELD;
    int64_t first = ((int64_t)blockIdx.x * WARPS + threadIdx.x / 32) * RIGHT;
    int64_t left = lanes.length - first, known = left < RIGHT ? left : (int64_t)RIGHT;
    if (left <= 0 || (share != ALL && lanes_all_own(lanes, first, SPAN) != (share == AWAY)))
        return;

    for (int i = me; i < SPAN; i += 32)
        words[gapped(i)] = i < left + 2 * STEPS ? lanes_word(lanes, now, first + i) : 0;
    __syncwarp();
    for (int s = 0; s < HELD; s++)
        x[s] = words[gapped(mine + s)];
    __syncwarp();

#pragma unroll 1
    for (int i = 1; i < steps; i++) {
        look_ahead(x);
        step(x);
    }
    look_ahead(x);
    if (moves != NULL)
        device_add(moves, count(lanes_driven(lanes, steps), first + mine, known - mine, x));
    step(x);

    for (int s = 0; s < HELD; s++)
        words[gapped(mine + s)] = x[s];
    __syncwarp();
    for (int i = me; i < known; i += 32)
        next[first + i] = words[gapped(i)];
}

/* So many steps, at most STEPS, of all that a share has to do. The cars that move in the last of
   them are counted if `counted`. */
static inline void lanes_drive(enum share share, int steps, bool counted) {
    const struct roads<uint32_t> *roads = &lanes_roads;
    drive<<<device_blocks(lanes.length, WARPS * RIGHT), 32 * WARPS>>>(
        lanes, share, steps, roads->now, roads->next, counted ? roads->moves : NULL);
}

static inline struct traffic_cost lanes_cost(int64_t steps) {
    double visits = (double)(steps / STEPS + (steps % STEPS != 0)),
           waste = (double)SPAN / (double)RIGHT;
    return (struct traffic_cost){visits * (1 + waste) / 8 / steps, waste / 32};
}

#endif
