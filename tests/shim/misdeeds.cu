/* What kernels and programs must not do, one by one, for tests/test_shim.sh. Usage: misdeeds NAME
   "right" or "wrong" on stdout is what the data say; the rest is for the shim to say. */
#include <cuda_runtime.h>

#include <stdio.h>
#include <string.h>

enum { THREADS = 96, BLOCKS = 3, COUNT = THREADS * BLOCKS };
constexpr unsigned ALL = 0xffffffff;

/* ---------------------------------------------------------------- what is wrong only sometimes ---
 */

template <bool WAIT> __global__ void reverse(int *data) {
    __shared__ int tile[THREADS];
    tile[threadIdx.x] = data[blockIdx.x * THREADS + threadIdx.x];
    if (WAIT)
        __syncthreads();
    data[blockIdx.x * THREADS + threadIdx.x] = tile[THREADS - 1 - threadIdx.x];
}

template <bool WAIT> __global__ void reverse_warps(int *data) {
    __shared__ int tile[THREADS];
    tile[threadIdx.x] = data[blockIdx.x * THREADS + threadIdx.x];
    if (WAIT)
        __syncwarp();
    data[blockIdx.x * THREADS + threadIdx.x] = tile[threadIdx.x ^ 31];
}

/* Each thread reads what its neighbour, perhaps in another block, writes. */
__global__ void shift_in_place(int *data) {
    int i = blockIdx.x * THREADS + threadIdx.x;
    data[i] = data[(i + 1) % COUNT];
}

__global__ void count_without_atomics(int *data) {
    data[0]++;
}

/* --------------------------------------------------------------------------- what is never right
 * --- */

__global__ void write_at(int *data, long long i) {
    data[i] = 1;
}

__global__ void read_at(int *data, long long i) {
    data[0] = data[i];
}

__global__ void write_nowhere(long long address) {
    *(int *)address = 1;
}

__global__ void write_behind_shared(int *data) {
    __shared__ int tile[THREADS];
    int *next = &tile[threadIdx.x];
    *++next = 1;
    data[threadIdx.x] = tile[threadIdx.x];
}

__global__ void fill_too_much_shared(int *data) {
    __shared__ int tile[13000];
    tile[threadIdx.x] = 1;
    data[threadIdx.x] = tile[threadIdx.x];
}

__global__ void wait_in_two_places(int *data) {
    if (threadIdx.x < 32)
        __syncthreads();
    else
        __syncthreads();
    data[threadIdx.x] = 0;
}

__global__ void wait_for_good(int *data) {
    if (threadIdx.x == 40)
        __syncthreads();
    data[threadIdx.x] = __shfl_sync(ALL, (int)threadIdx.x, 0);
}

__global__ void meet_the_returned(int *data) {
    if (threadIdx.x == 7)
        return;
    data[threadIdx.x] = __shfl_down_sync(ALL, (int)threadIdx.x, 1);
}

__global__ void meet_by_two_masks(int *data) {
    data[threadIdx.x] = __any_sync(threadIdx.x % 32 == 3 ? 0xffff : ALL, data[threadIdx.x]);
}

__global__ void meet_without_oneself(int *data) {
    data[threadIdx.x] = __ballot_sync(0xffff, 1);
}

__global__ void wait_in_a_loop(volatile int *data) {
    while (threadIdx.x == 0 && data[0] != 12345)
        ;
}

__device__ int go_deep(int depth) {
    volatile int much[1000] = {depth};
    return depth > 1000 ? much[0] : go_deep(depth + 1) + much[0];
}

__global__ void need_much_stack(int *data) {
    data[0] = go_deep(0);
}

/* ------------------------------------------------------------------------------------------------
 */

static int *data;
static int host[COUNT];

static bool is(const char *name, const char *wish) {
    return strcmp(name, wish) == 0;
}

static void check(int (*expected)(int)) {
    unsigned wrong = 0, digest = 0;
    cudaMemcpy(host, data, sizeof host, cudaMemcpyDeviceToHost);
    for (int i = 0; i < COUNT; i++) {
        wrong += host[i] != expected(i);
        digest = digest * 31 + (unsigned)host[i];
    }
    printf(wrong == 0 ? "right\n" : "wrong, digest %08x\n", digest);
}

static int reversed(int i) {
    return i / THREADS * THREADS + THREADS - 1 - i % THREADS;
}

static void launch_sometimes_wrong(const char *name) {
    if (is(name, "reverse"))
        reverse<true><<<BLOCKS, THREADS>>>(data), check(reversed);
    if (is(name, "reverse-no-barrier"))
        reverse<false><<<BLOCKS, THREADS>>>(data), check(reversed);
    if (is(name, "warps"))
        reverse_warps<true><<<BLOCKS, THREADS>>>(data), check([](int i) { return i ^ 31; });
    if (is(name, "warps-no-barrier"))
        reverse_warps<false><<<BLOCKS, THREADS>>>(data), check([](int i) { return i ^ 31; });
    if (is(name, "in-place"))
        shift_in_place<<<BLOCKS, THREADS>>>(data), check([](int i) { return (i + 1) % COUNT; });
    if (is(name, "no-atomics"))
        count_without_atomics<<<BLOCKS, THREADS>>>(data);
}

static void launch_never_right(const char *name) {
    if (is(name, "write-behind"))
        write_at<<<1, 1>>>(data, COUNT);
    if (is(name, "write-before"))
        write_at<<<1, 1>>>(data, -1);
    if (is(name, "write-far"))
        write_at<<<1, 1>>>(data, COUNT + 1000);
    if (is(name, "read-far"))
        read_at<<<1, 1>>>(data, -5000);
    if (is(name, "write-nowhere"))
        write_nowhere<<<1, 1>>>(4096);
    if (is(name, "host-pointer"))
        write_at<<<1, 1>>>(host, 0);
    if (is(name, "shared-behind"))
        write_behind_shared<<<1, THREADS>>>(data);
    if (is(name, "shared-much"))
        fill_too_much_shared<<<1, THREADS>>>(data);
    if (is(name, "two-barriers"))
        wait_in_two_places<<<1, THREADS>>>(data);
    if (is(name, "deadlock"))
        wait_for_good<<<1, THREADS>>>(data);
    if (is(name, "returned"))
        meet_the_returned<<<1, THREADS>>>(data);
    if (is(name, "two-masks"))
        meet_by_two_masks<<<1, THREADS>>>(data);
    if (is(name, "not-in-mask"))
        meet_without_oneself<<<1, THREADS>>>(data);
    if (is(name, "endless"))
        wait_in_a_loop<<<1, THREADS>>>(data);
    if (is(name, "stack"))
        need_much_stack<<<1, 1>>>(data);
}

static void say(const char *function, cudaError_t error) {
    printf("%s: %s\n", function, cudaGetErrorName(error));
}

/* What each call of an honest program answers, for faults that the environment asks for. */
static void walk(void) {
    int devices = -1;
    for (int i = 0; i < COUNT; i++)
        host[i] = i;
    say("count", cudaGetDeviceCount(&devices));
    say("malloc", cudaMalloc(&data, sizeof host));
    say("to", cudaMemcpy(data, host, sizeof host, cudaMemcpyHostToDevice));
    memset(host, 0, sizeof host);
    if (data)
        reverse<true><<<BLOCKS, THREADS>>>(data);
    say("launch", cudaGetLastError());
    say("synchronize", cudaDeviceSynchronize());
    check(reversed);
    say("from", cudaGetLastError());
    say("free", cudaFree(data));
    printf("devices: %d\n", devices);
}

static void leave_everything(void) {
    cudaStream_t stream;
    cudaEvent_t event;
    void *pinned;
    cudaStreamCreate(&stream);
    cudaEventCreate(&event);
    cudaMallocHost(&pinned, 10);
}

int main(int, char **arguments) {
    const char *name = arguments[1] ? arguments[1] : "";
    if (is(name, "walk"))
        return walk(), 0;
    for (int i = 0; i < COUNT; i++)
        host[i] = i;
    cudaMalloc(&data, sizeof host);
    if (is(name, "host-touch-new"))
        data[5] = 1;
    cudaMemcpy(data, host, sizeof host, cudaMemcpyHostToDevice);
    if (is(name, "host-touch"))
        data[3] = 1;
    if (is(name, "leak"))
        return leave_everything(), 0;
    launch_sometimes_wrong(name);
    launch_never_right(name);
    say("launch", cudaGetLastError());
    say("synchronize", cudaDeviceSynchronize());
    say("free", cudaFree(data));
    return 0;
}
