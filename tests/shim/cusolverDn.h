/* cuSOLVER without a GPU: the calls that Roundabout uses, with the names, types and values of CUDA
   13, on what cuda_runtime.h calls the device. Eigenpairs come from Jacobi's rotations.

   Arguments are looked at more strictly than the library does, which may believe what it is told: a
   workspace has to be where it should be and as large as was said, and is scribbled on; of a matrix
   only the triangle that was named is read; a handle has a stream, and one caller at a time.

   Asked by the environment, it fails, so that tests can see a program notice:

     SHIM_FAIL=function:n            the n-th call of that function has an internal error
     SHIM_SABOTAGE=solver-nothing    it solves nothing and says that all is well
                   solver-last       the same for the last matrix of each call
                   solver-unsorted   the largest value comes first, with its vector
                   solver-rows       vectors are rows
                   solver-mixed      the first two matrices of a call get each other's vectors
                   solver-nan        one value is no number
                   solver-info       the last matrix did not converge
                   solver-argument   an argument is refused, which info tells */
#ifndef SHIM_CUSOLVER_DN_H
#define SHIM_CUSOLVER_DN_H

#include "cuda_runtime.h"

#ifndef CUSOLVER_VERSION
#define CUSOLVER_VERSION 12004
#endif

typedef enum {
    CUSOLVER_STATUS_SUCCESS = 0,
    CUSOLVER_STATUS_NOT_INITIALIZED = 1,
    CUSOLVER_STATUS_ALLOC_FAILED = 2,
    CUSOLVER_STATUS_INVALID_VALUE = 3,
    CUSOLVER_STATUS_ARCH_MISMATCH = 4,
    CUSOLVER_STATUS_MAPPING_ERROR = 5,
    CUSOLVER_STATUS_EXECUTION_FAILED = 6,
    CUSOLVER_STATUS_INTERNAL_ERROR = 7,
    CUSOLVER_STATUS_MATRIX_TYPE_NOT_SUPPORTED = 8,
    CUSOLVER_STATUS_NOT_SUPPORTED = 9
} cusolverStatus_t;

typedef enum { CUSOLVER_EIG_MODE_NOVECTOR = 0, CUSOLVER_EIG_MODE_VECTOR = 1 } cusolverEigMode_t;
typedef enum { CUBLAS_FILL_MODE_LOWER = 0, CUBLAS_FILL_MODE_UPPER = 1 } cublasFillMode_t;
typedef enum cudaDataType_t { CUDA_R_32F = 0, CUDA_R_64F = 1 } cudaDataType;

typedef struct cusolverDnContext *cusolverDnHandle_t;
typedef struct cusolverDnParams *cusolverDnParams_t;
typedef struct syevjInfo *syevjInfo_t;

extern "C" {
cusolverStatus_t cusolverDnCreate(cusolverDnHandle_t *handle);
cusolverStatus_t cusolverDnDestroy(cusolverDnHandle_t handle);
cusolverStatus_t cusolverDnSetStream(cusolverDnHandle_t handle, cudaStream_t stream);
cusolverStatus_t cusolverDnCreateParams(cusolverDnParams_t *params);
cusolverStatus_t cusolverDnDestroyParams(cusolverDnParams_t params);
cusolverStatus_t cusolverDnCreateSyevjInfo(syevjInfo_t *info);
cusolverStatus_t cusolverDnDestroySyevjInfo(syevjInfo_t info);
cusolverStatus_t cusolverDnXsyevjSetSortEig(syevjInfo_t info, int sort);

cusolverStatus_t cusolverDnXsyevd_bufferSize(cusolverDnHandle_t handle, cusolverDnParams_t params,
                                             cusolverEigMode_t jobz, cublasFillMode_t uplo,
                                             int64_t n, cudaDataType type_a, const void *a,
                                             int64_t lda, cudaDataType type_w, const void *w,
                                             cudaDataType type, size_t *on_device, size_t *on_host);
cusolverStatus_t cusolverDnXsyevd(cusolverDnHandle_t handle, cusolverDnParams_t params,
                                  cusolverEigMode_t jobz, cublasFillMode_t uplo, int64_t n,
                                  cudaDataType type_a, void *a, int64_t lda, cudaDataType type_w,
                                  void *w, cudaDataType type, void *device_work, size_t on_device,
                                  void *host_work, size_t on_host, int *info);
cusolverStatus_t cusolverDnDsyevjBatched_bufferSize(cusolverDnHandle_t handle,
                                                    cusolverEigMode_t jobz, cublasFillMode_t uplo,
                                                    int n, const double *a, int lda,
                                                    const double *w, int *lwork, syevjInfo_t params,
                                                    int batch);
cusolverStatus_t cusolverDnDsyevjBatched(cusolverDnHandle_t handle, cusolverEigMode_t jobz,
                                         cublasFillMode_t uplo, int n, double *a, int lda,
                                         double *w, double *work, int lwork, int *info,
                                         syevjInfo_t params, int batch);
#if CUSOLVER_VERSION >= 11701
cusolverStatus_t cusolverDnXsyevBatched_bufferSize(cusolverDnHandle_t handle,
                                                   cusolverDnParams_t params,
                                                   cusolverEigMode_t jobz, cublasFillMode_t uplo,
                                                   int64_t n, cudaDataType type_a, const void *a,
                                                   int64_t lda, cudaDataType type_w, const void *w,
                                                   cudaDataType type, size_t *on_device,
                                                   size_t *on_host, int64_t batch);
cusolverStatus_t cusolverDnXsyevBatched(cusolverDnHandle_t handle, cusolverDnParams_t params,
                                        cusolverEigMode_t jobz, cublasFillMode_t uplo, int64_t n,
                                        cudaDataType type_a, void *a, int64_t lda,
                                        cudaDataType type_w, void *w, cudaDataType type,
                                        void *device_work, size_t on_device, void *host_work,
                                        size_t on_host, int *info, int64_t batch);
#endif
}

#endif
