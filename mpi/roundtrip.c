/* How long the shortest message takes from one rank to another and back, in microseconds: the
   median of many batches. bin/limits runs it; alone it starts its two ranks by itself. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BATCHES = 5000, TRIPS = 20 };
static const double LONG_ENOUGH = 0.2; /* seconds: on one core a message waits for a time slice */

static double batch(int rank) {
    char byte = 0;
    double began = MPI_Wtime();
    for (int trip = 0; trip < TRIPS; trip++) {
        if (rank == 0)
            MPI_Send(&byte, 1, MPI_CHAR, 1, 0, MPI_COMM_WORLD);
        MPI_Recv(&byte, 1, MPI_CHAR, 1 - rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        if (rank == 1)
            MPI_Send(&byte, 1, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    }
    return (MPI_Wtime() - began) / TRIPS;
}

/* Both ranks do as many batches: the first says after each whether that was the last. */
static int measure(int rank, double *seconds) {
    double end = MPI_Wtime() + LONG_ENOUGH;
    int batches = 0, more = 1;
    while (more) {
        seconds[batches++] = batch(rank);
        more = batches < MOST_BATCHES && MPI_Wtime() < end;
        MPI_Bcast(&more, 1, MPI_INT, 0, MPI_COMM_WORLD);
    }
    return batches;
}

static int by_size(const void *one, const void *other) {
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static int start_ranks(char *program) {
    execlp(LAUNCHER, LAUNCHER, "-n", "2", program, "rank", (char *)NULL);
    fprintf(stderr, "mpi-roundtrip: %s cannot be run\n", LAUNCHER);
    return 2;
}

int main(int argc, char **argv) {
    if (argc != 2 || strcmp(argv[1], "rank") != 0)
        return start_ranks(argv[0]);
    int rank, ranks, batches = 0;
    static double seconds[MOST_BATCHES];
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
    if (ranks == 2)
        batches = measure(rank, seconds);
    MPI_Finalize();
    if (ranks != 2) {
        fprintf(stderr, "mpi-roundtrip: needs 2 ranks, not %d: is the launcher another MPI's?\n",
                ranks);
        return 2;
    }
    qsort(seconds, (size_t)batches, sizeof *seconds, by_size);
    if (rank == 0)
        printf("%.4f\n", 1e6 * seconds[batches / 2]);
    return 0;
}
