/* Calls that only begin: a message is on its way while the next is sent, and nothing is waited for
   until both halos must be there. --nonblocking says which of the calls are of that kind:

       Irecv  Irecv  Isend  Isend ─────▶ Waitall         both
       Irecv  Irecv  Send   Send  ─────▶ Waitall         receive
       Isend  Isend  Recv   Recv  ─────▶ Waitall         send

   None can wait for ever: before a rank waits, it has begun what others may be waiting for. */
#include "part.h"

enum { BOTH, SEND, RECEIVE };

static const char *const kinds[] = {"both", "send", "receive", NULL};
static int kind;

static void send(const uint8_t *cell, int to, int tag, MPI_Request *request) {
    if (kind == RECEIVE)
        MPI_Send(cell, 1, MPI_UINT8_T, to, tag, MPI_COMM_WORLD);
    else
        MPI_Isend(cell, 1, MPI_UINT8_T, to, tag, MPI_COMM_WORLD, request);
}

static void receive(uint8_t *halo, int from, int tag, MPI_Request *request) {
    if (kind == SEND)
        MPI_Recv(halo, 1, MPI_UINT8_T, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    else
        MPI_Irecv(halo, 1, MPI_UINT8_T, from, tag, MPI_COMM_WORLD, request);
}

static void send_borders(MPI_Request *request) {
    send(&cells.now[1], beside.behind, RANKS_TO_BEHIND, &request[0]);
    send(&cells.now[cells.count], beside.ahead, RANKS_TO_AHEAD, &request[1]);
}

static void receive_halos(MPI_Request *request) {
    receive(&cells.now[cells.count + 1], beside.ahead, RANKS_TO_BEHIND, &request[0]);
    receive(&cells.now[0], beside.behind, RANKS_TO_AHEAD, &request[1]);
}

static void exchange_halos(void) {
    MPI_Request none = MPI_REQUEST_NULL, request[4] = {none, none, none, none};
    MPI_Status status[4];
    if (kind != SEND)
        receive_halos(&request[2]);
    send_borders(request);
    if (kind == SEND)
        receive_halos(&request[2]);
    MPI_Waitall(4, request, status);
    ranks_have_halos(beside, 1);
}

static int64_t advance(int64_t steps) {
    return part_advance(steps, exchange_halos);
}

static const struct option_row options[] = {
    RANKS_OPTIONS,
    {"nonblocking", OPTION_CHOICE, &kind, "calls that only begin", 0, 0, kinds},
    {0},
};

const struct traffic_stage traffic_stage = {
    .idea = "messages begun, then awaited",
    .open = part_open,
    .advance = advance,
    .close = part_close,
    .options = options,
    PART_STAGE,
};
