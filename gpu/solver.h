/* cuSOLVER on one stream: the library's three ways to all eigenpairs of a few matrices.

       the host, pinned                            the GPU
       | a a a | w w w | info | workspace |  <-->  | a a a | w w w | info | workspace |

   Its matrices lie column by column and its vectors are columns, ours lie row by row and are rows:
   in memory that is the same, for a symmetric matrix, and nothing has to be turned.

   All that a call needs belongs to the solver, so each thread of the host may have one of its own.
   One for two threads would not do: cuSOLVER's handles know one stream and one caller at a time. */
#ifndef SOLVER_H
#define SOLVER_H

#include "device.h"

extern "C" {
#include "eigh_order.h"
}

#include <cusolverDn.h>

#define CUSOLVER(call) solver_check((call), #call, __FILE__, __LINE__)

static inline void solver_check(cusolverStatus_t status, const char *call, const char *file,
                                int line) {
    static const char *const meaning[] = {"success",
                                          "the library could not begin",
                                          "it has no memory",
                                          "it does not take one of the arguments",
                                          "it does not know this kind of GPU",
                                          "memory could not be mapped",
                                          "the GPU could not do it",
                                          "an error inside the library",
                                          "it does not know this kind of matrix",
                                          "it does not do that"};
    if (status == CUSOLVER_STATUS_SUCCESS)
        return;
    device_check(cudaGetLastError(), call, file, line); /* says more, if it knows */
    device_last_words();
    die_failed("%s:%d: %s: %s (cuSOLVER's status %d)", file, line, call,
               status <= CUSOLVER_STATUS_NOT_SUPPORTED ? meaning[status] : "see its manual",
               (int)status);
}

/* What there is room for: matrices of n rows, and bytes of workspace on either side. */
struct solver_room {
    int64_t n, count;
    size_t on_host, on_gpu;
};

struct solver_memory {
    double *a, *w, *power; /* of two, by which a matrix was multiplied: on the host */
    int *info;
    char *work;
};

struct solver {
    struct device_clock clock; /* and its stream */
    struct accelerator_seconds spent;
    cusolverDnHandle_t handle;
    cusolverDnParams_t params;
    syevjInfo_t jacobi;
    double *any; /* memory of the GPU, for a question about larger ones */
    struct solver_room room;
    struct solver_memory host, gpu;
};

/* ------------------------------------------------------------------------------------ ways --- */

struct solver_way {
    const char *call;
    bool many; /* matrices in a call */
    struct solver_room (*room)(const struct solver *s, int64_t n, int64_t count);
    void (*solve)(struct solver *s, struct solver_room room);
};

/* What all calls of the 64-bit interface begin with. They read one triangle; which, is all one. */
#define SOLVER_TASK(s, n, a, w)                                                                   \
    (s)->handle, (s)->params, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_LOWER, n, CUDA_R_64F, a, \
        n, CUDA_R_64F, w, CUDA_R_64F
#define SOLVER_WORK(s, room) \
    (s)->gpu.work, (room).on_gpu, (s)->host.work, (room).on_host, (s)->gpu.info

static inline struct solver_room solver_one_room(const struct solver *s, int64_t n, int64_t) {
    struct solver_room room = {n, 1, 0, 0};
    CUSOLVER(cusolverDnXsyevd_bufferSize(SOLVER_TASK(s, n, s->any, s->any), &room.on_gpu,
                                         &room.on_host));
    return room;
}

static inline void solver_one(struct solver *s, struct solver_room room) {
    CUSOLVER(cusolverDnXsyevd(SOLVER_TASK(s, room.n, s->gpu.a, s->gpu.w), SOLVER_WORK(s, room)));
}

static inline struct solver_room solver_jacobi_room(const struct solver *s, int64_t n,
                                                    int64_t count) {
    int numbers = 0;
    CUSOLVER(cusolverDnDsyevjBatched_bufferSize(s->handle, CUSOLVER_EIG_MODE_VECTOR,
                                                CUBLAS_FILL_MODE_LOWER, (int)n, s->any, (int)n,
                                                s->any, &numbers, s->jacobi, (int)count));
    return {n, count, 0, numbers * sizeof(double)};
}

static inline void solver_jacobi(struct solver *s, struct solver_room room) {
    CUSOLVER(cusolverDnDsyevjBatched(s->handle, CUSOLVER_EIG_MODE_VECTOR, CUBLAS_FILL_MODE_LOWER,
                                     (int)room.n, s->gpu.a, (int)room.n, s->gpu.w,
                                     (double *)s->gpu.work, (int)(room.on_gpu / sizeof(double)),
                                     s->gpu.info, s->jacobi, (int)room.count));
}

#if CUSOLVER_VERSION >= 11701 /* CUDA 12.6, update 2 */
static inline struct solver_room solver_batched_room(const struct solver *s, int64_t n,
                                                     int64_t count) {
    struct solver_room room = {n, count, 0, 0};
    CUSOLVER(cusolverDnXsyevBatched_bufferSize(SOLVER_TASK(s, n, s->any, s->any), &room.on_gpu,
                                               &room.on_host, count));
    return room;
}

static inline void solver_batched(struct solver *s, struct solver_room room) {
    CUSOLVER(cusolverDnXsyevBatched(SOLVER_TASK(s, room.n, s->gpu.a, s->gpu.w),
                                    SOLVER_WORK(s, room), room.count));
}
#else
static struct solver_room (*const solver_batched_room)(const struct solver *, int64_t,
                                                       int64_t) = NULL;
static void (*const solver_batched)(struct solver *, struct solver_room) = NULL;
#endif

enum { SOLVER_ONE, SOLVER_JACOBI, SOLVER_BATCHED, SOLVER_WAYS };

/* A way without functions is one that this cuSOLVER does not have. */
static const struct solver_way solver_ways[SOLVER_WAYS] = {
    {"cusolverDnXsyevd", false, solver_one_room, solver_one},
    {"cusolverDnDsyevjBatched", true, solver_jacobi_room, solver_jacobi},
    {"cusolverDnXsyevBatched", true, solver_batched_room, solver_batched},
};

/* ---------------------------------------------------------------------------------- memory --- */

/* Once for each. The stream waits for no other, also not for the default one. */
static inline void solver_open(struct solver *s) {
    if (s->handle != NULL)
        return;
    CUDA(cudaStreamCreateWithFlags(&s->clock.stream, cudaStreamNonBlocking));
    CUSOLVER(cusolverDnCreate(&s->handle));
    CUSOLVER(cusolverDnSetStream(s->handle, s->clock.stream));
    CUSOLVER(cusolverDnCreateParams(&s->params));
    CUSOLVER(cusolverDnCreateSyevjInfo(&s->jacobi));
    CUSOLVER(cusolverDnXsyevjSetSortEig(s->jacobi, 1));
    s->any = device_new<double>(1);
}

/* Of the GPU's memory, in all. */
static inline double solver_bytes(const struct solver_room *room) {
    double n = (double)room->n;
    return (double)room->count * (8 * n * n + 8 * n + 4) + (double)room->on_gpu;
}

static inline void solver_release(struct solver *s) {
    void *on_gpu[] = {s->gpu.a, s->gpu.w, s->gpu.info, s->gpu.work};
    void *on_host[] = {s->host.a, s->host.w, s->host.power, s->host.info, s->host.work};
    if (s->room.count == 0)
        return;
    for (void *block : on_gpu)
        CUDA(cudaFree(block));
    for (void *block : on_host)
        CUDA(cudaFreeHost(block));
    s->gpu = s->host = {};
    s->room = {};
}

static inline void solver_close(struct solver *s) {
    if (s->handle == NULL)
        return;
    solver_release(s);
    CUDA(cudaFree(s->any));
    CUSOLVER(cusolverDnDestroySyevjInfo(s->jacobi));
    CUSOLVER(cusolverDnDestroyParams(s->params));
    CUSOLVER(cusolverDnDestroy(s->handle));
    device_clock_close(&s->clock);
    CUDA(cudaStreamDestroy(s->clock.stream));
    *s = {};
}

static inline bool solver_has(const struct solver_room *have, const struct solver_room *want) {
    return have->count >= want->count && have->count * have->n >= want->count * want->n &&
           have->count * have->n * have->n >= want->count * want->n * want->n &&
           have->on_host >= want->on_host && have->on_gpu >= want->on_gpu;
}

/* What is new is filled in the default stream, for which ours would not wait. */
static inline void solver_reserve(struct solver *s, const struct solver_room *want) {
    int64_t values = want->count * want->n, entries = values * want->n;
    if (solver_has(&s->room, want))
        return;
    solver_release(s);
    s->gpu.a = device_new<double>(entries), s->host.a = device_new_pinned<double>(entries);
    s->gpu.w = device_new<double>(values), s->host.w = device_new_pinned<double>(values);
    s->gpu.info = device_new<int>(want->count), s->host.info = device_new_pinned<int>(want->count);
    s->gpu.work = device_new<char>((int64_t)want->on_gpu);
    s->host.work = device_new_pinned<char>((int64_t)want->on_host);
    s->host.power = device_new_pinned<double>(want->count);
    s->room = *want;
    CUDA(cudaDeviceSynchronize());
}

/* --------------------------------------------------------------------------------- solving --- */

/* Copies a matrix, scaled where squares of its entries might leave the range of numbers: cuSOLVER
   does not promise to look. Returns the power of two. Of eight maxima none waits for another. */
static inline double solver_load(int64_t n, const double *a, double *to) {
    double most[8] = {0};
    for (int64_t i = 0; i < n * n; i += 8)
        for (int64_t k = 0; k < 8 && i + k < n * n; k++) {
            double entry = to[i + k] = a[i + k], size = entry < 0 ? -entry : entry;
            most[k] = size > most[k] ? size : most[k];
        }
    for (int k = 1; k < 8; k++)
        most[0] = most[k] > most[0] ? most[k] : most[0];
    if (most[0] > 0x1p-400 && most[0] < 0x1p400)
        return 1;
    double power = eigh_power(n, a);
    for (int64_t i = 0; i < n * n; i++)
        to[i] *= power;
    return power;
}

static inline void solver_to(struct solver *s, const struct solver_room *room) {
    device_clock_begin(&s->clock);
    CUDA(cudaMemcpyAsync(s->gpu.a, s->host.a, room->count * room->n * room->n * sizeof(double),
                         cudaMemcpyHostToDevice, s->clock.stream));
    device_clock_end(&s->clock, &s->spent.to);
}

static inline void solver_back(struct solver *s, const struct solver_room *room) {
    size_t values = room->count * room->n;
    device_clock_begin(&s->clock);
    CUDA(cudaMemcpyAsync(s->host.a, s->gpu.a, values * room->n * sizeof(double),
                         cudaMemcpyDeviceToHost, s->clock.stream));
    CUDA(cudaMemcpyAsync(s->host.w, s->gpu.w, values * sizeof(double), cudaMemcpyDeviceToHost,
                         s->clock.stream));
    CUDA(cudaMemcpyAsync(s->host.info, s->gpu.info, room->count * sizeof(int),
                         cudaMemcpyDeviceToHost, s->clock.stream));
    device_clock_end(&s->clock, &s->spent.back);
}

/* Solves `count` matrices, in place, as eigh_stage's solve_batch; s->host.info[i] is 0 or says what
   went wrong with the i-th. */
static inline void solver_solve(struct solver *s, const struct solver_way *way, int64_t n,
                                int64_t count, double *a, double *w) {
    struct solver_room room = way->room(s, n, count);
    solver_reserve(s, &room);
    for (int64_t i = 0; i < count; i++)
        s->host.power[i] = solver_load(n, a + i * n * n, s->host.a + i * n * n);
    solver_to(s, &room);
    device_clock_begin(&s->clock);
    way->solve(s, room);
    device_clock_end(&s->clock, &s->spent.work);
    solver_back(s, &room);
    memcpy(a, s->host.a, (size_t)(count * n * n) * sizeof *a);
    for (int64_t i = 0; i < count * n; i++)
        w[i] = s->host.w[i] / s->host.power[i / n];
}

#endif
