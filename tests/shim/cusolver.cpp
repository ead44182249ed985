#include "cusolverDn.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

enum { ALIVE = 0x50f7, MOST_BATCH = 32768, SWEEPS = 50 };

struct cusolverDnContext {
    int alive;
    bool has_stream;
    cudaStream_t stream;
    std::atomic<bool> busy;
};

struct cusolverDnParams {
    int alive;
};

struct syevjInfo {
    int alive, sort;
};

static bool asked(const char *sabotage) {
    const char *wish = getenv("SHIM_SABOTAGE");
    return wish && strcmp(wish, sabotage) == 0;
}

/* Whether this is the call that SHIM_FAIL names. */
static bool is_to_fail(const char *function) {
    static std::atomic<long> calls;
    const char *wish = getenv("SHIM_FAIL");
    size_t length = strlen(function);
    if (!wish || strncmp(wish, function, length) != 0 || wish[length] != ':')
        return false;
    return ++calls == atol(wish + length + 1);
}

/* ---------------------------------------------------------------------------------- rotations ---
 */

/* Entry (i, j) of a matrix by columns, all of it from the triangle that was named. */
static void mirror(int64_t n, double *a, cublasFillMode_t uplo) {
    for (int64_t j = 0; j < n; j++)
        for (int64_t i = j + 1; i < n; i++)
            if (uplo == CUBLAS_FILL_MODE_LOWER)
                a[i * n + j] = a[j * n + i];
            else
                a[j * n + i] = a[i * n + j];
}

static void turn(double *x, double *y, double c, double s) {
    double before = *x;
    *x = c * before - s * *y;
    *y = s * before + c * *y;
}

/* The values on the diagonal are not computed as the others: that would round more often. */
static void rotate(int64_t n, double *a, double *v, int64_t p, int64_t q) {
    double beside = a[p * n + q], at_p = a[p * n + p], at_q = a[q * n + q];
    double theta = (at_q - at_p) / (2 * beside);
    double t = (theta < 0 ? -1 : 1) / (fabs(theta) + sqrt(theta * theta + 1));
    double c = 1 / sqrt(t * t + 1), s = t * c;
    for (int64_t k = 0; k < n; k++) {
        turn(&a[p * n + k], &a[q * n + k], c, s);
        a[k * n + p] = a[p * n + k], a[k * n + q] = a[q * n + k];
        turn(&v[p * n + k], &v[q * n + k], c, s);
    }
    a[p * n + p] = at_p - t * beside, a[q * n + q] = at_q + t * beside;
    a[p * n + q] = a[q * n + p] = 0;
}

/* Returns 0, or what info says of a matrix that did not converge. Numbers that are too large or too
   small for their squares make a bad solver of this one, as they may of any. */
static int solve(int64_t n, double *a, double *w) {
    std::vector<double> v(n * n);
    std::vector<int64_t> order(n);
    double small = 0x1p-54 * sqrt(std::inner_product(a, a + n * n, a, 0.0));
    int64_t turned = small > 0;
    for (int64_t i = 0; i < n; i++)
        v[i * n + i] = 1, order[i] = i;
    for (int sweep = 0; sweep < SWEEPS && turned > 0; sweep++) {
        turned = 0;
        for (int64_t p = 0; p < n; p++)
            for (int64_t q = p + 1; q < n; q++)
                if (fabs(a[p * n + q]) > small && ++turned)
                    rotate(n, a, v.data(), p, q);
    }
    std::sort(order.begin(), order.end(),
              [=](int64_t i, int64_t j) { return a[i * n + i] < a[j * n + j]; });
    for (int64_t k = 0; k < n; k++)
        w[k] = a[order[k] * n + order[k]];
    for (int64_t k = 0; k < n; k++)
        std::copy_n(&v[order[k] * n], n, &a[k * n]);
    return turned == 0 ? 0 : (int)n + 1;
}

/* ---------------------------------------------------------------------------------- sabotage ---
 */

static void spoil(int64_t n, int64_t batch, double *a, double *w, int *info) {
    if (asked("solver-info"))
        info[batch - 1] = 3;
    if (asked("solver-argument"))
        info[0] = -4;
    if (n < 2)
        return;
    if (asked("solver-unsorted")) {
        std::swap(w[0], w[n - 1]);
        std::swap_ranges(a, a + n, a + (n - 1) * n);
    }
    if (asked("solver-nan"))
        w[n * batch - 1] = NAN;
    if (asked("solver-mixed") && batch > 1)
        std::swap_ranges(a, a + n * n, a + n * n);
    for (int64_t i = 0; i < n && asked("solver-rows"); i++)
        for (int64_t j = 0; j < i; j++)
            std::swap(a[i * n + j], a[j * n + i]);
}

/* ------------------------------------------------------------------------------------- a call ---
 */

struct task {
    const char *function;
    cusolverDnHandle_t handle;
    bool known; /* params, job, types: all that has to be what it is */
    bool many;  /* matrices; it counts with 32 bits */
    cublasFillMode_t uplo;
    int64_t n, lda, batch;
    double *a, *w;
    int *info;
};

struct work {
    void *device, *host;
    size_t on_device, on_host;
};

static cusolverStatus_t refusal(const struct task *task) {
    if (!task->handle || task->handle->alive != ALIVE)
        return CUSOLVER_STATUS_NOT_INITIALIZED;
    if (is_to_fail(task->function))
        return CUSOLVER_STATUS_INTERNAL_ERROR;
    double entries = (double)task->n * (double)task->lda * (double)task->batch;
    bool counts = task->n >= 1 && task->lda >= task->n && task->batch >= 1 &&
                  task->batch <= MOST_BATCH && (!task->many || entries <= INT32_MAX);
    bool triangle = task->uplo == CUBLAS_FILL_MODE_LOWER || task->uplo == CUBLAS_FILL_MODE_UPPER;
    return task->known && counts && triangle ? CUSOLVER_STATUS_SUCCESS
                                             : CUSOLVER_STATUS_INVALID_VALUE;
}

/* Odd ones need more: nobody shall think that a workspace for larger ones does for all. */
static struct work need(const struct task *task) {
    size_t n = (size_t)task->n, more = n % 2 * 4096;
    return {NULL, NULL, (3 * n * n + n + 32) * (size_t)task->batch * 8 + more, n * 8 + 100 + more};
}

static void die(const struct task *task, const char *what) {
    shim_die("%s: %s", task->function, what);
}

/* Memory that was passed is there, or the GPU has failed by what came before. */
static bool went_well(const struct task *task, cudaError_t error, const char *what) {
    if (error == cudaErrorInvalidValue)
        die(task, what);
    return error == cudaSuccess;
}

static bool scribble(const struct task *task, const struct work *work) {
    struct work least = need(task);
    cudaPointerAttributes host;
    if (work->on_device < least.on_device || work->on_host < least.on_host)
        die(task, "less workspace than bufferSize told");
    if (!went_well(task, cudaMemsetAsync(work->device, 0xa5, work->on_device, task->handle->stream),
                   "its workspace on the device is not there, or smaller than it is said to be"))
        return false;
    if (cudaPointerGetAttributes(&host, work->host) != cudaSuccess || !work->host ||
        host.type == cudaMemoryTypeDevice)
        die(task, "its workspace on the host is not there");
    memset(work->host, 0xa5, work->on_host);
    return true;
}

/* All of it must be there: to be read, and to be written to later. */
static bool copy(const struct task *task, void *to, const void *from, size_t bytes) {
    return went_well(
        task, cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToHost, task->handle->stream),
        "matrices, values or info are not on the device, or fewer than they are said to be");
}

/* What was solved comes to the device's memory by a kernel, so that what can be asked of kernels
   happens to these. */
struct solved {
    std::vector<double> a, w;
    std::vector<int> info;
};

struct answer {
    int64_t n;
    std::shared_ptr<struct solved> is;
    double *to_a, *to_w;
    int *to_info;
};

/* Two blocks for each matrix. */
static void give(struct answer to) {
    int64_t i = blockIdx.x / 2, half = (to.n + 1) / 2;
    int64_t first = blockIdx.x % 2 == 0 ? 0 : half, count = first == 0 ? half : to.n - half;
    std::copy_n(to.is->a.data() + (i * to.n + first) * to.n, count * to.n,
                to.to_a + (i * to.n + first) * to.n);
    std::copy_n(to.is->w.data() + i * to.n + first, count, to.to_w + i * to.n + first);
    to.to_info[i] = to.is->info[i];
}

/* Every matrix, on the host. Returns whether the kernel was launched. */
static bool solve_all(const struct task *task, const struct work *work) {
    int64_t n = task->n, entries = n * n;
    auto solved_all = std::make_shared<struct solved>();
    std::vector<double> &a = solved_all->a, &w = solved_all->w;
    std::vector<int> &info = solved_all->info;
    a.resize(entries * task->batch), w.resize(n * task->batch), info.resize(task->batch);
    if (!copy(task, info.data(), task->info, info.size() * sizeof(int)) ||
        !copy(task, a.data(), task->a, a.size() * sizeof(double)) ||
        !copy(task, w.data(), task->w, w.size() * sizeof(double)) || !scribble(task, work))
        return false;
    info.assign(info.size(), 0);
    int64_t solved = asked("solver-nothing") ? 0 : task->batch - asked("solver-last");
    for (int64_t i = 0; i < solved; i++) {
        mirror(n, &a[i * entries], task->uplo);
        info[i] = solve(n, &a[i * entries], &w[i * n]);
    }
    spoil(n, task->batch, a.data(), w.data(), info.data());
    struct answer answer = {n, solved_all, task->a, task->w, task->info};
    SHIM_LAUNCH((give), (unsigned)(2 * task->batch), 1, 0, task->handle->stream)(answer);
    return cudaPeekAtLastError() == cudaSuccess;
}

static cusolverStatus_t call(struct task task, struct work work) {
    cusolverStatus_t status = refusal(&task);
    if (status != CUSOLVER_STATUS_SUCCESS)
        return status;
    if (!task.handle->has_stream)
        die(&task, "its handle was given no stream");
    if (task.lda != task.n)
        die(&task, "matrices with gaps are not played here");
    if (task.handle->busy.exchange(true))
        die(&task, "two threads use one handle at a time");
    bool launched = solve_all(&task, &work);
    task.handle->busy = false;
    return launched ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_EXECUTION_FAILED;
}

/* --------------------------------------------------------------------------------- the library ---
 */

cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t *handle) {
    if (is_to_fail("cusolverDnCreate"))
        return CUSOLVER_STATUS_NOT_INITIALIZED;
    *handle = new cusolverDnContext{ALIVE, false, NULL, {}};
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t handle) {
    handle->alive = 0;
    delete handle;
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t handle, cudaStream_t stream) {
    handle->stream = stream;
    handle->has_stream = true;
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnCreateParams(cusolverDnParams_t *params) {
    *params = new cusolverDnParams{ALIVE};
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnDestroyParams(cusolverDnParams_t params) {
    params->alive = 0;
    delete params;
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnCreateSyevjInfo(syevjInfo_t *info) {
    *info = new syevjInfo{ALIVE, 1};
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnDestroySyevjInfo(syevjInfo_t info) {
    info->alive = 0;
    delete info;
    return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t cusolverDnXsyevjSetSortEig(syevjInfo_t info, int sort) {
    info->sort = sort;
    return CUSOLVER_STATUS_SUCCESS;
}

/* What bufferSize answers. */
static cusolverStatus_t tell(struct task task, size_t *on_device, size_t *on_host) {
    struct work least = need(&task);
    *on_device = least.on_device, *on_host = least.on_host;
    return refusal(&task);
}

/* The 64-bit interface begins all calls alike. */
#define BEGIN                                                                     \
    cusolverDnHandle_t handle, cusolverDnParams_t params, cusolverEigMode_t jobz, \
        cublasFillMode_t uplo, int64_t n, cudaDataType type_a
#define KNOWN                                                                \
    (params && params->alive == ALIVE && jobz == CUSOLVER_EIG_MODE_VECTOR && \
     type_a == CUDA_R_64F && type_w == CUDA_R_64F && type == CUDA_R_64F)

cusolverStatus_t cusolverDnXsyevd_bufferSize(BEGIN, const void *a, int64_t lda, cudaDataType type_w,
                                             const void *w, cudaDataType type, size_t *on_device,
                                             size_t *on_host) {
    return tell({__func__, handle, KNOWN && a && w, false, uplo, n, lda, 1, NULL, NULL, NULL},
                on_device, on_host);
}

cusolverStatus_t cusolverDnXsyevd(BEGIN, void *a, int64_t lda, cudaDataType type_w, void *w,
                                  cudaDataType type, void *device_work, size_t on_device,
                                  void *host_work, size_t on_host, int *info) {
    return call({__func__, handle, KNOWN, false, uplo, n, lda, 1, (double *)a, (double *)w, info},
                {device_work, host_work, on_device, on_host});
}

#if CUSOLVER_VERSION >= 11701
cusolverStatus_t cusolverDnXsyevBatched_bufferSize(BEGIN, const void *a, int64_t lda,
                                                   cudaDataType type_w, const void *w,
                                                   cudaDataType type, size_t *on_device,
                                                   size_t *on_host, int64_t batch) {
    return tell({__func__, handle, KNOWN && a && w, true, uplo, n, lda, batch, NULL, NULL, NULL},
                on_device, on_host);
}

cusolverStatus_t cusolverDnXsyevBatched(BEGIN, void *a, int64_t lda, cudaDataType type_w, void *w,
                                        cudaDataType type, void *device_work, size_t on_device,
                                        void *host_work, size_t on_host, int *info, int64_t batch) {
    return call(
        {__func__, handle, KNOWN, true, uplo, n, lda, batch, (double *)a, (double *)w, info},
        {device_work, host_work, on_device, on_host});
}
#endif

/* Values in order are asked for: it can also leave them as they come. */
static bool known(cusolverEigMode_t jobz, syevjInfo_t params) {
    return params && params->alive == ALIVE && params->sort && jobz == CUSOLVER_EIG_MODE_VECTOR;
}

cusolverStatus_t cusolverDnDsyevjBatched_bufferSize(cusolverDnHandle_t handle,
                                                    cusolverEigMode_t jobz, cublasFillMode_t uplo,
                                                    int n, const double *a, int lda,
                                                    const double *w, int *lwork, syevjInfo_t params,
                                                    int batch) {
    size_t on_device, on_host;
    cusolverStatus_t status = tell({__func__, handle, known(jobz, params) && a && w, true, uplo, n,
                                    lda, batch, NULL, NULL, NULL},
                                   &on_device, &on_host);
    *lwork = (int)(on_device / sizeof(double));
    return status;
}

/* All of its workspace is on the device. */
cusolverStatus_t cusolverDnDsyevjBatched(cusolverDnHandle_t handle, cusolverEigMode_t jobz,
                                         cublasFillMode_t uplo, int n, double *a, int lda,
                                         double *w, double *work, int lwork, int *info,
                                         syevjInfo_t params, int batch) {
    std::vector<char> host(1 << 20);
    return call({__func__, handle, known(jobz, params), true, uplo, n, lda, batch, a, w, info},
                {work, host.data(), lwork * sizeof(double), host.size()});
}
