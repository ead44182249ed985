#include "world_road.h"

#include "memory.h"
#include "progress.h"
#include "world.h"

#include <stdlib.h>

enum { PIECE = 64 << 17 }; /* cells; a megabyte */

struct road world_road_new(int64_t cells) {
    struct road share = road_share(cells, world_rank(), world_size());
    return road_new(share.cells, share.first, share.count);
}

/* ---------------------------------------------------------------------------- random roads --- */

/* The `at`-th cell of a part and those behind it, a piece of them. Its words are at part->words. */
static struct road piece_of(const struct road *part, int64_t at) {
    int64_t left = part->count - at;
    return (struct road){part->cells, part->first + at, left < PIECE ? left : PIECE, part->words};
}

static struct world_message message_of(int rank, const struct road *road) {
    return (struct world_message){rank, road_words(road->count), road->words};
}

static void deal(struct random_source *source, struct road *part, int rank) {
    for (int64_t at = 0; at < part->count; at += PIECE) {
        struct road piece = piece_of(part, at);
        random_source_fill(source, &piece);
        struct world_message message = message_of(rank, &piece);
        world_exchange(&message, 1, NULL, 0);
    }
}

static void take_in(struct road *mine) {
    for (int64_t at = 0; at < mine->count; at += PIECE) {
        struct road piece = piece_of(mine, at);
        piece.words += at / 64;
        struct world_message message = message_of(0, &piece);
        world_exchange(NULL, 0, &message, 1);
    }
}

static void make_and_deal(struct road *mine, struct random_source *source) {
    uint64_t *words = memory_new(PIECE / 64, sizeof *words);
    progress_begin("road", mine->cells, "Mcells/s", 1e-6);
    random_source_fill(source, mine);
    for (int rank = 1; rank < world_size(); rank++) {
        struct road part = road_share(mine->cells, rank, world_size());
        part.words = words;
        deal(source, &part, rank);
    }
    progress_end();
    free(words);
}

void world_road_random(struct road *mine, enum random_kind kind, int64_t seed, double density) {
    struct random_source source = random_source_new(kind, seed, density);
    if (kind == RANDOM_PHILOX)
        random_road(mine, kind, seed, density);
    else if (world_rank() == 0)
        make_and_deal(mine, &source);
    else
        take_in(mine);
}

/* ------------------------------------------------------------------------------- the whole --- */

int64_t world_road_cars(const struct road *mine) {
    return world_sum(road_cars(mine));
}

uint64_t world_road_fingerprint(const struct road *mine) {
    uint64_t fingerprint = road_fingerprint(mine), sum = 0;
    uint64_t *all = memory_new(world_size(), sizeof *all);
    world_gather(&fingerprint, sizeof fingerprint, all);
    for (int rank = 0; rank < world_size(); rank++)
        sum = road_fingerprint_add(sum, all[rank]);
    free(all);
    return sum;
}

struct road world_road_gather(const struct road *mine) {
    struct world_message send = message_of(0, mine);
    struct road whole = {mine->cells, 0, 0, NULL};
    if (world_rank() != 0) {
        world_exchange(&send, 1, NULL, 0);
        return whole;
    }
    whole = road_new(mine->cells, 0, mine->cells);
    struct world_message *receive = memory_new(world_size(), sizeof *receive);
    for (int rank = 0; rank < world_size(); rank++) {
        struct road part = road_part(&whole, rank, world_size());
        receive[rank] = message_of(rank, &part);
    }
    world_exchange(&send, 1, receive, world_size());
    free(receive);
    return whole;
}
