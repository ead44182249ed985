/* Cache blocking: a matrix is transposed. Row by row, each number that is written lies in another
   line of the cache, which has been thrown out before its next number comes. In tiles it has not.

       a  [ 0 1 2 3 ...       t  [ 0 . . .        a tile of 16 x 16: 32 lines of each, whose
          [ . . . .              [ 1 . . .        numbers are all used before they go
          [ . . . .              [ 2 . . .                                                     */
#include "card.h"
#include "memory.h"

enum { N = 2048, TILE = 16 };

static double *a, *t;

static void open_matrix(void) {
    a = memory_new((int64_t)N * N, sizeof *a);
    t = memory_new((int64_t)N * N, sizeof *t);
    for (int i = 0; i < N * N; i++)
        a[i] = i;
}

static void row_by_row(void) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            t[j * N + i] = a[i * N + j];
}

static void turn_tile(int row, int column) {
    for (int i = row; i < row + TILE; i++)
        for (int j = column; j < column + TILE; j++)
            t[j * N + i] = a[i * N + j];
}

static void in_tiles(void) {
    for (int row = 0; row < N; row += TILE)
        for (int column = 0; column < N; column += TILE)
            turn_tile(row, column);
}

/* And what is wrong shall not be right the next time because it was so before. */
static double error(void) {
    double wrong = 0;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            wrong += !(t[j * N + i] == a[i * N + j]), t[j * N + i] = -1;
    return wrong;
}

static const struct way ways[] = {
    {"row by row", row_by_row, error, 0},
    {"in tiles of 16 x 16", in_tiles, error, 0},
    {0},
};

const struct card card = {
    .title = "a matrix of 2048 x 2048 doubles, transposed",
    .unit = "GB/s",
    .amount = 1e-9 * 16 * N * N,
    .open = open_matrix,
    .ways = ways,
};
