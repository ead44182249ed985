/* Bits as lanes, and many steps in the registers of a warp (lanes_drive.h).

   Short roads are driven several times, one behind the other, which is the same road again. */
#include "lanes_drive.h"

extern "C" {
#include "traffic.h"
}

static void open_road(const struct road *road) {
    int64_t rounds = road->count < SHORTEST ? (SHORTEST + road->count - 1) / road->count : 1;
    lanes_open(road, rounds * road->count);
}

static int64_t advance(int64_t steps) {
    roads_begin(&lanes_roads);
    while (steps > 0) {
        int some = steps < STEPS ? (int)steps : STEPS;
        steps -= some;
        lanes_drive(ALL, some, steps == 0);
        lanes_launched(some);
    }
    return roads_end(&lanes_roads);
}

const struct traffic_stage traffic_stage = {
    .idea = "CUDA: lanes in registers",
    .bytes_per_cell = 0,
    .open = open_road,
    .advance = advance,
    .read = lanes_read,
    .close = lanes_close,
    .cost = lanes_cost,
    .accelerator = &device,
};
