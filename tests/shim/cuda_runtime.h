/* CUDA's runtime without a GPU: the part of the API that Roundabout's programs use, with the names,
   types and values of CUDA 13, on the memory and one core of the host. Work is done when somebody
   waits for it (queue.h).

   What is unkind on a device is unkind here. Device memory is filled with garbage when it is new,
   the host cannot touch it outside of a copy, and who writes beside it is found; so is a host
   pointer in a kernel. A kernel that failed is told by a later call, a launch that could not be by
   cudaGetLastError.

   Asked by the environment, it fails, so that tests can see a program notice:

     SHIM_SEED=n             another order of blocks and threads
     SHIM_DEVICES=n          so many devices
     SHIM_DRIVER=old         a driver too old; SHIM_ARCH=old: a device too old
     SHIM_MEMORY=bytes       as much device memory
     SHIM_FAIL=function:n    the n-th call of that function fails with cudaErrorUnknown
     SHIM_LEAKS=1            what is not given back at the end: a line, and status 3
     SHIM_SABOTAGE=...       and nobody says so:
         no-launch, half-blocks      kernels do not run, or in part
         launch-error, late-error    they do not, which is told at once, or later
         stale-read                  copies to the host leave it as it was */
#ifndef SHIM_CUDA_RUNTIME_H
#define SHIM_CUDA_RUNTIME_H

#include "device.h"

#include <functional>

#define CUDART_VERSION 13000

#define SHIM_ERRORS(ERROR)                                                                      \
    ERROR(cudaSuccess, 0, "no error")                                                           \
    ERROR(cudaErrorInvalidValue, 1, "invalid argument")                                         \
    ERROR(cudaErrorMemoryAllocation, 2, "out of memory")                                        \
    ERROR(cudaErrorInitializationError, 3, "initialization error")                              \
    ERROR(cudaErrorInvalidConfiguration, 9, "invalid configuration argument")                   \
    ERROR(cudaErrorInvalidMemcpyDirection, 21, "invalid copy direction for memcpy")             \
    ERROR(cudaErrorInsufficientDriver, 35,                                                      \
          "CUDA driver version is insufficient for CUDA runtime version")                       \
    ERROR(cudaErrorDevicesUnavailable, 46, "CUDA-capable device(s) is/are busy or unavailable") \
    ERROR(cudaErrorInvalidDeviceFunction, 98, "invalid device function")                        \
    ERROR(cudaErrorNoDevice, 100, "no CUDA-capable device is detected")                         \
    ERROR(cudaErrorInvalidDevice, 101, "invalid device ordinal")                                \
    ERROR(cudaErrorNoKernelImageForDevice, 209,                                                 \
          "no kernel image is available for execution on the device")                           \
    ERROR(cudaErrorECCUncorrectable, 214, "uncorrectable ECC error encountered")                \
    ERROR(cudaErrorInvalidResourceHandle, 400, "invalid resource handle")                       \
    ERROR(cudaErrorNotReady, 600, "device not ready")                                           \
    ERROR(cudaErrorIllegalAddress, 700, "an illegal memory access was encountered")             \
    ERROR(cudaErrorLaunchOutOfResources, 701, "too many resources requested for launch")        \
    ERROR(cudaErrorLaunchTimeout, 702, "the launch timed out and was terminated")               \
    ERROR(cudaErrorLaunchFailure, 719, "unspecified launch failure")                            \
    ERROR(cudaErrorNotSupported, 801, "operation not supported")                                \
    ERROR(cudaErrorUnknown, 999, "unknown error")

#define SHIM_NUMBER(name, number, text) name = number,
enum cudaError { SHIM_ERRORS(SHIM_NUMBER) };
typedef enum cudaError cudaError_t;
#undef SHIM_NUMBER

enum cudaMemcpyKind {
    cudaMemcpyHostToHost = 0,
    cudaMemcpyHostToDevice = 1,
    cudaMemcpyDeviceToHost = 2,
    cudaMemcpyDeviceToDevice = 3,
    cudaMemcpyDefault = 4
};

enum cudaMemoryType {
    cudaMemoryTypeUnregistered = 0,
    cudaMemoryTypeHost = 1,
    cudaMemoryTypeDevice = 2,
    cudaMemoryTypeManaged = 3
};

enum cudaDeviceAttr {
    cudaDevAttrMaxThreadsPerBlock = 1,
    cudaDevAttrMaxGridDimX = 5,
    cudaDevAttrMaxSharedMemoryPerBlock = 8,
    cudaDevAttrWarpSize = 10,
    cudaDevAttrClockRate = 13,
    cudaDevAttrMultiProcessorCount = 16,
    cudaDevAttrMemoryClockRate = 36,
    cudaDevAttrGlobalMemoryBusWidth = 37,
    cudaDevAttrL2CacheSize = 38,
    cudaDevAttrMaxThreadsPerMultiProcessor = 39,
    cudaDevAttrComputeCapabilityMajor = 75,
    cudaDevAttrComputeCapabilityMinor = 76,
    cudaDevAttrMaxSharedMemoryPerMultiprocessor = 81,
    cudaDevAttrMaxSharedMemoryPerBlockOptin = 97
};

enum cudaFuncAttribute {
    cudaFuncAttributeMaxDynamicSharedMemorySize = 8,
    cudaFuncAttributePreferredSharedMemoryCarveout = 9
};

#define cudaHostAllocDefault 0x00
#define cudaHostAllocPortable 0x01
#define cudaHostAllocMapped 0x02
#define cudaHostAllocWriteCombined 0x04
#define cudaStreamDefault 0x00
#define cudaStreamNonBlocking 0x01
#define cudaEventDefault 0x00
#define cudaEventBlockingSync 0x01
#define cudaEventDisableTiming 0x02

typedef struct CUstream_st *cudaStream_t;
typedef struct CUevent_st *cudaEvent_t;
#define cudaStreamLegacy ((cudaStream_t)0x1)
#define cudaStreamPerThread ((cudaStream_t)0x2)

struct cudaDeviceProp {
    char name[256];
    size_t totalGlobalMem, sharedMemPerBlock, sharedMemPerBlockOptin, sharedMemPerMultiprocessor;
    size_t totalConstMem;
    int regsPerBlock, regsPerMultiprocessor, warpSize, maxThreadsPerBlock;
    int maxThreadsDim[3], maxGridSize[3];
    int major, minor, multiProcessorCount, maxThreadsPerMultiProcessor, maxBlocksPerMultiProcessor;
    int integrated, concurrentKernels, asyncEngineCount, ECCEnabled, unifiedAddressing;
    int pciBusID, pciDeviceID, pciDomainID, memoryBusWidth, l2CacheSize;
};

struct cudaFuncAttributes {
    size_t sharedSizeBytes, constSizeBytes, localSizeBytes;
    int maxThreadsPerBlock, numRegs, ptxVersion, binaryVersion, maxDynamicSharedSizeBytes;
};

struct cudaPointerAttributes {
    enum cudaMemoryType type;
    int device;
    void *devicePointer, *hostPointer;
};

extern "C" {
const char *cudaGetErrorName(cudaError_t error);
const char *cudaGetErrorString(cudaError_t error);
cudaError_t cudaGetLastError(void);
cudaError_t cudaPeekAtLastError(void);

cudaError_t cudaGetDeviceCount(int *count);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDevice(int *device);
cudaError_t cudaGetDeviceProperties(struct cudaDeviceProp *properties, int device);
cudaError_t cudaDeviceGetAttribute(int *value, enum cudaDeviceAttr attribute, int device);
cudaError_t cudaDeviceGetPCIBusId(char *id, int length, int device);
cudaError_t cudaDriverGetVersion(int *version);
cudaError_t cudaRuntimeGetVersion(int *version);
cudaError_t cudaDeviceSynchronize(void);

cudaError_t cudaMalloc(void **memory, size_t bytes);
cudaError_t cudaMallocManaged(void **memory, size_t bytes, unsigned flags = 1);
cudaError_t cudaMallocHost(void **memory, size_t bytes);
cudaError_t cudaHostAlloc(void **memory, size_t bytes, unsigned flags);
cudaError_t cudaFree(void *memory);
cudaError_t cudaFreeHost(void *memory);
cudaError_t cudaMemGetInfo(size_t *free, size_t *total);
cudaError_t cudaPointerGetAttributes(struct cudaPointerAttributes *attributes, const void *pointer);

cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind);
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, enum cudaMemcpyKind kind,
                            cudaStream_t stream = 0);
cudaError_t cudaMemcpy2D(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                         size_t width, size_t height, enum cudaMemcpyKind kind);
cudaError_t cudaMemcpy2DAsync(void *to, size_t to_pitch, const void *from, size_t from_pitch,
                              size_t width, size_t height, enum cudaMemcpyKind kind,
                              cudaStream_t stream = 0);
cudaError_t cudaMemset(void *memory, int value, size_t bytes);
cudaError_t cudaMemsetAsync(void *memory, int value, size_t bytes, cudaStream_t stream = 0);

cudaError_t cudaStreamCreate(cudaStream_t *stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaStreamQuery(cudaStream_t stream);
cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned flags = 0);

cudaError_t cudaEventCreate(cudaEvent_t *event);
cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned flags);
cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = 0);
cudaError_t cudaEventSynchronize(cudaEvent_t event);
cudaError_t cudaEventQuery(cudaEvent_t event);
cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t start, cudaEvent_t end);
cudaError_t cudaEventDestroy(cudaEvent_t event);

cudaError_t cudaFuncGetAttributes(struct cudaFuncAttributes *attributes, const void *kernel);
cudaError_t cudaFuncSetAttribute(const void *kernel, enum cudaFuncAttribute attribute, int value);
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, const void *kernel,
                                                          int threads, size_t dynamic);
}

/* C++ may pass pointers and kernels of any type. */
template <class T> cudaError_t cudaMalloc(T **memory, size_t bytes) {
    return cudaMalloc((void **)memory, bytes);
}

template <class T> cudaError_t cudaMallocManaged(T **memory, size_t bytes, unsigned flags = 1) {
    return cudaMallocManaged((void **)memory, bytes, flags);
}

template <class T> cudaError_t cudaMallocHost(T **memory, size_t bytes, unsigned flags = 0) {
    return flags ? cudaHostAlloc((void **)memory, bytes, flags)
                 : cudaMallocHost((void **)memory, bytes);
}

template <class T> cudaError_t cudaHostAlloc(T **memory, size_t bytes, unsigned flags) {
    return cudaHostAlloc((void **)memory, bytes, flags);
}

template <class T> cudaError_t cudaFuncGetAttributes(struct cudaFuncAttributes *out, T *kernel) {
    return cudaFuncGetAttributes(out, (const void *)kernel);
}

template <class T>
cudaError_t cudaFuncSetAttribute(T *kernel, enum cudaFuncAttribute which, int v) {
    return cudaFuncSetAttribute((const void *)kernel, which, v);
}

template <class T>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int *blocks, T kernel, int threads,
                                                          size_t dynamic) {
    return cudaOccupancyMaxActiveBlocksPerMultiprocessor(blocks, (const void *)kernel, threads,
                                                         dynamic);
}

/* -------------------------------------------------------------------------------- launches --- */

/* What launch.sed makes of kernel<<<blocks, threads, dynamic, stream>>>(arguments...). */
#define SHIM_LAUNCH(kernel, ...)                                                      \
    shim_launcher {                                                                   \
        [&](auto... shim_arguments) { kernel(shim_arguments...); }, SHIM_NAME kernel, \
            shim_shape(__VA_ARGS__)                                                   \
    }
#define SHIM_NAME(...) #__VA_ARGS__

struct shim_shape {
    dim3 blocks, threads;
    size_t dynamic;
    cudaStream_t stream;
    shim_shape(dim3 blocks, dim3 threads, size_t dynamic = 0, cudaStream_t stream = 0)
        : blocks(blocks), threads(threads), dynamic(dynamic), stream(stream) {
    }
};

/* Any pointer that a kernel gets must be the device's to follow. */
void shim_check_argument(const char *kernel, const void *pointer);
void shim_launch_kernel(const char *kernel, const struct shim_shape *shape,
                        std::function<void()> thread);

template <class Call> struct shim_launcher {
    Call call;
    const char *kernel;
    struct shim_shape shape;

    template <class T> void check(T argument) const {
        if constexpr (std::is_pointer_v<T>)
            shim_check_argument(kernel, (const void *)argument);
    }

    template <class... Arguments> void operator()(Arguments... arguments) const {
        (check(arguments), ...);
        shim_launch_kernel(kernel, &shape,
                           [call = this->call, arguments...] { call(arguments...); });
    }
};
template <class Call> shim_launcher(Call, const char *, shim_shape) -> shim_launcher<Call>;

#endif
