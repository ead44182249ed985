/* Every primitive of the shim in a kernel, against a plain loop; and what the API answers. */
#include <cuda_runtime.h>

extern "C" {
#include "test.h"
}

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <thread>

constexpr int MANY = 5000;

static bool is_ok(cudaError_t error) {
    if (error != cudaSuccess)
        printf("%s\n", cudaGetErrorName(error));
    return error == cudaSuccess;
}

template <class T> static T *device_new(int64_t count) {
    T *memory = NULL;
    if (!is_ok(cudaMalloc(&memory, (size_t)count * sizeof(T))))
        exit(1);
    return memory;
}

template <class T> static T *to_device(const T *host, int64_t count) {
    T *memory = device_new<T>(count);
    if (!is_ok(cudaMemcpy(memory, host, (size_t)count * sizeof(T), cudaMemcpyHostToDevice)))
        exit(1);
    return memory;
}

/* Takes the memory on the device back, as well. */
template <class T> static void to_host(T *host, T *memory, int64_t count) {
    if (!is_ok(cudaGetLastError()) ||
        !is_ok(cudaMemcpy(host, memory, (size_t)count * sizeof(T), cudaMemcpyDeviceToHost)) ||
        !is_ok(cudaFree(memory)))
        exit(1);
}

static __host__ __device__ unsigned noise(unsigned i) {
    i = (i ^ 61) * 2654435761u;
    return (i ^ i >> 15) * 2246822519u;
}

/* -------------------------------------------------------------------------------- places --- */

__global__ void number_threads(unsigned *number, dim3 size) {
    unsigned x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    unsigned z = blockIdx.z * blockDim.z + threadIdx.z;
    if (x < size.x && y < size.y && z < size.z)
        atomicAdd(&number[(z * size.y + y) * size.x + x], 1 + gridDim.x * warpSize);
}

static void test_places(void) {
    const dim3 size(37, 11, 3), block(8, 4, 2), grid(5, 3, 2);
    const int count = 37 * 11 * 3;
    unsigned number[37 * 11 * 3];
    unsigned *memory = device_new<unsigned>(count);
    cudaMemset(memory, 0, sizeof number);
    number_threads<<<grid, block>>>(memory, size);
    to_host(number, memory, count);
    int wrong = 0;
    for (int i = 0; i < count; i++)
        wrong += number[i] != 1 + 5 * 32;
    test_check(wrong == 0, "each of %d cells has one thread", count);
}

__global__ void add(const float *a, const float *b, float *sum, int count) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count)
        sum[i] = __ldg(&a[i]) + b[i];
}

static void test_add(int count, int threads) {
    static float a[MANY], b[MANY], sum[MANY];
    for (int i = 0; i < count; i++)
        a[i] = (float)(noise(i) % 1000), b[i] = (float)i;
    float *on_a = to_device(a, count), *on_b = to_device(b, count),
          *on_sum = device_new<float>(count);
    add<<<(count + threads - 1) / threads, threads>>>(on_a, on_b, on_sum, count);
    to_host(sum, on_sum, count);
    int wrong = 0;
    for (int i = 0; i < count; i++)
        wrong += sum[i] != a[i] + b[i];
    test_check(wrong == 0 && is_ok(cudaFree(on_a)) && is_ok(cudaFree(on_b)),
               "vector add of %d, %d threads a block", count, threads);
}

/* ------------------------------------------------------------------------- shared memory --- */

template <int N> __global__ void reverse(int *data) {
    __shared__ int tile[N];
    int mine = threadIdx.x, base = blockIdx.x * N;
    tile[mine] = data[base + mine];
    __syncthreads();
    data[base + mine] = tile[N - 1 - mine];
}

template <int N> static void test_reverse(void) {
    int data[3 * N], wrong = 0;
    for (int i = 0; i < 3 * N; i++)
        data[i] = i;
    int *memory = to_device(data, 3 * N);
    reverse<N><<<3, N>>>(memory);
    to_host(data, memory, 3 * N);
    for (int i = 0; i < 3 * N; i++)
        wrong += data[i] != i / N * N + N - 1 - i % N;
    test_check(wrong == 0, "reverse through shared memory, %d threads", N);
}

/* Sums by a tree in dynamic shared memory; returned threads are not waited for. */
__global__ void sum_tree(const unsigned *data, unsigned *sum, int count) {
    extern __shared__ unsigned part[];
    __shared__ unsigned many[2][3];
    unsigned mine = threadIdx.x, total = 0;
    for (int i = blockIdx.x * blockDim.x + mine; i < count; i += gridDim.x * blockDim.x)
        total += data[i];
    part[mine] = total;
    if (mine == 0)
        many[1][2] = 7;
    for (unsigned half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if (mine >= half)
            return;
        part[mine] += part[mine + half];
    }
    if (mine == 0 && many[1][2] == 7)
        atomicAdd(sum, part[0]);
}

static void test_sum_tree(int count, int blocks, int threads) {
    static unsigned data[MANY];
    unsigned sum = 0, expected = 0;
    for (int i = 0; i < count; i++)
        expected += data[i] = noise(i);
    unsigned *memory = to_device(data, count), *on_sum = to_device(&sum, 1);
    sum_tree<<<blocks, threads, threads * sizeof(unsigned)>>>(memory, on_sum, count);
    to_host(&sum, on_sum, 1);
    test_check(sum == expected && is_ok(cudaFree(memory)), "sum of %d in %d blocks of %d", count,
               blocks, threads);
}

/* Is garbage in shared memory, in the first block and in those after it? */
__global__ void leave_a_mark(int *marks) {
    __shared__ int mark;
    if (mark == 4711)
        atomicAdd(marks, 1);
    mark = 4711;
}

static void test_poison(void) {
    int marks = 0;
    unsigned words[64];
    int *on_marks = to_device(&marks, 1);
    leave_a_mark<<<20, 1>>>(on_marks);
    to_host(&marks, on_marks, 1);
    test_check(marks == 0, "shared memory is garbage in each block");
    to_host(words, device_new<unsigned>(64), 64);
    int plain = 0;
    for (int i = 0; i < 64; i++)
        plain += words[i] == 0 || words[i] == words[(i + 1) % 64];
    test_check(plain == 0, "device memory is garbage when it is new");
}

__global__ void count_up(unsigned *out) {
    int mine = threadIdx.x, all = blockDim.x;
    bool third = mine % 3 == 0;
    int count = __syncthreads_count(third);
    bool right = count == (all + 2) / 3 && !__syncthreads_and(third) == (all > 1) &&
                 __syncthreads_and(mine >= 0) && __syncthreads_or(mine == all - 1) &&
                 !__syncthreads_or(mine == all);
    out[mine] = right;
}

static void test_votes(int threads) {
    unsigned right[1024], wrong = 0;
    unsigned *memory = device_new<unsigned>(threads);
    count_up<<<1, threads>>>(memory);
    to_host(right, memory, threads);
    for (int i = 0; i < threads; i++)
        wrong += right[i] != 1;
    test_check(wrong == 0, "__syncthreads_count, _and, _or of %d threads", threads);
}

/* ---------------------------------------------------------------------------------- warps --- */

/* What CUDA's manual says that each lane gets; `of` is the value of a lane. */
struct shuffled {
    long long all, up, down, bfly;
};

static __host__ __device__ unsigned value_of(unsigned lane) {
    return lane * 2654435761u + 17;
}

template <class T> __global__ void shuffle(struct shuffled *out, int by, int width) {
    T mine = (T)value_of(threadIdx.x);
    out[threadIdx.x].all = (long long)__shfl_sync(0xffffffff, mine, by, width);
    out[threadIdx.x].up = (long long)__shfl_up_sync(0xffffffff, mine, by, width);
    out[threadIdx.x].down = (long long)__shfl_down_sync(0xffffffff, mine, by, width);
    out[threadIdx.x].bfly = (long long)__shfl_xor_sync(0xffffffff, mine, by, width);
}

template <class T> static int wrong_shuffles(int threads, int by, int width) {
    struct shuffled out[128];
    struct shuffled *memory = device_new<struct shuffled>(threads);
    shuffle<T><<<1, threads>>>(memory, by, width);
    to_host(out, memory, threads);
    int wrong = 0;
    for (int i = 0; i < threads; i++) {
        int first = i / width * width, end = first + width;
        auto of = [](int lane) { return (long long)(T)value_of((unsigned)lane); };
        wrong += out[i].all != of(first + by % width);
        wrong += out[i].up != of(i - by < first ? i : i - by);
        wrong += out[i].down != of(i + by >= end ? i : i + by);
        wrong += out[i].bfly != of((i ^ by) >= end ? i : i ^ by);
    }
    return wrong;
}

template <class T> static void test_shuffles(const char *type) {
    int wrong = 0;
    for (int width = 1; width <= 32; width *= 2)
        for (int by = 0; by < 32; by = 2 * by + 1)
            wrong += wrong_shuffles<T>(96, by, width);
    test_check(wrong == 0, "shuffles of %s", type);
}

__global__ void vote(unsigned *right) {
    unsigned lane = threadIdx.x % 32, mine = noise(lane) % 5, all = 0xffffffff;
    unsigned ballot = 0, same = 0, sum = 0, largest = 0;
    for (unsigned other = 0; other < 32; other++) {
        unsigned its = noise(other) % 5;
        ballot |= (its > 2) << other;
        same |= (its == mine) << other;
        sum += its;
        largest = max(largest, its);
    }
    bool votes = __ballot_sync(all, mine > 2) == ballot && __any_sync(all, lane == 31) &&
                 !__any_sync(all, lane == 32) && __all_sync(all, lane < 32) &&
                 !__all_sync(all, lane < 31) && __match_any_sync(all, mine) == same;
    bool sums = __reduce_add_sync(all, mine) == sum && __reduce_max_sync(all, mine) == largest &&
                __reduce_min_sync(all, (int)lane - 9) == -9 && (__activemask() >> lane & 1);
    right[threadIdx.x] = votes && sums;
}

/* Each quarter of a warp on its own way, and in the last warp of the block there is only a part. */
__global__ void meet_in_parts(unsigned *sum) {
    unsigned lane = threadIdx.x % 32, mask = 0xffu << lane / 8 * 8, mine = threadIdx.x;
    for (unsigned turn = 0; turn < lane / 8 + 1; turn++)
        for (int by = 4; by > 0; by /= 2)
            mine = max(mine, __shfl_xor_sync(mask, mine, by, 8));
    __syncwarp();
    sum[threadIdx.x] = mine + 100 * __popc(__ballot_sync(0xffffffff, 1));
}

/* Lane 1 meets lane 2, which is late, before it meets lane 0. */
__global__ void meet_in_turn(unsigned *out) {
    unsigned lane = threadIdx.x, mine = 10 + lane;
    if (lane == 2)
        for (int turn = 0; turn < 20; turn++)
            __nanosleep(1);
    if (lane > 0)
        mine = __shfl_sync(6, mine, 2);
    if (lane < 2)
        mine = __shfl_sync(3, mine, 1);
    out[lane] = mine;
}

static void test_turns(void) {
    unsigned out[3], *memory = device_new<unsigned>(3);
    meet_in_turn<<<1, 3>>>(memory);
    to_host(out, memory, 3);
    test_check(out[0] == 12 && out[1] == 12 && out[2] == 12, "lanes meet in turn");
}

static void test_warps(void) {
    unsigned out[112], wrong = 0;
    unsigned *memory = device_new<unsigned>(96);
    vote<<<1, 96>>>(memory);
    to_host(out, memory, 96);
    for (int i = 0; i < 96; i++)
        wrong += out[i] != 1;
    test_check(wrong == 0, "ballot, any, all, match and reductions of a warp");
    memory = device_new<unsigned>(112);
    meet_in_parts<<<1, 112>>>(memory);
    to_host(out, memory, 112);
    for (unsigned i = 0; i < 112; i++)
        wrong += out[i] != i / 8 * 8 + 7 + (i < 96 ? 3200 : 1600);
    test_check(wrong == 0, "parts of a warp meet on their own, and a warp may be a part");
}

/* -------------------------------------------------------------------------------- atomics --- */

struct totals {
    int sum, least;
    unsigned most, bits, odd, both, last, ring, winners;
    unsigned long long large;
    float real;
    double exact;
};

__global__ void total(struct totals *at) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    atomicAdd(&at->sum, i);
    atomicMin(&at->least, -i);
    atomicMax(&at->most, (unsigned)i);
    atomicOr(&at->bits, 1u << i % 20);
    atomicXor(&at->odd, (unsigned)i);
    atomicAnd(&at->both, ~(1u << i % 7));
    atomicExch(&at->last, (unsigned)i);
    atomicInc(&at->ring, 9);
    atomicAdd(&at->large, 1ull << 33);
    atomicAdd(&at->real, 0.5f);
    atomicAdd(&at->exact, 0.25);
    if (atomicCAS(&at->winners, 0u, 1u) == 0)
        atomicSub(&at->sum, 1);
}

static void test_atomics(void) {
    struct totals is = {};
    is.both = ~0u;
    struct totals *memory = to_device(&is, 1);
    total<<<9, 100>>>(memory);
    to_host(&is, memory, 1);
    unsigned odd = 0;
    for (unsigned i = 0; i < 900; i++)
        odd ^= i;
    bool whole = is.sum == 899 * 900 / 2 - 1 && is.least == -899 && is.most == 899 &&
                 is.bits == (1u << 20) - 1 && is.odd == odd && is.both == ~127u && is.last < 900;
    test_check(whole && is.winners == 1 && is.ring == 0, "atomic operations on int and unsigned");
    test_check(is.large == 900ull << 33 && is.real == 450 && is.exact == 225,
               "atomic sums of long long, float and double");
}

__global__ void wait_for_another(unsigned *flag, unsigned *out) {
    if (threadIdx.x == 5)
        atomicExch(flag, 1u);
    while (atomicAdd(flag, 0u) == 0)
        __nanosleep(10);
    __threadfence();
    out[threadIdx.x] = 1;
}

static void test_waiting(void) {
    unsigned flag = 0, out[64], sum = 0;
    unsigned *on_flag = to_device(&flag, 1), *memory = device_new<unsigned>(64);
    wait_for_another<<<1, 64>>>(on_flag, memory);
    to_host(out, memory, 64);
    for (int i = 0; i < 64; i++)
        sum += out[i];
    test_check(sum == 64 && is_ok(cudaFree(on_flag)), "a loop that waits for another thread ends");
}

/* ----------------------------------------------------------------------------- arithmetic --- */

__global__ void compute(bool *right) {
    right[0] = __popc(0xf0f01u) == 9 && __popcll(~0ull) == 64 && __ffs(0) == 0 && __ffs(8) == 4 &&
               __clz(1) == 31 && __clz(0) == 32 && __clzll(1) == 63 && __ffsll(1ll << 40) == 41;
    right[1] =
        __brev(1) == 0x80000000 && __brev(0x12345678) == 0x1e6a2c48 && __brevll(2) == 1ull << 62;
    right[2] = __funnelshift_l(0x80000001, 0x12, 4) == 0x128 &&
               __funnelshift_l(7, 0x12, 32) == 0x12 && __funnelshift_lc(7, 0x12, 33) == 7 &&
               __funnelshift_r(0x80000001, 0x12, 4) == 0x28000000 &&
               __funnelshift_r(7, 0x12, 32) == 7 && __funnelshift_rc(7, 0x12, 33) == 0x12;
    right[3] = min(3, -2) == -2 && max(2u, 7u) == 7 && min(1.5f, 2.5f) == 1.5f &&
               max(1ll, 2ll) == 2 && min(3, 7u) == 3 && __umulhi(1u << 31, 6) == 3;
    right[4] = __sinf(0) == 0 && __cosf(0) == 1 && clock64() > 0;
    uint4 four = make_uint4(1, 2, 3, 4);
    right[5] = four.w == 4 && sizeof(float2) == 8 && alignof(double2) == 16 && alignof(uint4) == 16;
}

static void test_arithmetic(void) {
    bool right[6];
    bool *memory = device_new<bool>(6);
    compute<<<1, 1>>>(memory);
    to_host(right, memory, 6);
    const char *what[] = {"counts of bits",   "reversed bits",       "funnel shifts",
                          "min, max, umulhi", "sine, cosine, clock", "vector types"};
    for (int i = 0; i < 6; i++)
        test_check(right[i], "%s", what[i]);
}

/* ------------------------------------------------------------------------------------ API --- */

__global__ void nothing(void) {
}

/* A launch says nothing; cudaGetLastError does, once. */
static void test_launch_errors(void) {
    nothing<<<0, 32>>>();
    test_check(cudaGetLastError() == cudaErrorInvalidConfiguration &&
                   cudaGetLastError() == cudaSuccess,
               "no blocks: an error, told once");
    nothing<<<1, dim3(32, 33)>>>();
    test_check(cudaPeekAtLastError() == cudaErrorInvalidConfiguration &&
                   cudaGetLastError() == cudaErrorInvalidConfiguration,
               "1056 threads: an error");
    nothing<<<dim3(1, 65536), 1>>>();
    test_check(cudaGetLastError() == cudaErrorInvalidConfiguration, "a grid too high: an error");
    nothing<<<1, 1, 49 << 10>>>();
    test_check(cudaGetLastError() == cudaErrorInvalidValue, "too much shared memory: an error");
    is_ok(cudaFuncSetAttribute(nothing, cudaFuncAttributeMaxDynamicSharedMemorySize, 64 << 10));
    nothing<<<1, 1, 49 << 10>>>();
    test_check(cudaGetLastError() == cudaSuccess, "... unless it was asked for");
}

static void test_copies(void) {
    char host[200] = "", back[200];
    char *on = device_new<char>(100);
    auto wrong = [](cudaError_t error) {
        cudaGetLastError();
        return error == cudaErrorInvalidValue;
    };
    test_check(wrong(cudaMemcpy(on, host, 101, cudaMemcpyHostToDevice)), "a copy past the end");
    test_check(wrong(cudaMemcpy(on - 1, host, 4, cudaMemcpyHostToDevice)),
               "a copy before the start");
    test_check(wrong(cudaMemcpy(on, host, 4, cudaMemcpyDeviceToHost)) &&
                   wrong(cudaMemcpy(host, on, 4, cudaMemcpyHostToHost)) &&
                   wrong(cudaMemcpy(host, back, 4, cudaMemcpyDeviceToHost)) &&
                   wrong(cudaMemcpy(on, host, 4, cudaMemcpyDeviceToDevice)),
               "copies whose kind is not so");
    test_check(wrong(cudaMemset(host, 0, 4)) && wrong(cudaMemset(on, 0, 101)), "memset of others");
    test_check(wrong(cudaFree(host)) && wrong(cudaFree(on + 8)) && wrong(cudaFreeHost(on)),
               "free of what is not cudaMalloc's");
    for (int i = 0; i < 100; i++)
        host[i] = (char)i;
    bool copied = is_ok(cudaMemcpy2D(on, 10, host, 20, 5, 3, cudaMemcpyDefault)) &&
                  is_ok(cudaMemcpy(back, on, 25, cudaMemcpyDefault));
    test_check(copied && back[4] == 4 && back[10] == 20 && back[24] == 44, "a copy of rows");
    test_check(is_ok(cudaFree(on)) && wrong(cudaFree(on)), "free twice");
}

static void test_streams(void) {
    cudaStream_t stream;
    cudaEvent_t start, end;
    float elapsed = -1;
    int *pinned, *on = device_new<int>(1);
    is_ok(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking));
    is_ok(cudaEventCreate(&start));
    is_ok(cudaEventCreate(&end));
    is_ok(cudaMallocHost(&pinned, sizeof *pinned));
    test_check(cudaEventElapsedTime(&elapsed, start, end) == cudaErrorInvalidResourceHandle,
               "no time between events that were not recorded");
    *pinned = 42;
    bool done = is_ok(cudaEventRecord(start, stream)) &&
                is_ok(cudaMemcpyAsync(on, pinned, sizeof *on, cudaMemcpyHostToDevice, stream)) &&
                is_ok(cudaEventRecord(end, stream)) && is_ok(cudaStreamWaitEvent(0, end)) &&
                is_ok(cudaMemsetAsync(pinned, 0, 0, stream)) &&
                is_ok(cudaStreamSynchronize(stream)) &&
                is_ok(cudaEventElapsedTime(&elapsed, start, end));
    *pinned = 0;
    done = done && is_ok(cudaMemcpy(pinned, on, sizeof *on, cudaMemcpyDeviceToHost));
    test_check(done && *pinned == 42 && elapsed >= 0, "copies in a stream, between events");
    struct cudaPointerAttributes where;
    test_check(is_ok(cudaPointerGetAttributes(&where, on)) && where.type == cudaMemoryTypeDevice &&
                   is_ok(cudaPointerGetAttributes(&where, pinned)) &&
                   where.type == cudaMemoryTypeHost &&
                   is_ok(cudaPointerGetAttributes(&where, &done)) &&
                   where.type == cudaMemoryTypeUnregistered,
               "pointers tell where they point");
    done = is_ok(cudaStreamDestroy(stream)) && is_ok(cudaEventDestroy(start)) &&
           is_ok(cudaEventDestroy(end)) && is_ok(cudaFree(on)) && is_ok(cudaFreeHost(pinned));
    test_check(done && cudaStreamSynchronize(stream) == cudaErrorInvalidResourceHandle,
               "a stream is gone when it is destroyed");
    cudaGetLastError();
}

__global__ static void copy_int(const int *from, int *to) {
    *to = *from;
}

/* Nothing is done before somebody waits for it; and streams wait for each other only if told to.
   Work that is done early by lot would hide that. */
static void test_lateness(void) {
    cudaStream_t one, other;
    cudaEvent_t done;
    int *pinned, seven = 7, *on = device_new<int>(2);
    unsetenv("SHIM_SEED");
    bool right = is_ok(cudaMallocHost(&pinned, sizeof *pinned)) &&
                 is_ok(cudaStreamCreateWithFlags(&one, cudaStreamNonBlocking)) &&
                 is_ok(cudaStreamCreateWithFlags(&other, cudaStreamNonBlocking)) &&
                 is_ok(cudaEventCreateWithFlags(&done, cudaEventDisableTiming)) &&
                 is_ok(cudaMemset(on, 0, 2 * sizeof *on)) && is_ok(cudaDeviceSynchronize());
    *pinned = -1;
    cudaMemcpyAsync(on, &seven, sizeof seven, cudaMemcpyHostToDevice, one);
    seven = 8; /* not pinned: the old value was taken along */
    cudaEventRecord(done, one);
    copy_int<<<1, 1, 0, other>>>(on, on + 1);
    cudaMemcpyAsync(pinned, on + 1, sizeof *pinned, cudaMemcpyDeviceToHost, other);
    test_check(right && *pinned == -1, "who does not wait sees what was before");
    cudaStreamSynchronize(other);
    test_check(*pinned == 0, "a stream does not wait for another");
    cudaStreamWaitEvent(other, done);
    copy_int<<<1, 1, 0, other>>>(on, on + 1);
    cudaMemcpyAsync(pinned, on + 1, sizeof *pinned, cudaMemcpyDeviceToHost, other);
    cudaStreamSynchronize(other);
    test_check(*pinned == 7, "unless it is told to, by an event");
    *pinned = 9;
    cudaMemcpyAsync(on, pinned, sizeof *pinned, cudaMemcpyHostToDevice, one);
    *pinned = 10; /* too early: the copy takes what is there when it is made */
    cudaStreamSynchronize(one);
    cudaMemcpy(pinned, on, sizeof *on, cudaMemcpyDeviceToHost);
    test_check(*pinned == 10, "pinned memory is read when the copy is made");
    cudaFree(on), cudaFreeHost(pinned), cudaEventDestroy(done);
    cudaStreamDestroy(one), cudaStreamDestroy(other);
}

/* What one of several threads of the host does, with a stream and memory of its own. */
static void drive(int number, bool *right) {
    cudaStream_t stream;
    int host[96] = {}, *on = device_new<int>(96);
    *right = is_ok(cudaStreamCreate(&stream));
    for (int turn = 0; turn < 20; turn++) {
        for (int i = 0; i < 96; i++)
            host[i] = number * 1000 + i;
        cudaMemcpyAsync(on, host, sizeof host, cudaMemcpyHostToDevice, stream);
        reverse<32><<<3, 32, 0, stream>>>(on);
        cudaMemcpyAsync(host, on, sizeof host, cudaMemcpyDeviceToHost, stream);
        *right = *right && is_ok(cudaGetLastError()) && is_ok(cudaStreamSynchronize(stream));
        for (int i = 0; i < 96; i++)
            *right = *right && host[i] == number * 1000 + (i ^ 31);
    }
    *right = *right && is_ok(cudaStreamDestroy(stream)) && is_ok(cudaFree(on));
}

static void test_host_threads(void) {
    bool right[4];
    std::thread threads[4];
    for (int i = 0; i < 4; i++)
        threads[i] = std::thread(drive, i, &right[i]);
    for (std::thread &thread : threads)
        thread.join();
    test_check(right[0] && right[1] && right[2] && right[3], "4 threads of the host, 4 streams");
}

static void test_device(void) {
    struct cudaDeviceProp is;
    int count = 0, major = 0, driver = 0, blocks = 0;
    test_check(is_ok(cudaGetDeviceCount(&count)) && count == 1 && is_ok(cudaSetDevice(0)) &&
                   cudaSetDevice(1) == cudaErrorInvalidDevice,
               "one device");
    cudaGetLastError();
    test_check(is_ok(cudaGetDeviceProperties(&is, 0)) && strcmp(is.name, "host shim") == 0 &&
                   is_ok(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0)) &&
                   major == is.major && is_ok(cudaDriverGetVersion(&driver)) && driver >= 13000,
               "it is the host shim");
    struct cudaFuncAttributes attributes;
    test_check(is_ok(cudaFuncGetAttributes(&attributes, reverse<33>)) &&
                   attributes.maxThreadsPerBlock >= 256 &&
                   is_ok(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, nothing, 256, 0)) &&
                   blocks == 8,
               "what a kernel takes");
    test_check(strcmp(cudaGetErrorName(cudaErrorNoDevice), "cudaErrorNoDevice") == 0 &&
                   strstr(cudaGetErrorString(cudaErrorNoDevice), "no CUDA-capable device"),
               "errors have names");
}

int main(void) {
    test_device();
    test_places();
    for (int count : {1, 31, 32, 33, 1000, MANY})
        test_add(count, 128);
    test_add(1000, 1000);
    test_reverse<1>();
    test_reverse<33>();
    test_reverse<1024>();
    test_sum_tree(MANY, 7, 256);
    test_sum_tree(3, 2, 2);
    test_poison();
    for (int threads : {1, 2, 33, 1024})
        test_votes(threads);
    test_shuffles<int>("int");
    test_shuffles<unsigned>("unsigned");
    test_shuffles<long long>("long long");
    test_shuffles<unsigned long long>("unsigned long long");
    test_shuffles<float>("float");
    test_shuffles<double>("double");
    test_warps();
    test_turns();
    test_atomics();
    test_waiting();
    test_arithmetic();
    test_launch_errors();
    test_copies();
    test_streams();
    test_lateness();
    test_host_threads();
    return test_end();
}
