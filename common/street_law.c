#include "street_law.h"

#include <math.h>

static double least(double a, double b) {
    return a < b ? a : b;
}

/* ------------------------------------------------------------------------------- the ring --- */

/* Of roads with k clusters of cars, all of them together, the weight is
   W(k) = L / k * C(cars - 1, k - 1) * C(holes - 1, k - 1) / p^k, and in each k cars can move. The
   ratio of one to the next is simple; sums are of logarithms, for weights differ by thousands of
   orders of magnitude. */
static double log_ratio(double cars, double holes, double brake, double k) {
    return log((cars - k) / k * ((holes - k) / (k + 1)) / brake);
}

static double mean_clusters(double cars, double holes, double brake) {
    int64_t last = (int64_t)least(cars, holes);
    double weight = 0, most = 0, sum = 0, movers = 0;
    for (int64_t k = 1; k < last; k++) {
        weight += log_ratio(cars, holes, brake, (double)k);
        most = fmax(most, weight);
    }
    weight = 0;
    for (int64_t k = 1; k <= last; k++) {
        sum += exp(weight - most);
        movers += (double)k * exp(weight - most);
        weight += k < last ? log_ratio(cars, holes, brake, (double)k) : 0;
    }
    return movers / sum;
}

static struct street_law ring(const struct street *street, double cars) {
    double cells = (double)street->cells, movers = least(cars, cells - cars);
    if (street->brake > 0 && movers > 0)
        movers = (1 - street->brake) * mean_clusters(cars, cells - cars, street->brake);
    return (struct street_law){false, movers / cells, "on this ring"};
}

/* --------------------------------------------------------------------------- the open road --- */

/* Either end decides alone, unless both let so many through that the road in between does. */
static struct street_law open_road(const struct street *street) {
    double q = 1 - street->brake, end = least(street->enter, street->leave);
    double enough = 1 - sqrt(street->brake);
    if (end >= enough)
        return (struct street_law){false, enough / 2, "on an infinite road (maximal current)"};
    return (struct street_law){false, end * (q - end) / (q - end * end),
                               street->enter < street->leave ? "on an infinite road (low density)"
                               : street->enter > street->leave
                                   ? "on an infinite road (high density)"
                                   : "on an infinite road (low and high density meet)"};
}

/* ------------------------------------------------------------------------------- the light --- */

/* Cars pass in every other step, for the next one has first to come up to the light: at most
   ceil(G / 2) in a cycle. On a ring without braking nothing else holds them up but this: a car is
   back L steps later at the earliest, and so is a hole, which goes the other way. With T(k) the
   step in which the k-th car passes,

       T(k) = the first green step >= max(T(k - 1) + 2, T(k - cars) + L, T(k - holes) + L)

   So the light is busy whenever it is green if it lets pass as many cars as there are, or as many
   holes, in no less than L steps. */
static double steps_to_pass(const struct street *street, int64_t number) {
    int64_t each = (street->green + 1) / 2, cycles = number / each, rest = number % each;
    return (double)cycles * (double)(street->green + street->red) + 2 * (double)rest;
}

static struct street_law light(const struct street *street, int64_t cars) {
    int64_t each = (street->green + 1) / 2, holes = street->cells - cars;
    double flow = (double)each / (double)(street->green + street->red);
    double cells = (double)street->cells;
    if (street->open || street->brake > 0)
        return (struct street_law){true, flow, "through the light"};
    if (steps_to_pass(street, cars) >= cells && steps_to_pass(street, holes) >= cells)
        return (struct street_law){false, flow, "through a light that is always busy"};
    return (struct street_law){true, least(flow, least((double)cars, (double)holes) / cells),
                               "through the light"};
}

struct street_law street_law(const struct street *street, int64_t cars) {
    if (street->green > 0)
        return light(street, cars);
    return street->open ? open_road(street) : ring(street, (double)cars);
}
