/* Its farm forgets the last task. */
#include "eigh.h"

static void farm(int64_t tasks) {
    for (int64_t task = 0; task + 1 < tasks; task++)
        eigh_task(task);
}

#define MEMBERS farm = farm
#include "jacobi.h"
