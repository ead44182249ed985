/* The same messages go in every step, so MPI is told once what they are, and then only to start
   them. What a call has to look up each time - type, size, partner, tag - is known by now.

       open       Recv_init  Recv_init  Send_init  Send_init
       a step     Startall ─────▶ Waitall                      again and again

   A request is for one place in memory, and cells.now and cells.next change places in every step:
   there are two sets of requests, which take turns with them. */
#include "part.h"

enum { REQUESTS = 4 };

static MPI_Request request[2][REQUESTS];
static int turn;

static void init_requests(uint8_t *cell, int64_t n, MPI_Request *of) {
    MPI_Recv_init(&cell[n + 1], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_BEHIND, MPI_COMM_WORLD,
                  &of[0]);
    MPI_Recv_init(&cell[0], 1, MPI_UINT8_T, beside.behind, RANKS_TO_AHEAD, MPI_COMM_WORLD, &of[1]);
    MPI_Send_init(&cell[1], 1, MPI_UINT8_T, beside.behind, RANKS_TO_BEHIND, MPI_COMM_WORLD, &of[2]);
    MPI_Send_init(&cell[n], 1, MPI_UINT8_T, beside.ahead, RANKS_TO_AHEAD, MPI_COMM_WORLD, &of[3]);
}

static void open_road(const struct road *road) {
    part_open(road);
    init_requests(cells.now, cells.count, request[0]);
    init_requests(cells.next, cells.count, request[1]);
    turn = 0;
}

static void exchange_halos(void) {
    MPI_Status status[REQUESTS];
    MPI_Startall(REQUESTS, request[turn]);
    MPI_Waitall(REQUESTS, request[turn], status);
    turn = 1 - turn;
    ranks_have_halos(beside, 1);
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

static void close_road(void) {
    for (int i = 0; i < REQUESTS; i++) {
        MPI_Request_free(&request[0][i]);
        MPI_Request_free(&request[1][i]);
    }
    part_close();
}

const struct traffic_stage traffic_stage = {
    .idea = "messages described just once",
    .open = open_road,
    .advance = advance,
    .close = close_road,
    .options = part_options,
    PART_STAGE,
};
