/* Compiled without ThreadSanitizer, as threads.cpp is. */
#include "cuda_runtime.h"
#include "memory.h"
#include "queue.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <unistd.h>

struct CUevent_st {
    bool timed;
    struct shim_mark recorded;
    long long at; /* nanoseconds */
    struct CUevent_st *next;
};

enum { OLD_VERSION = 11000, DYNAMIC = 48 << 10, DYNAMIC_MOST = 227 << 10, PROCESSORS = 2 };

static std::mutex one_at_a_time;
static thread_local cudaError_t last;
static cudaError_t late, sticky; /* to be told by a call that waits; told, and by all calls since */
static thread_local int current;
static size_t dynamic_most = DYNAMIC;
static struct CUevent_st *events;

/* --------------------------------------------------------------------------- what goes wrong ---
 */

static bool asked(const char *variable, const char *value) {
    const char *is = getenv(variable);
    return is && strcmp(is, value) == 0;
}

/* Whether this is the call that SHIM_FAIL names. */
static bool is_to_fail(const char *function) {
    static long calls;
    const char *wish = getenv("SHIM_FAIL");
    size_t length = strlen(function);
    if (!wish || strncmp(wish, function, length) != 0 || wish[length] != ':')
        return false;
    return ++calls == atol(wish + length + 1);
}

static cudaError_t refused(const char *function) {
    if (asked("SHIM_DRIVER", "old"))
        return cudaErrorInsufficientDriver;
    if (asked("SHIM_DEVICES", "0"))
        return cudaErrorNoDevice;
    return is_to_fail(function) ? cudaErrorUnknown : sticky;
}

template <class T> static int length(const T *list) {
    return list ? 1 + length(list->next) : 0;
}

static void tell_leaks(void) {
    struct shim_amount device = shim_memory_amount(cudaMemoryTypeDevice);
    struct shim_amount pinned = shim_memory_amount(cudaMemoryTypeHost);
    int others = shim_streams() + length(events);
    if (!asked("SHIM_LEAKS", "1") || device.count + pinned.count + others == 0)
        return;
    shim_die("not given back: device memory %d (%zu bytes), pinned memory %d (%zu bytes), "
             "streams %d, events %d",
             device.count, device.bytes, pinned.count, pinned.bytes, shim_streams(),
             length(events));
}

/* Everything that the API does goes through here: one call at a time, and what fails is kept. */
template <class Body> static cudaError_t call(const char *function, Body body) {
    std::lock_guard<std::mutex> lock(one_at_a_time);
    static const int at_the_end = atexit(tell_leaks);
    (void)at_the_end;
    shim_memory_watch();
    cudaError_t error = refused(function);
    if (error == cudaSuccess)
        error = body();
    if (error != cudaSuccess)
        last = error;
    return error;
}

/* What every call that waits for the device does: now it is known how the work before went. */
static cudaError_t settle(void) {
    shim_memory_open();
    struct shim_memory *damaged = shim_memory_damaged();
    shim_memory_close();
    if (damaged) {
        fprintf(stderr, "shim: something wrote beside memory of %zu bytes\n", damaged->bytes);
        late = cudaErrorIllegalAddress;
    }
    if (sticky == cudaSuccess)
        sticky = late;
    return sticky;
}

static cudaError_t settle_all(void) {
    shim_queue_finish_all();
    return settle();
}

const char *cudaGetErrorName(cudaError_t error) {
#define NAME(name, number, text) \
    if (error == name)           \
        return #name;
    SHIM_ERRORS(NAME)
    return "unrecognized error code";
}

const char *cudaGetErrorString(cudaError_t error) {
#define TEXT(name, number, text) \
    if (error == name)           \
        return text;
    SHIM_ERRORS(TEXT)
    return "unrecognized error code";
}

cudaError_t cudaPeekAtLastError(void) {
    std::lock_guard<std::mutex> lock(one_at_a_time);
    return last != cudaSuccess ? last : sticky;
}

cudaError_t cudaGetLastError(void) {
    cudaError_t error = cudaPeekAtLastError();
    last = cudaSuccess;
    return error;
}

/* ----------------------------------------------------------------------------------- devices ---
 */

static size_t memory_total(void) {
    const char *wish = getenv("SHIM_MEMORY");
    return wish ? strtoull(wish, NULL, 10) : (size_t)2 << 30;
}

static size_t memory_free(void) {
    size_t used = shim_memory_amount(cudaMemoryTypeDevice).bytes +
                  shim_memory_amount(cudaMemoryTypeManaged).bytes;
    return used < memory_total() ? memory_total() - used : 0;
}

static int devices(void) {
    const char *wish = getenv("SHIM_DEVICES");
    return wish ? atoi(wish) : 1;
}

static cudaError_t known(int device) {
    return device >= 0 && device < devices() ? cudaSuccess : cudaErrorInvalidDevice;
}

cudaError_t cudaGetDeviceCount(int *count) {
    *count = 0;
    return call("cudaGetDeviceCount", [=] {
        *count = devices();
        return cudaSuccess;
    });
}

cudaError_t cudaSetDevice(int device) {
    return call("cudaSetDevice", [=] {
        if (known(device) == cudaSuccess)
            current = device;
        return known(device);
    });
}

cudaError_t cudaGetDevice(int *device) {
    return call("cudaGetDevice", [=] {
        *device = current;
        return cudaSuccess;
    });
}

static void describe(struct cudaDeviceProp *is) {
    *is = {};
    strcpy(is->name, "host shim");
    is->major = asked("SHIM_ARCH", "old") ? 5 : 9;
    is->totalGlobalMem = memory_total();
    is->sharedMemPerBlock = DYNAMIC;
    is->sharedMemPerBlockOptin = DYNAMIC_MOST;
    is->sharedMemPerMultiprocessor = DYNAMIC_MOST + 1024;
    is->totalConstMem = 64 << 10;
    is->regsPerBlock = is->regsPerMultiprocessor = 64 << 10;
    is->warpSize = warpSize;
    is->maxThreadsPerBlock = is->maxThreadsDim[0] = is->maxThreadsDim[1] = 1024;
    is->maxThreadsDim[2] = 64;
    is->maxGridSize[0] = 0x7fffffff;
    is->maxGridSize[1] = is->maxGridSize[2] = 65535;
    is->multiProcessorCount = PROCESSORS;
    is->maxThreadsPerMultiProcessor = 2048;
    is->maxBlocksPerMultiProcessor = 32;
    is->concurrentKernels = is->unifiedAddressing = is->asyncEngineCount = 1;
    is->memoryBusWidth = 64;
    is->l2CacheSize = 1 << 20;
}

cudaError_t cudaGetDeviceProperties(struct cudaDeviceProp *properties, int device) {
    return call("cudaGetDeviceProperties", [=] {
        describe(properties);
        return known(device);
    });
}

static int attribute_of(const struct cudaDeviceProp *is, enum cudaDeviceAttr attribute) {
    switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
        return is->maxThreadsPerBlock;
    case cudaDevAttrMaxGridDimX:
        return is->maxGridSize[0];
    case cudaDevAttrMaxSharedMemoryPerBlock:
        return (int)is->sharedMemPerBlock;
    case cudaDevAttrWarpSize:
        return is->warpSize;
    case cudaDevAttrClockRate:
    case cudaDevAttrMemoryClockRate:
        return 1000000; /* kHz */
    case cudaDevAttrMultiProcessorCount:
        return is->multiProcessorCount;
    case cudaDevAttrGlobalMemoryBusWidth:
        return is->memoryBusWidth;
    case cudaDevAttrL2CacheSize:
        return is->l2CacheSize;
    case cudaDevAttrMaxThreadsPerMultiProcessor:
        return is->maxThreadsPerMultiProcessor;
    case cudaDevAttrComputeCapabilityMajor:
        return is->major;
    case cudaDevAttrComputeCapabilityMinor:
        return is->minor;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
        return (int)is->sharedMemPerMultiprocessor;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
        return (int)is->sharedMemPerBlockOptin;
    }
    return -1;
}

cudaError_t cudaDeviceGetAttribute(int *value, enum cudaDeviceAttr attribute, int device) {
    return call("cudaDeviceGetAttribute", [=] {
        struct cudaDeviceProp properties;
        describe(&properties);
        *value = attribute_of(&properties, attribute);
        if (known(device) != cudaSuccess)
            return cudaErrorInvalidDevice;
        return *value < 0 ? cudaErrorInvalidValue : cudaSuccess;
    });
}

cudaError_t cudaDeviceGetPCIBusId(char *id, int length, int device) {
    return call("cudaDeviceGetPCIBusId", [=] {
        snprintf(id, (size_t)length, "0000:00:%02x.0", device);
        return known(device);
    });
}

/* These two work without a device, and with a driver of any age. */
cudaError_t cudaDriverGetVersion(int *version) {
    *version = asked("SHIM_DRIVER", "old") ? OLD_VERSION : CUDART_VERSION;
    return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int *version) {
    *version = CUDART_VERSION;
    return cudaSuccess;
}

cudaError_t cudaDeviceSynchronize(void) {
    return call("cudaDeviceSynchronize", settle_all);
}

/* ------------------------------------------------------------------------------------ memory ---
 */

static cudaError_t allocate(enum cudaMemoryType type, void **memory, size_t bytes) {
    *memory = NULL;
    if (bytes == 0)
        return cudaSuccess;
    if (type != cudaMemoryTypeHost && bytes > memory_free())
        return cudaErrorMemoryAllocation;
    struct shim_memory *is = shim_memory_new(type, bytes);
    *memory = is ? is->at : NULL;
    return is ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t cudaMalloc(void **memory, size_t bytes) {
    return call("cudaMalloc", [=] { return allocate(cudaMemoryTypeDevice, memory, bytes); });
}

cudaError_t cudaMallocManaged(void **memory, size_t bytes, unsigned) {
    return call("cudaMallocManaged",
                [=] { return allocate(cudaMemoryTypeManaged, memory, bytes); });
}

cudaError_t cudaMallocHost(void **memory, size_t bytes) {
    return call("cudaMallocHost", [=] { return allocate(cudaMemoryTypeHost, memory, bytes); });
}

cudaError_t cudaHostAlloc(void **memory, size_t bytes, unsigned) {
    return call("cudaHostAlloc", [=] { return allocate(cudaMemoryTypeHost, memory, bytes); });
}

static cudaError_t give_back(void *pointer, bool pinned) {
    cudaError_t error = settle_all();
    struct shim_memory *memory = shim_memory_find(pointer);
    if (pointer == NULL || error != cudaSuccess)
        return error;
    if (!memory || memory->at != pointer || (memory->type == cudaMemoryTypeHost) != pinned)
        return cudaErrorInvalidValue;
    shim_memory_free(memory);
    return cudaSuccess;
}

cudaError_t cudaFree(void *memory) {
    return call("cudaFree", [=] { return give_back(memory, false); });
}

cudaError_t cudaFreeHost(void *memory) {
    return call("cudaFreeHost", [=] { return give_back(memory, true); });
}

cudaError_t cudaMemGetInfo(size_t *free, size_t *total) {
    return call("cudaMemGetInfo", [=] {
        *free = memory_free();
        *total = memory_total();
        return cudaSuccess;
    });
}

cudaError_t cudaPointerGetAttributes(struct cudaPointerAttributes *attributes,
                                     const void *pointer) {
    return call("cudaPointerGetAttributes", [=] {
        struct shim_memory *memory = shim_memory_find(pointer);
        enum cudaMemoryType type =
            memory ? (enum cudaMemoryType)memory->type : cudaMemoryTypeUnregistered;
        void *is = (void *)(uintptr_t)pointer;
        *attributes = {type, memory ? 0 : -1, memory ? is : NULL,
                       type == cudaMemoryTypeDevice ? NULL : is};
        return cudaSuccess;
    });
}

/* ------------------------------------------------------------------------------------ copies ---
 */

enum side { OUTSIDE, ON_HOST, ON_DEVICE, ON_BOTH };

/* Where all of these bytes are; OUTSIDE if they begin in an allocation and run out of it. */
static enum side side_of(const void *pointer, size_t bytes) {
    const struct shim_memory *memory = shim_memory_find(pointer);
    const char *p = (const char *)pointer;
    if (!memory)
        return pointer ? ON_HOST : OUTSIDE;
    if (p < memory->at || p + bytes > memory->at + memory->bytes)
        return OUTSIDE;
    if (memory->type == cudaMemoryTypeManaged)
        return ON_BOTH;
    return memory->type == cudaMemoryTypeDevice ? ON_DEVICE : ON_HOST;
}

static bool is_at(enum side is, enum side wanted) {
    return (is & wanted) != 0;
}

static bool fits(enum cudaMemcpyKind kind, enum side to, enum side from) {
    if (kind == cudaMemcpyDefault)
        return to != OUTSIDE && from != OUTSIDE;
    bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
    bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
    return is_at(to, to_device ? ON_DEVICE : ON_HOST) &&
           is_at(from, from_device ? ON_DEVICE : ON_HOST);
}

/* `height` rows of `width` bytes, each `pitch` bytes after the one before. */
struct rows {
    void *to;
    size_t to_pitch;
    const void *from;
    size_t from_pitch, width, height;
};

static void copy_now(const struct rows *rows, const char *from) {
    if (late != cudaSuccess)
        return;
    shim_memory_open();
    for (size_t row = 0; row < rows->height; row++)
        memcpy((char *)rows->to + row * rows->to_pitch, from + row * rows->from_pitch, rows->width);
    shim_memory_close();
}

/* From memory of the host that is not pinned, the bytes are taken along; to such memory, the copy
   is waited for. */
static void copy_later(const struct rows *rows, cudaStream_t stream, bool take, bool wait) {
    struct rows is = *rows;
    const char *from = (const char *)rows->from;
    std::string bytes;
    if (take)
        bytes.assign(from, rows->from_pitch * (rows->height - 1) + rows->width);
    struct shim_mark mark =
        shim_queue_add(stream, [=] { copy_now(&is, take ? bytes.data() : from); });
    if (wait)
        shim_queue_finish(mark);
}

static bool is_pageable(const void *pointer) {
    return shim_memory_find(pointer) == NULL;
}

static cudaError_t copy(const struct rows *rows, enum cudaMemcpyKind kind, cudaStream_t stream) {
    if (rows->width == 0 || rows->height == 0)
        return cudaSuccess;
    enum side to = side_of(rows->to, rows->to_pitch * (rows->height - 1) + rows->width);
    enum side from = side_of(rows->from, rows->from_pitch * (rows->height - 1) + rows->width);
    if (kind < 0 || kind > cudaMemcpyDefault)
        return cudaErrorInvalidMemcpyDirection;
    if (!fits(kind, to, from) || rows->width > rows->to_pitch || rows->width > rows->from_pitch)
        return cudaErrorInvalidValue;
    if (to == ON_HOST && asked("SHIM_SABOTAGE", "stale-read"))
        return cudaSuccess;
    copy_later(rows, stream, is_pageable(rows->from), is_pageable(rows->to));
    return cudaSuccess;
}

static cudaError_t settle(cudaStream_t stream) {
    shim_queue_finish({stream, stream->asked});
    return settle();
}

static cudaError_t copy_and_settle(const struct rows *rows, enum cudaMemcpyKind kind) {
    cudaError_t error = settle(&shim_default_stream);
    error = error != cudaSuccess ? error : copy(rows, kind, &shim_default_stream);
    return error != cudaSuccess ? error : settle(&shim_default_stream);
}

/* The stream that is meant, or NULL. */
static cudaStream_t stream_of(cudaStream_t stream) {
    if (!stream || stream == cudaStreamLegacy || stream == cudaStreamPerThread)
        return &shim_default_stream;
    return shim_stream_is(stream) ? stream : NULL;
}

/* What a call does with a stream that there is. */
template <class Body>
static cudaError_t call_on(const char *function, cudaStream_t stream, Body body) {
    return call(function, [&] {
        cudaStream_t is = stream_of(stream);
        return is ? body(is) : cudaErrorInvalidResourceHandle;
    });
}

cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind) {
    struct rows rows = {to, bytes, from, bytes, bytes, 1};
    return call("cudaMemcpy", [&] { return copy_and_settle(&rows, kind); });
}

cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind,
                            cudaStream_t stream) {
    struct rows rows = {to, bytes, from, bytes, bytes, 1};
    return call_on("cudaMemcpyAsync", stream,
                   [&](cudaStream_t is) { return copy(&rows, kind, is); });
}

cudaError_t cudaMemcpy2D(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                         size_t width, size_t height, enum cudaMemcpyKind kind) {
    struct rows rows = {to, to_pitch, from, from_pitch, width, height};
    return call("cudaMemcpy2D", [&] { return copy_and_settle(&rows, kind); });
}

cudaError_t cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                              size_t width, size_t height, enum cudaMemcpyKind kind,
                              cudaStream_t stream) {
    struct rows rows = {to, to_pitch, from, from_pitch, width, height};
    return call_on("cudaMemcpy2DAsync", stream,
                   [&](cudaStream_t is) { return copy(&rows, kind, is); });
}

static cudaError_t fill(void *memory, int value, size_t bytes, cudaStream_t stream) {
    if (bytes > 0 && !(is_at(side_of(memory, bytes), ON_DEVICE)))
        return cudaErrorInvalidValue;
    shim_queue_add(stream, [=] {
        if (late != cudaSuccess || bytes == 0)
            return;
        shim_memory_open();
        memset(memory, value, bytes);
        shim_memory_close();
    });
    return cudaSuccess;
}

cudaError_t cudaMemset(void *memory, int value, size_t bytes) {
    return call("cudaMemset", [=] { return fill(memory, value, bytes, &shim_default_stream); });
}

cudaError_t cudaMemsetAsync(void *memory, int value, size_t bytes, cudaStream_t stream) {
    return call_on("cudaMemsetAsync", stream,
                   [=](cudaStream_t is) { return fill(memory, value, bytes, is); });
}

/* ------------------------------------------------------------------------- streams and events ---
 */

cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags) {
    return call("cudaStreamCreate", [=] {
        if (flags > cudaStreamNonBlocking)
            return cudaErrorInvalidValue;
        *stream = shim_stream_new(flags == cudaStreamNonBlocking);
        return cudaSuccess;
    });
}

cudaError_t cudaStreamCreate(cudaStream_t *stream) {
    return cudaStreamCreateWithFlags(stream, cudaStreamDefault);
}

/* Takes one out of its list, if it is there. */
template <class T> static cudaError_t destroy(T **list, T *which) {
    while (*list && *list != which)
        list = &(*list)->next;
    if (!*list)
        return cudaErrorInvalidResourceHandle;
    *list = which->next;
    delete which;
    return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
    return call("cudaStreamDestroy", [=] {
        if (stream == &shim_default_stream || !shim_stream_is(stream))
            return cudaErrorInvalidResourceHandle;
        shim_stream_free(stream);
        return cudaSuccess;
    });
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
    return call_on("cudaStreamSynchronize", stream, [](cudaStream_t is) { return settle(is); });
}

cudaError_t cudaStreamQuery(cudaStream_t stream) {
    return call_on("cudaStreamQuery", stream, [](cudaStream_t is) { return settle(is); });
}

static bool is_event(cudaEvent_t event) {
    const struct CUevent_st *is = events;
    while (is && is != event)
        is = is->next;
    return is != NULL;
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
    return call_on("cudaStreamWaitEvent", stream, [=](cudaStream_t is) {
        if (!is_event(event))
            return cudaErrorInvalidResourceHandle;
        shim_queue_wait(is, event->recorded);
        return cudaSuccess;
    });
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned flags) {
    return call("cudaEventCreate", [=] {
        bool timed = (flags & cudaEventDisableTiming) == 0;
        events = *event = new CUevent_st{timed, {}, 0, events};
        return cudaSuccess;
    });
}

cudaError_t cudaEventCreate(cudaEvent_t *event) {
    return cudaEventCreateWithFlags(event, cudaEventDefault);
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
    return call("cudaEventDestroy", [=] {
        if (is_event(event))
            shim_queue_finish(event->recorded);
        return destroy(&events, event);
    });
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
    return call_on("cudaEventRecord", stream, [=](cudaStream_t is) {
        if (!is_event(event))
            return cudaErrorInvalidResourceHandle;
        event->recorded = shim_queue_add(is, [=] { event->at = clock64(); });
        return cudaSuccess;
    });
}

static cudaError_t wait_for(cudaEvent_t event) {
    if (!is_event(event))
        return cudaErrorInvalidResourceHandle;
    shim_queue_finish(event->recorded);
    return settle();
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    return call("cudaEventSynchronize", [=] { return wait_for(event); });
}

cudaError_t cudaEventQuery(cudaEvent_t event) {
    return call("cudaEventQuery", [=] { return wait_for(event); });
}

static bool has_time(cudaEvent_t event) {
    return is_event(event) && event->timed && event->recorded.stream;
}

cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t start, cudaEvent_t end) {
    return call("cudaEventElapsedTime", [=] {
        if (!has_time(start) || !has_time(end))
            return cudaErrorInvalidResourceHandle;
        if (!shim_queue_is_done(start->recorded) || !shim_queue_is_done(end->recorded))
            return cudaErrorNotReady;
        *milliseconds = (float)(end->at - start->at) * 1e-6f;
        return cudaSuccess;
    });
}

/* ----------------------------------------------------------------------------------- kernels ---
 */

static cudaError_t no_image(void) {
    return asked("SHIM_ARCH", "old") ? cudaErrorNoKernelImageForDevice : cudaSuccess;
}

cudaError_t cudaFuncGetAttributes(struct cudaFuncAttributes *attributes, const void *) {
    return call("cudaFuncGetAttributes", [=] {
        *attributes = {};
        attributes->maxThreadsPerBlock = 1024;
        attributes->numRegs = 32;
        attributes->ptxVersion = attributes->binaryVersion = 90;
        attributes->maxDynamicSharedSizeBytes = (int)dynamic_most;
        return no_image();
    });
}

/* For all kernels at once, not only for this one. */
cudaError_t cudaFuncSetAttribute(const void *, enum cudaFuncAttribute attribute, int value) {
    return call("cudaFuncSetAttribute", [=] {
        if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize)
            return no_image();
        if (value < 0 || value > DYNAMIC_MOST)
            return cudaErrorInvalidValue;
        dynamic_most = std::max(dynamic_most, (size_t)value);
        return no_image();
    });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, const void *, int threads,
                                                          size_t dynamic) {
    return call("cudaOccupancyMaxActiveBlocksPerMultiprocessor", [=] {
        if (threads < 1)
            return cudaErrorInvalidValue;
        *blocks = threads > 1024 ? 0 : std::min(32, 2048 / ((threads + 31) / 32 * 32));
        if (dynamic > 0)
            *blocks = (int)std::min((size_t)*blocks, (size_t)DYNAMIC_MOST / dynamic);
        return no_image();
    });
}

static bool within(dim3 size, unsigned x, unsigned y, unsigned z) {
    return size.x >= 1 && size.x <= x && size.y >= 1 && size.y <= y && size.z >= 1 && size.z <= z;
}

static cudaError_t launchable(const struct shim_shape *shape) {
    dim3 block = shape->threads;
    if (no_image() != cudaSuccess)
        return no_image();
    if (!stream_of(shape->stream))
        return cudaErrorInvalidResourceHandle;
    if (!within(shape->blocks, 0x7fffffff, 65535, 65535) || !within(block, 1024, 1024, 64) ||
        block.x * block.y * block.z > 1024)
        return cudaErrorInvalidConfiguration;
    if (shape->dynamic > dynamic_most)
        return cudaErrorInvalidValue;
    return asked("SHIM_SABOTAGE", "launch-error") ? cudaErrorLaunchOutOfResources : cudaSuccess;
}

void shim_check_argument(const char *kernel, const void *pointer) {
    call("", [=] {
        if (!pointer || shim_memory_find(pointer))
            return cudaSuccess;
        fprintf(stderr, "shim: %s: %p is not the device's to follow\n", kernel, pointer);
        late = cudaErrorIllegalAddress;
        return cudaSuccess;
    });
}

static void run_now(const char *kernel, const struct shim_shape *shape, bool half,
                    const std::function<void()> *thread) {
    struct shim_launch launch = {
        kernel,         shape->blocks, shape->threads,
        shape->dynamic, half,          [](void *it) { (*(const std::function<void()> *)it)(); },
        (void *)thread};
    if (late != cudaSuccess)
        return;
    shim_memory_open();
    shim_run(&launch);
    shim_memory_close();
}

void shim_launch_kernel(const char *kernel, const struct shim_shape *asked_for,
                        std::function<void()> thread) {
    struct shim_shape shape = *asked_for;
    bool half = asked("SHIM_SABOTAGE", "half-blocks");
    call("cudaLaunchKernel", [&] {
        cudaError_t error = launchable(&shape);
        if (asked("SHIM_SABOTAGE", "late-error"))
            late = cudaErrorLaunchFailure;
        if (error == cudaSuccess && !asked("SHIM_SABOTAGE", "no-launch"))
            shim_queue_add(stream_of(shape.stream),
                           [=] { run_now(kernel, &shape, half, &thread); });
        return error;
    });
}
