/* The judge of eigenpairs: what is right passes, each thing that can be wrong is found. The pairs
   are known without a solver: the matrix is made from them. */
#include "eigh_judge.h"
#include "memory.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef long long ll;

struct pairs {
    int64_t n;
    double *a, *w, *v;
};

/* The rows of the reflection I - 2 u u' / u' u, each moved up by one: at right angles, and not
   symmetric. */
static void fill_vectors(int64_t n, double *v) {
    double *u = memory_new(n, sizeof *u), squares = 0;
    for (int64_t i = 0; i < n; i++) {
        u[i] = sin(1 + (double)(i * i));
        squares += u[i] * u[i];
    }
    for (int64_t k = 0; k < n; k++)
        for (int64_t i = 0; i < n; i++) {
            int64_t row = (k + 1) % n;
            v[k * n + i] = (row == i) - 2 * u[row] * u[i] / squares;
        }
    free(u);
}

/* a = V' W V */
static struct pairs pairs_new(int64_t n, double factor) {
    struct pairs p = {n, memory_new(n * n, sizeof(double)), memory_new(n, sizeof(double)),
                      memory_new(n * n, sizeof(double))};
    fill_vectors(n, p.v);
    for (int64_t k = 0; k < n; k++)
        p.w[k] = factor * ((double)k - (double)n / 3 + 0.1);
    for (int64_t k = 0; k < n; k++)
        for (int64_t i = 0; i < n; i++)
            for (int64_t j = 0; j < n; j++)
                p.a[i * n + j] += p.w[k] * (p.v[k * n + i] * p.v[k * n + j]);
    return p;
}

static void pairs_free(struct pairs *p) {
    free(p->a);
    free(p->w);
    free(p->v);
}

static struct eigh_scores scores_of(const struct pairs *p) {
    return eigh_judge(p->n, p->a, p->w, p->v);
}

static const char *refusal(const struct pairs *p) {
    static char text[120];
    struct eigh_scores scores = scores_of(p);
    return eigh_judge_refusal(&scores, text, sizeof text);
}

/* ----------------------------------------------------------------------- what may be wrong --- */

static void swap(double *x, double *y) {
    double keep = *x;
    *x = *y, *y = keep;
}

/* Pairs that belong together, but not in order. */
static void unsorted(struct pairs *p) {
    int64_t n = p->n;
    swap(&p->w[n - 1], &p->w[n - 2]);
    for (int64_t i = 0; i < n; i++)
        swap(&p->v[(n - 1) * n + i], &p->v[(n - 2) * n + i]);
}

static void stretched(struct pairs *p) {
    for (int64_t i = 0; i < p->n; i++)
        p->v[(p->n - 1) * p->n + i] *= -1.000001;
}

static void transposed(struct pairs *p) {
    for (int64_t i = 0; i < p->n; i++)
        for (int64_t j = 0; j < i; j++)
            swap(&p->v[i * p->n + j], &p->v[j * p->n + i]);
}

static void zeros(struct pairs *p) {
    memset(p->w, 0, (size_t)p->n * sizeof *p->w);
    memset(p->v, 0, (size_t)(p->n * p->n) * sizeof *p->v);
}

static void zero_vector(struct pairs *p) {
    memset(p->v, 0, (size_t)p->n * sizeof *p->v);
}

static void nothing_done(struct pairs *p) {
    memset(p->w, 0, (size_t)p->n * sizeof *p->w);
    memcpy(p->v, p->a, (size_t)(p->n * p->n) * sizeof *p->v);
}

static void moved(struct pairs *p) {
    p->w[p->n / 2] *= 1 + 1e-8;
}

static void twins(struct pairs *p) {
    memcpy(p->v + (p->n - 1) * p->n, p->v, (size_t)p->n * sizeof *p->v);
}

static void values_of_another(struct pairs *p) {
    for (int64_t k = 0; k < p->n; k++)
        p->w[k] *= 1.25;
}

static void vectors_of_another(struct pairs *p) {
    memset(p->v, 0, (size_t)(p->n * p->n) * sizeof *p->v);
    for (int64_t k = 0; k < p->n; k++)
        p->v[k * p->n + k] = 1;
}

static void nan_first_value(struct pairs *p) {
    p->w[0] = NAN;
}

static void nan_last_value(struct pairs *p) {
    p->w[p->n - 1] = NAN;
}

static void nan_first_vector(struct pairs *p) {
    p->v[0] = NAN;
}

static void nan_last_vector(struct pairs *p) {
    p->v[p->n * p->n - 1] = NAN;
}

static void nan_everywhere(struct pairs *p) {
    for (int64_t i = 0; i < p->n * p->n; i++)
        p->w[i % p->n] = p->v[i] = NAN;
}

static void infinite_value(struct pairs *p) {
    p->w[p->n - 1] = INFINITY;
}

static void infinite_vector(struct pairs *p) {
    p->v[p->n / 2] = -INFINITY;
}

static const struct {
    const char *name;
    void (*spoil)(struct pairs *p);
    int64_t from; /* size at which there is something to spoil */
    const char *says;
} wrong[] = {
    {"two pairs out of order", unsorted, 2, "is less than the one before it"},
    {"a vector turned round, and too long", stretched, 1, "the orthogonality is "},
    {"vectors as columns", transposed, 2, "the residual is "},
    {"zeros", zeros, 1, "the orthogonality is "},
    {"one vector of zeros", zero_vector, 1, "the orthogonality is "},
    {"nothing done", nothing_done, 1, "rounding errors"},
    {"an eigenvalue moved by 1e-8 of itself", moved, 1, "the residual is "},
    {"two vectors the same", twins, 2, "the residual is "},
    {"values of another matrix", values_of_another, 1, "the residual is "},
    {"vectors of another matrix", vectors_of_another, 2, "the residual is "},
    {"the first value no number", nan_first_value, 1, "the residual is not a number"},
    {"the last value no number", nan_last_value, 1, "the residual is not a number"},
    {"no number in the first vector", nan_first_vector, 1, "the residual is not a number"},
    {"no number in the last vector", nan_last_vector, 1, "the residual is not a number"},
    {"no numbers at all", nan_everywhere, 1, "the residual is not a number"},
    {"a value infinite", infinite_value, 1, "the residual is "},
    {"an entry of a vector infinite", infinite_vector, 1, "the residual is "},
};

static void test_size(int64_t n, double factor) {
    struct pairs right = pairs_new(n, factor);
    const char *said = refusal(&right);
    test_check(said == NULL, "n = %lld times %g: right%s%s", (ll)n, factor, said ? ", but " : "",
               said ? said : "");
    pairs_free(&right);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        if (n < wrong[i].from)
            continue;
        struct pairs p = pairs_new(n, factor);
        wrong[i].spoil(&p);
        said = refusal(&p);
        test_check(said != NULL && strstr(said, wrong[i].says) != NULL, "n = %lld times %g: %s: %s",
                   (ll)n, factor, wrong[i].name, said ? said : "not found out");
        pairs_free(&p);
    }
}

/* Each score by itself: where the others have nothing to say. */
static void test_scores(void) {
    struct pairs p = pairs_new(130, 1);
    vectors_of_another(&p);
    memcpy(p.a, p.v, 130 * 130 * sizeof *p.a);
    for (int64_t k = 0; k < 130; k++)
        p.w[k] = 1;
    twins(&p); /* in two blocks of the judge */
    struct eigh_scores same = scores_of(&p);
    test_check(same.residual == 0 && same.orthogonality > 1e10 && same.trace == 0 &&
                   same.frobenius == 0 && same.disorder == -1,
               "the same vector twice, of the same value: seen in orthogonality alone");
    pairs_free(&p);
    p = pairs_new(10, 1);
    p.w[3] += 1e-3;
    struct eigh_scores one = scores_of(&p);
    test_check(one.trace > 30 && one.frobenius > 30, "one value moved: seen in trace and squares");
    p.w[4] -= 1e-3;
    struct eigh_scores two = scores_of(&p);
    test_check(!(two.trace > 30) && two.frobenius > 30, "two moved against each other: in squares");
    unsorted(&p);
    test_check(scores_of(&p).disorder == 9, "the first that is less is named");
    pairs_free(&p);
}

static bool near(double got, double expected) {
    return fabs(got - expected) <= 1e-6 * expected;
}

/* What is known to be off by so much has that for a score, in units of n 2^-53 of the norm, 7. */
static void test_units(void) {
    const double off = 0x1p-30, unit = 3 * 0x1p-53;
    double a[9] = {-7, 0, 0, 0, 2, 0, 0, 0, 3}, w[3] = {-7, 2, 3 + off},
           v[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    struct eigh_scores scores = eigh_judge(3, a, w, v);
    test_check(near(scores.residual, off / 7 / unit), "units: residual");
    test_check(near(scores.trace, off / 7 / unit), "units: trace");
    test_check(near(scores.frobenius, 6 * off / 49 / unit), "units: sum of squares");
    test_check(scores.orthogonality == 0, "units: nothing off");
}

/* The first vector of the judge's last block leans a little towards the 129 others. */
static void test_orthogonality_adds_up(void) {
    const double lean = 0x1p-40;
    struct pairs p = pairs_new(130, 1);
    vectors_of_another(&p);
    for (int i = 0; i < 130; i++)
        if (i != 128)
            p.v[128 * 130 + i] = lean;
    test_check(near(scores_of(&p).orthogonality, 129 * lean / 130 / 0x1p-53),
               "units: orthogonality adds up over all blocks");
    pairs_free(&p);
}

static void test_zeros(void) {
    double a[9] = {0}, w[3] = {0}, v[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    struct pairs p = {3, a, w, v}, none = {0, a, w, v};
    test_check(refusal(&p) == NULL, "zeros: right");
    w[2] = 1e-300;
    test_check(refusal(&p) != NULL, "zeros: one value is not: %s", refusal(&p));
    w[2] = 0, v[8] = 0;
    test_check(refusal(&p) != NULL, "zeros: a vector of zeros: %s", refusal(&p));
    test_check(refusal(&none) == NULL, "n = 0: right");
}

int main(void) {
    static const int64_t sizes[] = {1, 2, 3, 10, 65, 130};
    for (int i = 0; i < 6; i++)
        test_size(sizes[i], 1);
    test_size(65, 0x1p1000);
    test_size(65, 0x1p-1000);
    test_scores();
    test_units();
    test_orthogonality_adds_up();
    test_zeros();
    return test_end();
}
