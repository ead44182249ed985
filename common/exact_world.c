#include "exact_world.h"

#include "memory.h"
#include "world.h"

#include <stdlib.h>

struct exact_world *exact_world_new(const struct road *start) {
    struct exact_world *world = memory_new(1, sizeof *world);
    struct exact_part mine = exact_part_of(start);
    world->start = start;
    world->part = memory_new(world_size(), sizeof *world->part);
    world_gather(&mine, sizeof mine, world->part);
    world->ring = exact_ring_of(world->part, world_size());
    return world;
}

void exact_world_free(struct exact_world *world) {
    free(world->part);
    free(world);
}

/* Of a rank's part and the cell ahead of it. */
static struct exact_need need_of(const struct exact_world *world, int64_t steps, int rank) {
    const struct exact_part *part = &world->part[rank];
    return exact_need_of(&world->ring, steps, part->first, part->count > 0 ? part->count + 1 : 0);
}

static int64_t piece_words(const struct exact_piece *piece) {
    return road_words(piece->first % 64 + piece->count);
}

static uint64_t *words_here(const struct exact_world *world, const struct exact_piece *piece) {
    return world->start->words + piece->first / 64;
}

/* What others need of this rank's cells. Everybody knows what everybody needs, so nobody has to ask
   for it. Returns how many messages it is; they are not written if `send` is NULL. */
static int list_sends(const struct exact_world *world, int64_t steps, struct world_message *send) {
    int sends = 0;
    for (int rank = 0; rank < world_size(); rank++) {
        struct exact_need need = need_of(world, steps, rank);
        struct exact_piece piece;
        for (int64_t at = 0; at < need.cells && rank != world_rank(); at += piece.count) {
            piece = exact_piece_at(&need, at);
            if (piece.part != world_rank())
                continue;
            if (send != NULL)
                send[sends] =
                    (struct world_message){rank, piece_words(&piece), words_here(world, &piece)};
            sends++;
        }
    }
    return sends;
}

/* Room for the pieces that are not here, and the messages that fill it. */
static uint64_t *list_receives(const struct exact_world *world, struct exact_piece *piece,
                               int pieces, struct world_message *receive, int *receives) {
    int64_t words = 0, at = 0;
    for (int i = 0; i < pieces; i++)
        words += piece[i].part != world_rank() ? piece_words(&piece[i]) : 0;
    uint64_t *room = memory_new(words, sizeof *room);
    *receives = 0;
    for (int i = 0; i < pieces; i++) {
        if (piece[i].part == world_rank()) {
            piece[i].words = words_here(world, &piece[i]);
            continue;
        }
        int64_t count = piece_words(&piece[i]);
        piece[i].words = room + at;
        receive[(*receives)++] = (struct world_message){piece[i].part, count, room + at};
        at += count;
    }
    return room;
}

/* Fills in the pieces that this rank needs; to be given back: the room for those of others. */
static uint64_t *fetch(const struct exact_world *world, int64_t steps, struct exact_piece *piece,
                       int pieces) {
    int sends = list_sends(world, steps, NULL), receives;
    struct world_message *send = memory_new(sends, sizeof *send);
    struct world_message *receive = memory_new(pieces, sizeof *receive);
    uint64_t *room = list_receives(world, piece, pieces, receive, &receives);
    list_sends(world, steps, send);
    world_exchange(send, sends, receive, receives);
    free(send);
    free(receive);
    return room;
}

struct road exact_world_road(const struct exact_world *world, int64_t steps, bool *ahead) {
    const struct road *start = world->start;
    struct road road = road_new(start->cells, start->first, start->count + 1);
    struct exact_need need = need_of(world, steps, world_rank());
    int pieces;
    struct exact_piece *piece = exact_pieces(&need, &pieces);
    uint64_t *room = fetch(world, steps, piece, pieces);
    exact_solve(&need, piece, pieces, road.words);
    free(room);
    free(piece);
    road.count--;
    *ahead = road_get(&road, road.count);
    road.words[road.count / 64] &= ~((uint64_t)1 << road.count % 64);
    return road;
}

int64_t exact_world_moves(const struct exact_world *world, int64_t step) {
    bool ahead;
    struct road before = exact_world_road(world, step - 1, &ahead);
    int64_t moves = world_sum(road_movers_of_part(&before, ahead));
    road_free(&before);
    return moves;
}
