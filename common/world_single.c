#include "world.h"

void world_open(int *argc, char ***argv) {
    (void)argc, (void)argv;
}

void world_close(void) {
}

int world_rank(void) {
    return 0;
}

int world_size(void) {
    return 1;
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
