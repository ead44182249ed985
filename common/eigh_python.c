/* The eigh stage of a program whose stage is a Python file with `solve`. */
#include "eigh.h"
#include "python_eigh.h"

static const char *solve(int64_t size, double *a, double *w) {
    return python_eigh_solve(1, size, 1, a, w);
}

const struct eigh_stage eigh_stage = {
    .idea = "a Python file", /* replaced by the file's first line */
    .extra = PYTHON_EIGH_WORK + PYTHON_EIGH_SHARED,
    .solve = solve,
    .missing = python_eigh_missing,
    .threads = python_eigh_threads,
    .about = python_eigh_about,
};
