/* Its farm does one task twice, and another not at all: as many as there are. */
#include "eigh.h"

static void farm(int64_t tasks) {
    for (int64_t task = 0; task < tasks; task++)
        eigh_task(task == 3 ? 2 : task);
}

#define MEMBERS farm = farm
#include "jacobi.h"
