/* A matrix product, cut so that every level of memory gives what the next can take.

                  one row at a time                       the sums of a tile, ROWS x COLUMNS, stay
                b |::::::::|                              in registers. Each number of a's strip is
                  |::::::::| strip, in L2                 multiplied with a row of b's strip: a tile
       strip      |::::::::|                              needs ROWS + COLUMNS loads for as many
       a [......] [  tile  ] c                            sums as ROWS x COLUMNS.
         in L1

   Strips are copied ("packed") in the order in which they are read, so that a tile reads memory as
   it comes, whatever the strides were. A block of b, some strips that fill half of L2, meets all
   strips of a before the next is packed; those of a, at DEPTH columns, may be as many as L3 holds.
   Strips at an edge are filled up with zeros: no tile is smaller than others. After K. Goto and
   R. van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008. */
#include "matrix_wide.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

typedef double numbers __attribute__((vector_size(sizeof(vector))));
typedef double unaligned __attribute__((vector_size(sizeof(vector)), aligned(8), may_alias));

/* A tile, a row of b's strip and one number of a's: 12 + 2 + 1 registers of 16, 24 + 3 + 1 of 32.
 */
#if WIDE_BITS > 256 || defined __aarch64__
enum { ROWS = 14, VECTORS = 2 };
#else
enum { ROWS = 6, VECTORS = 2 };
#endif
enum { LANES = sizeof(numbers) / sizeof(double), COLUMNS = VECTORS * LANES };

/* Columns of a and rows of b at a time; then a strip of a has 28 kB, and b's block 480 kB at most.
 */
enum { DEPTH = 256, BLOCK_ROWS = 1024 / ROWS * ROWS, BLOCK_COLUMNS = 240 / COLUMNS * COLUMNS };

static int64_t smaller(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t round_up(int64_t n, int64_t unit) {
    return (n + unit - 1) / unit * unit;
}

/* ------------------------------------------------------------------------------- packing --- */

/* A strip of `width` lines, of which `lines` are there; each is `depth` long. */
INLINE void pack_strip(int width, int64_t lines, int64_t depth, const double *from, int64_t across,
                       int64_t along, double *to) {
    for (int64_t p = 0; p < depth; p++, to += width)
        for (int line = 0; line < width; line++)
            to[line] = line < lines ? from[line * across + p * along] : 0;
}

INLINE void pack(int width, int64_t lines, int64_t depth, const double *from, int64_t across,
                 int64_t along, double *to) {
    for (int64_t line = 0; line < lines; line += width, to += width * depth) {
        const double *first = from + line * across;
        if (lines - line < width)
            pack_strip(width, lines - line, depth, first, across, along, to);
        else if (across == 1)
            pack_strip(width, width, depth, first, 1, along, to);
        else
            pack_strip(width, width, depth, first, across, along, to);
    }
}

/* --------------------------------------------------------------------------------- tiles --- */

INLINE void add_up(int64_t depth, const double *a, const double *b, numbers sum[ROWS][VECTORS]) {
    for (int64_t p = 0; p < depth; p++, a += ROWS, b += COLUMNS)
        UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < VECTORS; j++) sum[i][j] +=
            a[i] * ((const numbers *)b)[j];
}

INLINE void put_tile(double alpha, numbers sum[ROWS][VECTORS], double beta, double *c,
                     int64_t c_row) {
    UNROLL for (int i = 0; i < ROWS; i++) UNROLL for (int j = 0; j < VECTORS; j++) {
        unaligned *out = (unaligned *)(c + i * c_row) + j;
        *out = beta == 0 ? alpha * sum[i][j] : alpha * sum[i][j] + beta * *out;
    }
}

static void put_part(int64_t rows, int64_t columns, const double *tile, double beta, double *c,
                     int64_t c_row) {
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            c[i * c_row + j] = tile[i * COLUMNS + j] + (beta == 0 ? 0 : beta * c[i * c_row + j]);
}

/* rows and columns: how many of the tile's are there. */
static void multiply_tile(int64_t rows, int64_t columns, int64_t depth, double alpha,
                          const double *a, const double *b, double beta, double *c, int64_t c_row) {
    numbers sum[ROWS][VECTORS] = {{{0}}};
    add_up(depth, a, b, sum);
    if (rows >= ROWS && columns >= COLUMNS) {
        put_tile(alpha, sum, beta, c, c_row);
    } else {
        double tile[ROWS * COLUMNS];
        put_tile(alpha, sum, 0, tile, COLUMNS);
        put_part(smaller(rows, ROWS), smaller(columns, COLUMNS), tile, beta, c, c_row);
    }
}

/* -------------------------------------------------------------------------------- blocks --- */

/* Rows from `top` on, columns from `left` on, of which a and b hold the strips. */
static void multiply_block(const struct product *product, int64_t top, int64_t rows, int64_t left,
                           int64_t columns, int64_t depth, const double *a, const double *b,
                           double beta) {
    for (int64_t i = 0; i < rows; i += ROWS)
        for (int64_t j = 0; j < columns; j += COLUMNS) {
            if (product->lower && left + j >= top + i + ROWS)
                break;
            multiply_tile(rows - i, columns - j, depth, product->alpha, a + i * depth,
                          b + j * depth, beta, product->c + (top + i) * product->c_row + left + j,
                          product->c_row);
        }
}

/* Columns p ... p + depth - 1 of a and those rows of b. */
static void multiply_slice(const struct product *product, int64_t p, int64_t depth, double *a,
                           double *b) {
    double beta = p == 0 ? product->beta : 1;
    for (int64_t top = 0; top < product->m; top += BLOCK_ROWS) {
        int64_t rows = smaller(BLOCK_ROWS, product->m - top);
        int64_t right = product->lower ? top + rows : product->n;
        pack(ROWS, rows, depth, product->a + top * product->a_row + p * product->a_col,
             product->a_row, product->a_col, a);
        for (int64_t left = 0; left < right; left += BLOCK_COLUMNS) {
            int64_t columns = smaller(BLOCK_COLUMNS, right - left);
            pack(COLUMNS, columns, depth, product->b + p * product->b_row + left * product->b_col,
                 product->b_col, product->b_row, b);
            multiply_block(product, top, rows, left, columns, depth, a, b, beta);
        }
    }
}

void WIDE(matrix_product)(const struct product *product) {
    int64_t depth = smaller(DEPTH, product->k);
    int64_t strips_a = depth * round_up(smaller(BLOCK_ROWS, product->m), ROWS);
    int64_t strips_b = depth * round_up(smaller(BLOCK_COLUMNS, product->n), COLUMNS);
    int64_t a_end = round_up(strips_a, WIDE_MOST_BITS / 64);
    double *packed = memory_untouched(a_end + strips_b + 1, sizeof *packed);
    for (int64_t p = 0; p == 0 || p < product->k; p += DEPTH)
        multiply_slice(product, p, smaller(DEPTH, product->k - p), packed, packed + a_end);
    free(packed);
}
