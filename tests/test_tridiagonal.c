/* The parts of eigh-blocked, each alone: reflections to a tridiagonal matrix and back, the roots of
   the secular equation, and tridiagonal matrices that are known to be awkward. */
#include "divide.h"
#include "reflect.h"
#include "test.h"

#include <stdio.h>

static double random_number(void) {
    return (double)rand() / RAND_MAX - 0.5;
}

/* An error in units of what rounding may do to n numbers of that size. */
static double in_roundings(double error, int64_t n, double size) {
    return error / ((double)(n + 1) * DBL_EPSILON * (size > 0 ? size : 1));
}

/* How far vectors, as rows, are from having length 1 and being at right angles. */
static double skewness(int64_t n, const double *vector, int64_t stride) {
    double most = 0;
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++) {
            double dot = row_dot(n, vector + i * stride, vector + j * stride);
            most = fmax(most, fabs(dot - (i == j)));
        }
    return in_roundings(most, n, 1);
}

/* --------------------------------------------------------------------------- reflections --- */

static void fill_symmetric(int64_t n, double *a, int64_t stride) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j <= i; j++)
            a[i * stride + j] = a[j * stride + i] = random_number();
}

/* Row i of q is what became of unit vector i: a = q' T q has to be what it was. */
static double distance(int64_t n, const double *a, const double *q, int64_t stride, const double *d,
                       const double *e) {
    double *tq = malloc((size_t)(n * stride) * sizeof *tq), most = 0;
    double *back = malloc((size_t)(n * stride) * sizeof *back);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            tq[i * stride + j] = d[i] * q[i * stride + j] +
                                 (i > 0 ? e[i] * q[(i - 1) * stride + j] : 0) +
                                 (i + 1 < n ? e[i + 1] * q[(i + 1) * stride + j] : 0);
    matrix_multiply(n, n, n, 1, q, 1, stride, tq, stride, 1, 0, back, stride);
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = 0; j < n; j++)
            most = fmax(most, fabs(back[i * stride + j] - a[i * stride + j]));
    free(tq);
    free(back);
    return in_roundings(most, n, 1);
}

static void test_reflections(int64_t n) {
    int64_t stride = n + 3;
    size_t bytes = (size_t)(n * stride) * sizeof(double);
    double *a = malloc(bytes), *reflected = malloc(bytes), *q = calloc(1, bytes);
    double *d = malloc((size_t)(3 * n) * sizeof *d), *e = d + n, *tau = e + n;
    fill_symmetric(n, a, stride);
    memcpy(reflected, a, bytes);
    for (int64_t i = 0; i < n; i++) {
        q[i * stride + i] = 1;
        for (int64_t j = i + 1; j < n; j++)
            reflected[i * stride + j] = NAN; /* above the diagonal nobody looks */
    }
    tridiagonalise(n, reflected, stride, d, e, tau);
    transform_back(n, reflected, stride, tau, q);
    double skew = skewness(n, q, stride), far = distance(n, a, q, stride, d, e);
    test_check(skew < 10 && far < 10, "reflections there and back, %d rows", (int)n);
    free(a), free(reflected), free(q), free(d);
}

/* ---------------------------------------------------------------------- tridiagonal matrices ---
 */

typedef void fill_function(int64_t n, double *d, double *e);

static void fill_random(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = random_number(), e[i] = random_number();
}

static void fill_zero(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = e[i] = 0;
}

static void fill_same(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = 1, e[i] = 1e-12 * random_number();
}

static void fill_differences(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = 0.5, e[i] = i % 2 ? -0.25 : 0.25;
}

/* Pairs of eigenvalues that agree in more digits than there are (Wilkinson). */
static void fill_wilkinson(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = fabs((double)i - (double)(n - 1) / 2) / (double)n, e[i] = 1 / (double)n;
}

/* Many of those, loosely coupled: clusters of eigenvalues as far apart as rounding errors. */
static void fill_glued(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = fabs((double)(i % 21) - 10) / 10, e[i] = i % 21 ? 0.1 : 1e-9;
}

static void fill_graded(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++) {
        double size = pow(10, -318 * (double)i / (double)n);
        d[i] = size * random_number(), e[i] = size * random_number();
    }
}

static void fill_graded_up(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++) {
        double size = pow(10, -318 * (double)(n - 1 - i) / (double)n);
        d[i] = size * random_number(), e[i] = size * random_number();
    }
}

static void fill_loose(int64_t n, double *d, double *e) {
    for (int64_t i = 0; i < n; i++)
        d[i] = random_number(), e[i] = pow(10, 20 * (random_number() - 0.5));
}

static double residual(int64_t n, const double *d, const double *e, const double *value,
                       const double *vector) {
    double most = 0, size = 0;
    for (int64_t i = 0; i < n; i++)
        size = fmax(size, fmax(fabs(d[i]), i > 0 ? fabs(e[i]) : 0));
    for (int64_t k = 0; k < n; k++)
        for (int64_t i = 0; i < n; i++) {
            const double *x = vector + k * n;
            double before = i > 0 ? e[i] * x[i - 1] : 0,
                   after = i + 1 < n ? e[i + 1] * x[i + 1] : 0;
            most = fmax(most, fabs(before + d[i] * x[i] + after - value[k] * x[i]));
        }
    return in_roundings(most, n, size);
}

/* Whether this n x n matrix is solved to within some roundings. */
static bool solved(int64_t n, fill_function *fill) {
    size_t square = (size_t)(n * n) * sizeof(double);
    double *d = malloc((size_t)(4 * n) * sizeof *d), *e = d + n, *value = e + n,
           *beside = value + n;
    double *vector = malloc(square), *rows = malloc(square), *s = malloc(square);
    fill(n, d, e);
    memcpy(value, d, (size_t)(2 * n) * sizeof *d);
    const char *fault = divide_and_conquer(n, value, beside, vector, n, rows, s);
    bool good =
        fault == NULL && residual(n, d, e, value, vector) < 10 && skewness(n, vector, n) < 10;
    free(d), free(vector), free(rows), free(s);
    return good;
}

static void test_matrices(const char *name, fill_function *fill) {
    int wrong = 0, first = 0;
    for (int64_t n = 0; n <= 420; n += n < 100 ? 1 : 40)
        if (!solved(n, fill) && wrong++ == 0)
            first = (int)n;
    test_check(wrong == 0, "divide and conquer, %s: %d wrong, the first of %d rows", name, wrong,
               first);
}

/* --------------------------------------------------------------------------- secular roots --- */

/* Each root lies between its poles, and the value there changes its sign within a few roundings. */
static int64_t wrong_roots(int64_t count, const double *pole, const double *z, double rho) {
    double *gap = malloc((size_t)count * sizeof *gap), root;
    int64_t wrong = 0;
    for (int64_t i = 0; i < count; i++) {
        bool found = secular_root(count, i, pole, z, rho, gap, &root);
        double sum = 1 / rho, size = sum;
        for (int64_t j = 0; j < count; j++) {
            sum += z[j] * z[j] / gap[j];
            size += fabs(z[j] * z[j] / gap[j]);
        }
        bool between = gap[i] < 0 && (i + 1 == count || gap[i + 1] > 0);
        wrong += !(found && between && in_roundings(fabs(sum), count, size) < 10);
    }
    free(gap);
    return wrong;
}

static void test_secular(void) {
    enum { MOST = 60 };
    double pole[MOST], z[MOST];
    int64_t wrong = 0;
    for (int round = 0; round < 2000; round++) {
        int64_t count = 1 + rand() % MOST;
        double closest = pow(10, -13 * (random_number() + 0.5)), length = 0;
        pole[0] = random_number();
        for (int64_t j = 0; j < count; j++) {
            z[j] = pow(10, -8 * (random_number() + 0.5));
            length = hypot(length, z[j]);
            if (j > 0)
                pole[j] = pole[j - 1] + closest + (rand() % 2 ? random_number() + 0.5 : 0);
        }
        row_scale(count, 1 / length, z);
        wrong += wrong_roots(count, pole, z, pow(10, 4 * random_number()));
    }
    test_check(wrong == 0, "secular equation: 2000 of up to %d poles, %d roots wrong", MOST,
               (int)wrong);
}

int main(void) {
    srand(1);
    static const int64_t sizes[] = {0, 1, 2, 3, 8, 31, 32, 33, 64, 65, 66, 97, 130, 251};
    for (int i = 0; i < 14; i++)
        test_reflections(sizes[i]);
    test_secular();
    test_matrices("random", fill_random);
    test_matrices("zero", fill_zero);
    test_matrices("nearly the same number", fill_same);
    test_matrices("differences", fill_differences);
    test_matrices("Wilkinson's", fill_wilkinson);
    test_matrices("Wilkinson's, glued", fill_glued);
    test_matrices("graded", fill_graded);
    test_matrices("graded upwards", fill_graded_up);
    test_matrices("loosely coupled", fill_loose);
    return test_end();
}
