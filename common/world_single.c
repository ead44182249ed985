#include "world.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void world_open(int *argc, char ***argv) {
    (void)argc, (void)argv;
}

void world_close(void) {
}

void world_abort(int status) {
    fflush(stdout);
    _exit(status);
}

void world_wait_turn(void) {
}

int world_rank(void) {
    return 0;
}

int world_size(void) {
    return 1;
}

int world_mate(void) {
    return 0;
}

int64_t world_sum(int64_t mine) {
    return mine;
}

double world_max(double mine) {
    return mine;
}

bool world_all(bool mine) {
    return mine;
}

void world_barrier(void) {
}

double world_mates_sum(double mine) {
    return mine;
}

void world_add(void *words, int64_t count) {
    (void)words, (void)count;
}

void world_gather(const void *mine, int bytes, void *all) {
    memcpy(all, mine, (size_t)bytes);
}

void world_exchange(const struct world_message *send, int sends,
                    const struct world_message *receive, int receives) {
    (void)receives;
    for (int i = 0; i < sends; i++)
        memcpy(receive[i].words, send[i].words, (size_t)send[i].count * sizeof *send[i].words);
}
