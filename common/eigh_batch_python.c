/* The eigh stage of a program whose stage is a Python file with `solve_batch`: it shares the tasks
   out to processes of its own. */
#include "eigh.h"
#include "machine.h"
#include "python_eigh.h"

enum { EACH = 4 }; /* tasks of a batch: the last of them end together, nearly */
static int64_t processes;

static const struct option_row options[] = {
    {"nproc", OPTION_WHOLE, &processes, "tasks at a time [cores / threads]", 1, 4096, NULL},
    {0},
};

static int64_t workers(void) {
    int64_t share = machine_cores() / python_eigh_threads();
    return processes > 0 ? processes : share > 0 ? share : 1;
}

static int64_t batch(void) {
    return EACH * workers();
}

static const char *solve_batch(int64_t size, int64_t count, double *a, double *w) {
    return python_eigh_solve(workers(), size, count, a, w);
}

const struct eigh_stage eigh_stage = {
    .idea = "a Python file", /* replaced by the file's first line */
    .extra = (double)PYTHON_EIGH_WORK / EACH + PYTHON_EIGH_SHARED,
    .solve_batch = solve_batch,
    .batch = batch,
    .workers = workers,
    .options = options,
    .missing = python_eigh_missing,
    .threads = python_eigh_threads,
    .about = python_eigh_about,
};
