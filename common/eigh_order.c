#include "eigh_order.h"

#include <math.h>

int eigh_exponent(int64_t size, const double *a) {
    double largest = 0;
    int exponent;
    for (int64_t i = 0; i < size * size; i++)
        largest = fmax(largest, fabs(a[i]));
    frexp(largest, &exponent);
    return exponent;
}

double eigh_power(int64_t size, const double *a) {
    int exponent = eigh_exponent(size, a);
    return ldexp(1, exponent > 1000 ? -1000 : exponent < -1000 ? 1000 : -exponent);
}

static void swap(double *x, double *y) {
    double keep = *x;
    *x = *y, *y = keep;
}

/* By selection: no row moves more often than it must. */
void eigh_sort(int64_t size, double *w, double *v) {
    for (int64_t i = 0; i < size; i++) {
        int64_t least = i;
        for (int64_t k = i + 1; k < size; k++)
            if (w[k] < w[least])
                least = k;
        if (least == i)
            continue;
        swap(&w[i], &w[least]);
        for (int64_t j = 0; j < size; j++)
            swap(&v[i * size + j], &v[least * size + j]);
    }
}
