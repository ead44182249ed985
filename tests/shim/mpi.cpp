/* What an MPI does that is handed a device's memory. Ours here knows nothing of devices, and
   crashes. With SHIM_MPI=aware it reads and writes there; with SHIM_MPI=zeros it does as if.

   The linker sends calls of MPI_Sendrecv here (--wrap). */
#include "cuda_runtime.h"

#include <cstdlib>
#include <cstring>
#include <mpi.h>
#include <vector>

extern "C" {
int __real_MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                        void *receive, int receives, MPI_Datatype receive_type, int from,
                        int receive_tag, MPI_Comm comm, MPI_Status *status);
int __wrap_MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                        void *receive, int receives, MPI_Datatype receive_type, int from,
                        int receive_tag, MPI_Comm comm, MPI_Status *status);
}

static size_t bytes_of(int count, MPI_Datatype type) {
    int size;
    MPI_Type_size(type, &size);
    return (size_t)count * (size_t)size;
}

int __wrap_MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                        void *receive, int receives, MPI_Datatype receive_type, int from,
                        int receive_tag, MPI_Comm comm, MPI_Status *status) {
    const char *way = getenv("SHIM_MPI");
    if (way == NULL)
        return __real_MPI_Sendrecv(send, sends, send_type, to, send_tag, receive, receives,
                                   receive_type, from, receive_tag, comm, status);
    std::vector<char> out(bytes_of(sends, send_type)), in(bytes_of(receives, receive_type));
    cudaMemcpy(out.data(), send, out.size(), cudaMemcpyDefault);
    cudaMemcpy(in.data(), receive, in.size(), cudaMemcpyDefault);
    int error = __real_MPI_Sendrecv(out.data(), sends, send_type, to, send_tag, in.data(), receives,
                                    receive_type, from, receive_tag, comm, status);
    cudaPointerAttributes is;
    cudaPointerGetAttributes(&is, receive);
    if (strcmp(way, "zeros") == 0 && is.type == cudaMemoryTypeDevice)
        memset(in.data(), 0, in.size());
    cudaMemcpy(receive, in.data(), in.size(), cudaMemcpyDefault);
    return error;
}
