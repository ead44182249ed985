/* What is measured of a GPU, each alone: kernels and copies that do nothing else.

       copy      from its memory to its memory; bytes read and bytes written
       logic     Rule 184 on lanes that never leave the registers
       sine      sines that nothing is loaded for, in single precision
       there, back   over the bus, from pinned memory
       launch    a kernel that does nothing, and word of its end                                 */
#ifndef ROOFS_H
#define ROOFS_H

#include "device.h"
#include "rule.h"

enum { THREADS = 256, BLOCKS_EACH = 16, HELD = 32, ROUNDS = 4096 };
static const size_t COPIED = (size_t)1 << 29; /* bytes */

static uint32_t *memory, *other;
static char *pinned;

static unsigned blocks(void) {
    return BLOCKS_EACH * device_multiprocessors();
}

/* As the lanes' kernel has it, but its ends meet: nothing is asked of other threads. */
__global__ static void rule_alone(uint32_t seed, uint32_t *out) {
    uint32_t x[HELD], me = blockIdx.x * THREADS + threadIdx.x;
    for (int s = 0; s < HELD; s++)
        x[s] = (seed + me) * (2654435761u + 2 * s);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t first = x[0], second = x[1];
        for (int s = 0; s < HELD; s++)
            x[s] = rule_step(x[s], s + 1 < HELD ? x[s + 1] : first,
                             s + 2 < HELD    ? x[s + 2]
                             : s + 2 == HELD ? first
                                             : second);
    }
    for (int s = 1; s < HELD; s++)
        x[0] ^= x[s];
    out[me] = x[0];
}

__global__ static void sines_alone(float from, uint32_t *out) {
    float sum = 0, at = from + threadIdx.x;
    for (int round = 0; round < ROUNDS; round++)
        sum += sinf(at + round * 0.001f);
    out[blockIdx.x * THREADS + threadIdx.x] = sum > 0;
}

__global__ static void nothing(void) {
}

/* -------------------------------------------------------------------------------- the roofs --- */

static void copy(void) {
    CUDA(cudaMemcpyAsync(other, memory, COPIED, cudaMemcpyDeviceToDevice));
}

static void logic(void) {
    rule_alone<<<blocks(), THREADS>>>(1, other);
}

static void sine(void) {
    sines_alone<<<blocks(), THREADS>>>(0, other);
}

static void there(void) {
    CUDA(cudaMemcpyAsync(memory, pinned, COPIED, cudaMemcpyHostToDevice));
}

static void back(void) {
    CUDA(cudaMemcpyAsync(pinned, memory, COPIED, cudaMemcpyDeviceToHost));
}

static void launch(void) {
    nothing<<<1, 1>>>();
}

struct roof {
    const char *name, *stage, *unit, *bounds;
    void (*run)(void);
    double each; /* of the unit, in one run */
};

static inline void roofs_open(void) {
    memory = device_new<uint32_t>(COPIED / sizeof *memory);
    other = device_new<uint32_t>(COPIED / sizeof *other);
    pinned = device_new_pinned<char>(COPIED);
}

static inline void roofs_close(void) {
    CUDA(cudaFreeHost(pinned));
    CUDA(cudaFree(memory));
    CUDA(cudaFree(other));
}

#endif
