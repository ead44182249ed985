/* The families of matrices: numpy's very numbers, symmetry, and the eigenvalues that they claim. */
#include "eigh_matrix.h"
#include "memory.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

static double *made(enum eigh_family family, int64_t seed, int64_t n) {
    double *a = memory_new(n * n, sizeof *a);
    eigh_matrix_make(family, seed, n, a);
    return a;
}

static bool near(double got, double expected, double relative) {
    return fabs(got - expected) <= relative * fabs(expected);
}

static double sum_of_values(int64_t n, const double *a) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++)
        sum += a[i * n + i];
    return sum;
}

static double sum_of_squares(int64_t n, const double *a) {
    double sum = 0;
    for (int64_t i = 0; i < n * n; i++)
        sum += a[i] * a[i];
    return sum;
}

/* From numpy: random.seed(seed); b = random.rand(n, n); trace(b @ b.T), and for n = 2 all of it. */
static void test_numpy(void) {
    static const struct {
        int64_t n, seed;
        double trace;
    } known[] = {{10, 0, 30.66518301}, {100, 0, 3303.34438260}};
    for (int i = 0; i < 2; i++) {
        double *a = made(EIGH_NUMPY, known[i].seed, known[i].n);
        test_check(near(sum_of_values(known[i].n, a), known[i].trace, 1e-9),
                   "numpy: trace at n = %lld", (ll)known[i].n);
        free(a);
    }
    static const double b[] = {0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
                               0.5448831829968969};
    double *a = made(EIGH_NUMPY, 0, 2);
    test_check(near(a[0], b[0] * b[0] + b[1] * b[1], 1e-15), "numpy: the first entry");
    test_check(near(a[2], b[0] * b[2] + b[1] * b[3], 1e-15), "numpy: rows times rows");
    free(a);
    double *other = made(EIGH_NUMPY, 1, 2), *last = made(EIGH_NUMPY, 4294967295, 1);
    test_check(near(other[0],
                    0.417022004702574 * 0.417022004702574 + 0.7203244934421581 * 0.7203244934421581,
                    1e-15),
               "numpy: the first entry of seed 1");
    test_check(near(last[0], 0.0976320289940138 * 0.0976320289940138, 1e-15),
               "numpy: the greatest seed");
    free(other);
    free(last);
}

static bool symmetric(int64_t n, const double *a) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < i; j++)
            if (memcmp(&a[i * n + j], &a[j * n + i], sizeof *a) != 0)
                return false;
    return true;
}

static void test_all(void) {
    static const int64_t sizes[] = {0, 1, 2, 3, 4, 21, 22, 65};
    for (int family = 0; eigh_families[family] != NULL; family++) {
        bool spoiled = family == EIGH_NAN || family == EIGH_INFINITE, right = true;
        for (int i = 0; i < 8; i++) {
            int64_t n = sizes[i];
            double *a = made(family, 7, n), *again = made(family, 7, n);
            bool finite = eigh_matrix_not_finite(n, a) == -1;
            right = right && symmetric(n, a) && finite == (!spoiled || n == 0) &&
                    memcmp(a, again, (size_t)(n * n) * sizeof *a) == 0;
            free(a);
            free(again);
        }
        test_check(right, "%s: symmetric, the same each time, %s", eigh_families[family],
                   spoiled ? "not finite" : "finite");
    }
    test_check(eigh_families[EIGH_INFINITE + 1] == NULL, "every family has a name");
}

/* The same numbers, but for their exponents; and values that are on the diagonal and in no order.
 */
static void test_scaled_and_diagonal(void) {
    double *a = made(EIGH_NUMPY, 5, 9), *huge = made(EIGH_HUGE, 5, 9),
           *tiny = made(EIGH_TINY, 5, 9);
    int wrong = 0;
    for (int i = 0; i < 81; i++)
        wrong += huge[i] != ldexp(a[i], 990) || tiny[i] != ldexp(a[i], -1000);
    test_check(wrong == 0 && isinf(huge[0] * huge[0]) && tiny[0] * tiny[0] == 0,
               "huge and tiny: as numpy, squares out of range");
    eigh_matrix_make(EIGH_DIAGONAL, 5, 9, a);
    int rises = 0, beside = 0;
    for (int i = 0; i < 81; i++)
        beside += i % 10 != 0 && a[i] != 0;
    for (int i = 0; i < 8; i++)
        rises += a[10 * i] < a[10 * (i + 1)];
    test_check(beside == 0 && rises > 0 && rises < 8, "diagonal: no order, nothing beside");
    eigh_matrix_make(EIGH_STEEP, 5, 9, a);
    test_check(fabs(a[80]) > 1e-3 && fabs(a[60]) > 0x1p-530 && fabs(a[60]) < 0x1p-520 &&
                   fabs(a[40]) > 0 && fabs(a[40]) < 0x1p-1040,
               "steep: half of it all but nothing, then up to 1");
    free(a);
    free(huge);
    free(tiny);
}

/* One entry and its mirror are no number, and that entry is found. */
static void test_not_finite(void) {
    static const enum eigh_family spoiled[] = {EIGH_NAN, EIGH_INFINITE};
    for (int i = 0; i < 2; i++) {
        double *a = made(spoiled[i], 0, 4);
        test_check(eigh_matrix_not_finite(4, a) == 2 && !isfinite(a[8]),
                   "%s: found in row 0, column 2", eigh_families[spoiled[i]]);
        a[2] = a[8] = 0;
        test_check(eigh_matrix_not_finite(4, a) == -1, "%s: there only", eigh_families[spoiled[i]]);
        a[15] = -INFINITY;
        test_check(eigh_matrix_not_finite(4, a) == 15, "%s: the last entry counts",
                   eigh_families[spoiled[i]]);
        free(a);
    }
}

/* What the sum of all eigenvalues and of their squares must be. */
static void test_sums(void) {
    static const struct {
        enum eigh_family family;
        double values, squares;
    } sums[] = {
        {EIGH_IDENTITY, 22, 22},
        {EIGH_ZERO, 0, 0},
        {EIGH_REPEATED, -1, 15}, /* 8 times -1, 7 times 0, 7 times 1 */
        {EIGH_CLUSTERED, 21, 21},
        {EIGH_GRADED, 1.21909344719827, 1.03337670423242}, /* geometric series */
        {EIGH_WILKINSON, 121, 885.5 + 2 * 21},             /* twice 0.5 ... 10.5, and ones beside */
        {EIGH_GLUED, 120, 770 + 100 + 2 * 20}, /* 10 ... 0 ... 10, 10, and ones beside */
    };
    for (int i = 0; i < 7; i++) {
        double *a = made(sums[i].family, 3, 22);
        test_check(fabs(sum_of_values(22, a) - sums[i].values) < 1e-12, "%s: trace %.12g",
                   eigh_families[sums[i].family], sum_of_values(22, a));
        test_check(near(sum_of_squares(22, a), sums[i].squares, 1e-13), "%s: sum of squares %.12g",
                   eigh_families[sums[i].family], sum_of_squares(22, a));
        free(a);
    }
}

int main(void) {
    test_numpy();
    test_all();
    test_sums();
    test_scaled_and_diagonal();
    test_not_finite();
    return test_end();
}
