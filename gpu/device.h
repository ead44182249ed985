/* What all stages in CUDA share: calls that are checked, memory, the GPU that is there, its clock.

   The GPU works while the processor goes on: what goes wrong in a kernel is told by a later call,
   and a clock that is read before the kernel has ended has measured the launch. So every call is
   checked, and device_end waits. */
#ifndef DEVICE_H
#define DEVICE_H

extern "C" {
#include "accelerator.h"
#include "die.h"
#include "world.h"
}

#include <cuda_runtime.h>
#include <mutex>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CUDA(call) device_check((call), #call, __FILE__, __LINE__)

/* A launch returns nothing: this is where one that failed shows. */
#define CUDA_LAUNCHED() CUDA(cudaGetLastError())

/* To be called by a thread that ends the program: if others fail meanwhile, because it is ending or
   for the same reason, they wait here, and one line is said. */
static inline void device_last_words(void) {
    static std::mutex first;
    first.lock();
}

static inline void device_check(cudaError_t error, const char *call, const char *file, int line) {
    if (error == cudaSuccess)
        return;
    device_last_words();
    die_failed("%s:%d: %s: %s (%s)", file, line, call, cudaGetErrorString(error),
               cudaGetErrorName(error));
}

/* ---------------------------------------------------------------------------------- memory --- */

/* Room for `count` items in the GPU's memory, filled with ones: what a kernel leaves out shall not
   be right because it was so before. To be given back with cudaFree. No memory: exits with status
   2. */
template <class item> static item *device_new(int64_t count) {
    item *block = NULL;
    size_t bytes = (size_t)count * sizeof *block, left = 0, whole = 0;
    cudaError_t error = cudaMalloc((void **)&block, bytes > 0 ? bytes : 1);
    if (error == cudaErrorMemoryAllocation) {
        CUDA(cudaMemGetInfo(&left, &whole));
        die_usage("the GPU needs %.3g GB more, and %.3g of its %.3g GB are free",
                  1e-9 * (double)bytes, 1e-9 * (double)left, 1e-9 * (double)whole);
    }
    device_check(error, "cudaMalloc", __FILE__, __LINE__);
    CUDA(cudaMemset(block, 0xff, bytes));
    return block;
}

/* The same in the host's memory, pinned: the GPU copies from and to there by itself, at the full
   rate of the bus, while the host does something else. To be given back with cudaFreeHost. */
template <class item> static item *device_new_pinned(int64_t count) {
    item *block = NULL;
    size_t bytes = (size_t)count * sizeof *block;
    cudaError_t error = cudaMallocHost((void **)&block, bytes > 0 ? bytes : 1);
    if (error == cudaErrorMemoryAllocation)
        die_usage("%.3g GB of the host's memory cannot be pinned", 1e-9 * (double)bytes);
    device_check(error, "cudaMallocHost", __FILE__, __LINE__);
    memset(block, 0xff, bytes);
    return block;
}

/* Blocks that it takes if each does `share` of `items`. */
static inline unsigned device_blocks(int64_t items, int64_t share) {
    return (unsigned)((items + share - 1) / share);
}

static inline int device_multiprocessors(void) {
    int current = 0, count = 0;
    CUDA(cudaGetDevice(&current));
    CUDA(cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, current));
    return count;
}

/* Adds what the threads of a warp have counted, in one go: 32 of them at one place would wait for
   each other. All of them must call it, also those that found nothing to do. */
__device__ static inline void device_add(unsigned long long *counter, unsigned mine) {
    for (int far = 16; far > 0; far /= 2)
        mine += __shfl_down_sync(0xffffffff, mine, far);
    if (threadIdx.x % 32 == 0)
        atomicAdd(counter, (unsigned long long)mine);
}

/* ----------------------------------------------------------------------------------- clock --- */

static struct accelerator_seconds device_spent;

/* Each stream needs a clock of its own; for one thread of the host at a time. */
struct device_clock {
    cudaStream_t stream;
    cudaEvent_t began, ended;
};

/* What the stream is given from here to device_clock_end is timed, as copies or as kernels. */
static inline void device_clock_begin(struct device_clock *clock) {
    if (clock->began == NULL) {
        CUDA(cudaEventCreate(&clock->began));
        CUDA(cudaEventCreate(&clock->ended));
    }
    CUDA(cudaEventRecord(clock->began, clock->stream));
}

/* Waits for it. */
static inline void device_clock_end(struct device_clock *clock, double *spent) {
    float milliseconds = 0;
    CUDA(cudaEventRecord(clock->ended, clock->stream));
    CUDA(cudaEventSynchronize(clock->ended));
    CUDA(cudaEventElapsedTime(&milliseconds, clock->began, clock->ended));
    *spent += 1e-3 * milliseconds;
}

static inline void device_clock_close(struct device_clock *clock) {
    if (clock->began == NULL)
        return;
    CUDA(cudaEventDestroy(clock->began));
    CUDA(cudaEventDestroy(clock->ended));
    clock->began = clock->ended = NULL;
}

/* The same for the default stream. */
static struct device_clock device_default;

static inline void device_begin(void) {
    device_clock_begin(&device_default);
}

static inline void device_end(double *spent) {
    device_clock_end(&device_default, spent);
}

static inline struct accelerator_seconds device_seconds(void) {
    struct accelerator_seconds spent = device_spent;
    device_spent = (struct accelerator_seconds){0, 0, 0};
    return spent;
}

/* ------------------------------------------------------------------------------ the device --- */

__global__ static void device_probe(void) {
}

static inline const char *device_about(void) {
    static char text[400];
    cudaDeviceProp gpu;
    int device = 0, driver = 0, runtime = 0;
    CUDA(cudaGetDevice(&device));
    CUDA(cudaGetDeviceProperties(&gpu, device));
    CUDA(cudaDriverGetVersion(&driver));
    CUDA(cudaRuntimeGetVersion(&runtime));
    snprintf(text, sizeof text, "%s, %d multiprocessors, %.3g GB, CUDA %d.%d, driver %d.%d",
             gpu.name, gpu.multiProcessorCount, 1e-9 * (double)gpu.totalGlobalMem, runtime / 1000,
             runtime % 1000 / 10, driver / 1000, driver % 1000 / 10);
    return text;
}

static inline const char *device_which(void) {
    static char text[64];
    char bus[32] = "";
    int device = 0;
    CUDA(cudaGetDevice(&device));
    CUDA(cudaDeviceGetPCIBusId(bus, sizeof bus, device));
    snprintf(text, sizeof text, "device_pci_bus_id=%s", bus);
    return text;
}

static inline const char *device_missing_driver(cudaError_t error) {
    static char text[500];
    int driver = 0, runtime = 0;
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (error == cudaErrorInsufficientDriver && driver > 0)
        snprintf(text, sizeof text,
                 "the GPU's driver is too old: it goes to CUDA %d.%d, and this program was built "
                 "with %d.%d",
                 driver / 1000, driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
    else if (error == cudaErrorInsufficientDriver || error == cudaErrorNoDevice)
        snprintf(text, sizeof text, "no GPU here: run it on a node where nvidia-smi lists one");
    else
        snprintf(text, sizeof text, "the GPU cannot be used: %s (%s)", cudaGetErrorString(error),
                 cudaGetErrorName(error));
    return text;
}

/* A program holds machine code for some kinds of GPU only, and for newer ones what the driver can
   make some from. */
static inline const char *device_missing_code(cudaError_t error) {
    static char text[500];
    cudaDeviceProp gpu;
    int device = 0;
    CUDA(cudaGetDevice(&device));
    CUDA(cudaGetDeviceProperties(&gpu, device));
    snprintf(text, sizeof text,
             "%s is of compute capability %d.%d, for which this program was not built (%s): make "
             "CUDA_ARCH=%d%d",
             gpu.name, gpu.major, gpu.minor, cudaGetErrorName(error), gpu.major, gpu.minor);
    return text;
}

/* The ranks of a machine share its GPUs out among them. Where the launcher shows each rank one of
   its own, there is nothing to choose from. */
static inline const char *device_missing(void) {
    int devices = 0;
    cudaFuncAttributes attributes;
    cudaError_t error = cudaGetDeviceCount(&devices);
    if (error == cudaSuccess && devices == 0)
        error = cudaErrorNoDevice;
    if (error == cudaSuccess)
        error = cudaSetDevice(world_mate() % devices);
    if (error == cudaSuccess)
        error = cudaFree(NULL); /* which makes what it takes to use it */
    if (error != cudaSuccess)
        return device_missing_driver(error);
    error = cudaFuncGetAttributes(&attributes, (const void *)device_probe);
    return error == cudaSuccess ? NULL : device_missing_code(error);
}

static const struct accelerator device = {device_missing, device_about, device_which,
                                          device_seconds};

#endif
