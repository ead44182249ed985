/* What must not be, one of each kind: those who watch programs show here that they see it.

       build/tests/misdeed heap | overflow | unread | leak | race | none

   Status 0, if nobody ends it. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 10000 };

/* Whatever nobody needs, compilers leave out, misdeeds first of all: so all is volatile here. */
static volatile int *numbers(void) {
    volatile int *volatile number = malloc(MANY * sizeof *number);
    if (number == NULL)
        exit(2);
    return number;
}

static int heap(int many) {
    volatile int *number = numbers();
    number[many] = 1;
    free((void *)number);
    return 0;
}

static int overflow(int many) {
    volatile int number = INT_MAX - MANY + 1;
    return (number += many) == 0;
}

static int unread(int many) {
    volatile int *number = numbers();
    int found = number[many / 2] == 1 ? printf("one\n") : 0;
    free((void *)number);
    return found;
}

static int leak(int many) {
    numbers()[0] = many;
    return 0;
}

/* With a barrier in between, or none. */
static int threads(int many, int ordered) {
    volatile int *number = numbers();
    int64_t sum = 0;
#pragma omp parallel num_threads(2)
    {
#pragma omp for schedule(static) nowait
        for (int i = 0; i < many; i++)
            number[i] = i;
        if (ordered) {
#pragma omp barrier
        }
#pragma omp for schedule(static) reduction(+ : sum)
        for (int i = 0; i < many; i++)
            sum += number[many - 1 - i];
    }
    free((void *)number);
    return ordered && sum != (int64_t)many * (many - 1) / 2;
}

int main(int argc, char **argv) {
    volatile int many = MANY;
    const char *what = argc == 2 ? argv[1] : "";
    return strcmp(what, "heap") == 0       ? heap(many)
           : strcmp(what, "overflow") == 0 ? overflow(many)
           : strcmp(what, "unread") == 0   ? unread(many)
           : strcmp(what, "leak") == 0     ? leak(many)
           : strcmp(what, "race") == 0     ? threads(many, 0)
           : strcmp(what, "none") == 0     ? threads(many, 1)
                                           : 2;
}
