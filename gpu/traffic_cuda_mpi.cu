/* A part of the road for each GPU, in lanes. Behind its own cells a part goes on with halos of
   --depth cells, which others own; and as its kernel knows rings only, it closes the ring there.

       | own cells 0 ... n - 1 | n ... next of the rank ahead | ... | last of the rank behind |
       |<------------------------------------ a ring ---------------------------------------->|

   What is wrong where the halos meet spoils a cell on either side in every step, and after `depth`
   steps has come to the own cells: only then must anybody be asked. Meanwhile those warps go on
   that have no halo to wait for:

       default stream   | pack | ======== drive, AWAY =========== |= NEAR =| drive ...
       the host                 | messages |                      ^
       halos' stream                       | put them in place |__|                            */
#include "halos.h"
#include "lanes_drive.h"

extern "C" {
#include "ranks.h"
#include "traffic.h"
}

static int64_t wanted_depth = 4096;
static int64_t depth, good_for; /* steps that the halos are, once exchanged; and still */
static struct ranks beside;
static struct halos halos;

static const struct option_row options[] = {
    {"depth", OPTION_WHOLE, &wanted_depth, "of the halos: cells, and steps between messages", 1,
     1 << 20, NULL},
    HANDOVER_OPTION,
    {0},
};

enum { PUT_THREADS = 256 };

/* Cells, a thread for each, into places that others of the same words may be written to. */
__global__ static void put(struct lanes lanes, int64_t first, int64_t cells, const uint64_t *from,
                           uint32_t *word) {
    int64_t i = (int64_t)blockIdx.x * PUT_THREADS + threadIdx.x;
    if (i >= cells)
        return;
    int64_t place = lanes_place(lanes, first + i);
    uint32_t bit = 1u << place / lanes.length;
    if (from[i / 64] >> i % 64 & 1)
        atomicOr(&word[place % lanes.length], bit);
    else
        atomicAnd(&word[place % lanes.length], ~bit);
}

static void put_halo(int64_t first, const uint64_t *cells) {
    put<<<device_blocks(depth, PUT_THREADS), PUT_THREADS, 0, halos.stream>>>(
        lanes, first, depth, cells, lanes_roads.now);
    CUDA_LAUNCHED();
}

static void open_road(const struct road *road) {
    int64_t least = ranks_least_part(road->cells);
    depth = wanted_depth < least ? wanted_depth : least;
    good_for = 0;
    int64_t ring = road->count + 2 * depth;
    if (ring < SHORTEST)
        ring = SHORTEST;
    beside = ranks_beside(road);
    lanes_open(road, (ring + 31) / 32 * 32);
    halos = halos_new(road_words(depth));
}

static void pack_halos(void) {
    lanes_take(0, depth, halos.to_send);
    lanes_take(lanes.own - depth, depth, halos.to_send + halos.words);
    CUDA_LAUNCHED();
    halos_give(&halos);
}

static void bring_halos(void) {
    profile_in(PROFILE_HALOS);
    halos_take(&halos, beside.behind, beside.ahead);
    ranks_have_halos(beside, 8 * halos.words);
    put_halo(lanes.cells - depth, halos.received);
    put_halo(lanes.own, halos.received + halos.words);
    halos_done(&halos);
    good_for = depth;
}

/* With new halos first, if the old ones are spent. */
static void visit(int steps, bool counted) {
    if (good_for == 0) {
        pack_halos();
        lanes_drive(AWAY, steps, counted);
        CUDA_LAUNCHED();
        bring_halos();
        lanes_drive(NEAR, steps, counted);
    } else {
        lanes_drive(ALL, steps, counted);
    }
    lanes_launched(steps);
    good_for -= steps;
}

static int64_t advance(int64_t steps) {
    roads_begin(&lanes_roads);
    while (steps > 0) {
        int64_t good = good_for > 0 ? good_for : depth;
        int64_t most = steps < STEPS ? steps : (int64_t)STEPS, some = most < good ? most : good;
        steps -= some;
        visit((int)some, steps == 0);
    }
    return roads_end(&lanes_roads);
}

static void close_road(void) {
    halos_free(&halos);
    lanes_close();
}

static const char *missing(void) {
    handover_decide(halos_come_back, road_words(wanted_depth));
    return NULL;
}

static const char *about(void) {
    static char text[240];
    snprintf(text, sizeof text, "Halos of %lld cells; %s", (long long)depth, handover_about());
    return text;
}

const struct traffic_stage traffic_stage = {
    .idea = "CUDA and MPI: a part a GPU",
    .bytes_per_cell = 0,
    .open = open_road,
    .advance = advance,
    .read = lanes_read,
    .close = close_road,
    .cost = lanes_cost,
    .options = options,
    .missing = missing,
    .about = about,
    .accelerator = &device,
};
