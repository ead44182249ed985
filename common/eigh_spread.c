#include "eigh_spread.h"

#include "matrix.h"
#include "memory.h"
#include "random.h"
#include "world.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = EIGH_SPREAD_BLOCK };

static int64_t blocks(int64_t n) {
    return (n + BLOCK - 1) / BLOCK;
}

static int64_t rows_of(int64_t n, int64_t block) {
    return n - block * BLOCK < BLOCK ? n - block * BLOCK : BLOCK;
}

static bool is_mine(int64_t block) {
    return block % world_size() == world_rank();
}

/* Of a block of this rank: the place of its first column among the rank's. And back. */
static int64_t place(int64_t block) {
    return block / world_size() * BLOCK;
}

static int64_t column(int64_t i) {
    return (i / BLOCK * world_size() + world_rank()) * BLOCK + i % BLOCK;
}

int64_t eigh_spread_columns(int64_t n) {
    int64_t count = 0;
    for (int64_t block = 0; block < blocks(n); block++)
        count += is_mine(block) ? rows_of(n, block) : 0;
    return count;
}

/* No more than a solver needs the judge, when that has ended. */
double eigh_spread_bytes(int64_t size) {
    return 8 * (double)size * (4 * (double)eigh_spread_columns(size) + 2 * BLOCK);
}

/* -------------------------------------------------------------------------------- making --- */

/* The rows of b, one block after the other: its numbers come in this order only. */
struct rows {
    struct random_numpy random;
    double *row;
};

static struct rows rows_begin(int64_t seed, int64_t n) {
    struct rows rows = {.row = memory_untouched(BLOCK * n, sizeof *rows.row)};
    random_numpy_seed(&rows.random, (uint32_t)seed);
    return rows;
}

static void rows_next(struct rows *rows, int64_t n, int64_t block) {
    for (int64_t i = 0; i < rows_of(n, block) * n; i++)
        rows->row[i] = random_numpy_next(&rows->random);
}

static double *own_rows(int64_t seed, int64_t n) {
    double *own = memory_untouched(eigh_spread_columns(n) * n, sizeof *own);
    struct rows b = rows_begin(seed, n);
    for (int64_t block = 0; block < blocks(n); block++) {
        rows_next(&b, n, block);
        if (is_mine(block))
            memcpy(own + place(block) * n, b.row, (size_t)(rows_of(n, block) * n) * sizeof *own);
    }
    free(b.row);
    return own;
}

/* c = beta c + x b', for the `count` rows of x; n columns. */
static void add_product(int64_t seed, int64_t n, int64_t count, double beta, const double *x,
                        double *c) {
    struct rows b = rows_begin(seed, n);
    for (int64_t block = 0; block < blocks(n); block++) {
        rows_next(&b, n, block);
        matrix_multiply(count, rows_of(n, block), n, 1, x, n, 1, b.row, 1, n, beta,
                        c + block * BLOCK, n);
    }
    free(b.row);
}

/* Of what the judge will ask and a solver would have overwritten. */
static void measure(struct eigh_spread *spread) {
    int64_t n = spread->size;
    double most = DBL_MIN;
    for (int64_t i = 0; i < spread->count; i++) {
        const double *a = spread->a + i * n;
        double sum = 0, squares = 0;
        for (int64_t j = 0; j < n; j++)
            sum += fabs(a[j]), squares += a[j] * a[j];
        spread->diagonal[i] = a[column(i)];
        spread->squares[i] = squares;
        most = fmax(most, sum);
    }
    spread->norm = world_max(most);
}

struct eigh_spread eigh_spread_make(int64_t seed, int64_t size) {
    int64_t count = eigh_spread_columns(size);
    struct eigh_spread spread = {.size = size, .count = count};
    spread.a = memory_untouched(count * size, sizeof *spread.a);
    spread.w = memory_new(size, sizeof *spread.w);
    spread.diagonal = memory_new(count, sizeof *spread.diagonal);
    spread.squares = memory_new(count, sizeof *spread.squares);
    double *own = own_rows(seed, size);
    add_product(seed, size, count, 0, own, spread.a);
    free(own);
    measure(&spread);
    spread.v = memory_new(count * size, sizeof *spread.v);
    return spread;
}

void eigh_spread_free(struct eigh_spread *spread) {
    free(spread->a);
    free(spread->v);
    free(spread->w);
    free(spread->diagonal);
    free(spread->squares);
}

/* ------------------------------------------------------------------------------- judging --- */

/* The largest sum of a row of any rank; a sum that is no number is infinite. */
static double largest_row(int64_t count, int64_t n, const double *row) {
    double most = 0;
    for (int64_t i = 0; i < count; i++) {
        double sum = 0;
        for (int64_t j = 0; j < n; j++)
            sum += fabs(row[i * n + j]);
        most = isnan(sum) ? INFINITY : fmax(most, sum);
    }
    return world_max(most);
}

/* V A - W V by what A is: (V b) b'. */
static double residual(int64_t seed, const struct eigh_spread *spread) {
    int64_t n = spread->size, count = spread->count;
    double *vb = memory_new(count * n, sizeof *vb),
           *left = memory_untouched(count * n, sizeof *left);
    struct rows b = rows_begin(seed, n);
    for (int64_t block = 0; block < blocks(n); block++) {
        rows_next(&b, n, block);
        matrix_multiply(count, n, rows_of(n, block), 1, spread->v + block * BLOCK, n, 1, b.row, n,
                        1, 1, vb, n);
    }
    free(b.row);
    for (int64_t i = 0; i < count; i++)
        for (int64_t j = 0; j < n; j++)
            left[i * n + j] = -spread->w[column(i)] * spread->v[i * n + j];
    add_product(seed, n, count, 1, vb, left);
    double most = largest_row(count, n, left);
    free(left);
    free(vb);
    return most;
}

/* All vectors of one block, on all ranks: the others add zeros to them. */
static void show_block(const struct eigh_spread *spread, int64_t block, double *shown) {
    int64_t n = spread->size, numbers = rows_of(n, block) * n;
    if (is_mine(block))
        memcpy(shown, spread->v + place(block) * n, (size_t)numbers * sizeof *shown);
    else
        memset(shown, 0, (size_t)numbers * sizeof *shown);
    world_add(shown, numbers);
}

static double orthogonality(const struct eigh_spread *spread) {
    int64_t n = spread->size, count = spread->count;
    double *shown = memory_untouched(BLOCK * n, sizeof *shown);
    double *product = memory_untouched(count * n, sizeof *product);
    for (int64_t block = 0; block < blocks(n); block++) {
        show_block(spread, block, shown);
        matrix_multiply(count, rows_of(n, block), n, 1, spread->v, n, 1, shown, 1, n, 0,
                        product + block * BLOCK, n);
    }
    for (int64_t i = 0; i < count; i++)
        product[i * n + column(i)] -= 1;
    double most = largest_row(count, n, product);
    free(product);
    free(shown);
    return most;
}

static double sum_over_ranks(double mine) {
    double sum = 0, *all = memory_new(world_size(), sizeof *all);
    world_gather(&mine, sizeof mine, all);
    for (int rank = 0; rank < world_size(); rank++)
        sum += all[rank];
    free(all);
    return sum;
}

static double trace_off(const struct eigh_spread *spread) {
    long double off = 0;
    for (int64_t i = 0; i < spread->count; i++)
        off += spread->w[column(i)] - spread->diagonal[i];
    return fabs(sum_over_ranks((double)off));
}

static double frobenius_off(const struct eigh_spread *spread) {
    long double off = 0;
    for (int64_t i = 0; i < spread->count; i++)
        off += spread->w[column(i)] * spread->w[column(i)] - spread->squares[i];
    return fabs(sum_over_ranks((double)off));
}

static int64_t disorder(int64_t n, const double *w) {
    for (int64_t k = 1; k < n; k++)
        if (!(w[k] >= w[k - 1]))
            return k;
    return -1;
}

struct eigh_scores eigh_spread_judge(int64_t seed, const struct eigh_spread *spread) {
    double unit = (double)spread->size * DBL_EPSILON / 2, norm = spread->norm;
    if (spread->size == 0)
        return (struct eigh_scores){.disorder = -1};
    return (struct eigh_scores){
        .residual = residual(seed, spread) / norm / unit,
        .orthogonality = orthogonality(spread) / unit,
        .trace = trace_off(spread) / norm / unit,
        .frobenius = frobenius_off(spread) / norm / norm / unit,
        .disorder = disorder(spread->size, spread->w),
    };
}
