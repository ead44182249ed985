/* The threads of a block, as CUDA promises them: they run in any order, wait for each other at
   barriers and in warps, and share __shared__ memory. Kernels call this through device.h only.

   Each thread has a stack of its own, but one processor drives them all: a thread runs until it
   has to wait, and then another, drawn by lot, goes on (SHIM_SEED is the lot). So what a missing
   barrier breaks is broken in every run, the same way for the same seed; and ThreadSanitizer, to
   which each is a thread of its own, reports what is not ordered by a barrier or by a warp.

   What CUDA leaves undefined ends the program: one line on stderr, status 3.

   real_threads.cpp is a second way to do all this, with threads of the machine, all at a time. */
#ifndef SHIM_THREADS_H
#define SHIM_THREADS_H

#include <cstddef>
#include <cstdint>

struct uint3 {
    unsigned x, y, z;
};

struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x = 1, unsigned y = 1, unsigned z = 1) : x(x), y(y), z(z) {
    }
};

/* A launch: `thread` is called once for each thread of each block. */
struct shim_launch {
    const char *kernel;
    dim3 blocks, threads;
    size_t dynamic; /* bytes of dynamic shared memory */
    bool half;      /* leave out every second block: SHIM_SABOTAGE */
    void (*thread)(void *arguments);
    void *arguments;
};
void shim_run(const struct shim_launch *launch);

/* The kernel that runs, or NULL. */
const char *shim_kernel(void);

/* Where the thread that asks stands. */
uint3 shim_thread_index(void);
uint3 shim_block_index(void);
dim3 shim_block_size(void);
dim3 shim_grid_size(void);

/* A barrier of the block. Returns for how many of its threads `yes` holds, and how many there are.
 */
struct shim_votes {
    int yes, all;
};
struct shim_votes shim_barrier(const char *operation, int line, bool yes);

/* The one thing that warps do: the threads of `mask` meet, each shows a value, all see all. A lane
   outside of the mask shows garbage. `lanes` are those that came: without the ones past the end of
   the block. */
struct shim_shown {
    unsigned lane, lanes;
    uint64_t value[32];
};
const struct shim_shown *shim_meet(const char *operation, int line, unsigned mask, uint64_t value);

/* What came before any fence comes before what follows this one. */
void shim_fence(void);

/* Lets other threads go first: always, or now and then. */
void shim_yield(void);
void shim_hesitate(void);

/* Memory of the block for one __shared__ variable, and its dynamic shared memory. */
struct shim_variable {
    uint64_t launch;
    size_t offset;
};
void *shim_shared(struct shim_variable *variable, size_t bytes);
void *shim_dynamic(void);

/* Ends the program. */
[[noreturn]] void shim_die(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
