/* What an MPI does that is handed a device's memory. Ours here knows nothing of devices, and
   crashes. With SHIM_MPI=aware it reads and writes there; with SHIM_MPI=zeros it does as if.

   The linker sends calls here (--wrap); MPI's own have a second name, PMPI_. */
#include "cuda_runtime.h"

#include <cstdlib>
#include <cstring>
#include <mpi.h>
#include <vector>

/* A call's memory, as an MPI would see it that can: copied here, and what it received, back. */
struct handed {
    void *theirs;
    std::vector<char> here;

    handed(const void *at, int count, MPI_Datatype type) : theirs((void *)at) {
        int size;
        MPI_Type_size(type, &size);
        here.resize((size_t)count * (size_t)size);
        cudaMemcpy(here.data(), at, here.size(), cudaMemcpyDefault);
    }

    void received() {
        cudaPointerAttributes is;
        cudaPointerGetAttributes(&is, theirs);
        if (strcmp(getenv("SHIM_MPI"), "zeros") == 0 && is.type == cudaMemoryTypeDevice)
            memset(here.data(), 0, here.size());
        cudaMemcpy(theirs, here.data(), here.size(), cudaMemcpyDefault);
    }
};

static bool plain() {
    return getenv("SHIM_MPI") == NULL;
}

extern "C" {
int __wrap_MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                        void *receive, int receives, MPI_Datatype receive_type, int from,
                        int receive_tag, MPI_Comm comm, MPI_Status *status);
int __wrap_MPI_Bcast(void *at, int count, MPI_Datatype type, int root, MPI_Comm comm);
int __wrap_MPI_Scatter(const void *send, int sends, MPI_Datatype send_type, void *receive,
                       int receives, MPI_Datatype receive_type, int root, MPI_Comm comm);
}

int __wrap_MPI_Sendrecv(const void *send, int sends, MPI_Datatype send_type, int to, int send_tag,
                        void *receive, int receives, MPI_Datatype receive_type, int from,
                        int receive_tag, MPI_Comm comm, MPI_Status *status) {
    if (plain())
        return PMPI_Sendrecv(send, sends, send_type, to, send_tag, receive, receives, receive_type,
                             from, receive_tag, comm, status);
    handed out(send, sends, send_type), in(receive, receives, receive_type);
    int error = PMPI_Sendrecv(out.here.data(), sends, send_type, to, send_tag, in.here.data(),
                              receives, receive_type, from, receive_tag, comm, status);
    in.received();
    return error;
}

int __wrap_MPI_Bcast(void *at, int count, MPI_Datatype type, int root, MPI_Comm comm) {
    if (plain())
        return PMPI_Bcast(at, count, type, root, comm);
    int rank;
    MPI_Comm_rank(comm, &rank);
    handed all(at, count, type);
    int error = PMPI_Bcast(all.here.data(), count, type, root, comm);
    if (rank != root)
        all.received();
    return error;
}

int __wrap_MPI_Scatter(const void *send, int sends, MPI_Datatype send_type, void *receive,
                       int receives, MPI_Datatype receive_type, int root, MPI_Comm comm) {
    int rank, size;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &size);
    if (plain() || size == 1)
        return PMPI_Scatter(send, sends, send_type, receive, receives, receive_type, root, comm);
    if (rank == root) {
        handed out(send, sends * size, send_type);
        return PMPI_Scatter(out.here.data(), sends, send_type, receive, receives, receive_type,
                            root, comm);
    }
    handed in(receive, receives, receive_type);
    int error =
        PMPI_Scatter(NULL, sends, send_type, in.here.data(), receives, receive_type, root, comm);
    in.received();
    return error;
}
