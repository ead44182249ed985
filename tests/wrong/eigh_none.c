/* Nothing: the stage that the wrong ones share is right, and so is a farm that begins at the end.
 */
#include "eigh.h"

static void farm(int64_t tasks) {
    while (tasks-- > 0)
        eigh_task(tasks);
}

#define MEMBERS farm = farm
#include "jacobi.h"
