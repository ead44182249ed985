/* A rank for each GPU of a machine, or of many machines, and to each rank every so-many-th task.

       rank 0   GPU 0   |= 0 =|= 4 =|= 8 =|        rank r has the GPU r mod GPUs of its machine
       rank 1   GPU 1   |= 1 =|= 5 =|= 9 =|
       rank 2   GPU 2   |= 2 =|= 6 =|
       rank 3   GPU 3   |= 3 =|= 7 =|

   Each makes its own matrices, and nothing is sent but, in the end, the values. In the tutorials
   rank 0 makes them all, and MPI takes them from its GPU to the others: --matrices broadcast. What
   does that cost, and what if each is sent only what it solves? */
#include "cusolver.h"
#include "deal.h"

enum { OWN = DEAL_WAYS };
static const char *const ways[] = {"scatter", "broadcast", "own", NULL};
static int matrices = OWN;

static const struct option_row options[] = {
    {"matrices", OPTION_CHOICE, &matrices, "each rank's own; or all from rank 0's GPU", 0, 0, ways},
    HANDOVER_OPTION,
    CUSOLVER_OPTIONS,
    {0},
};

static bool comes_back(int64_t n) {
    return deal_comes_back((enum deal_way)matrices, n);
}

static void open_deal(int64_t n, int64_t tasks) {
    open_share(n, tasks);
    if (matrices != OWN)
        handover_decide(comes_back, n);
}

/* This rank's matrices, one behind the other. */
static double *dealt(int64_t tasks, int64_t n) {
    struct deal deal = deal_new((enum deal_way)matrices, n);
    int64_t size = world_size(), rank = world_rank(), entries = n * n;
    double *mine = (double *)memory_untouched((tasks / size + 1) * entries, sizeof *mine);
    for (int64_t first = 0; first < tasks; first += size) {
        for (int64_t i = 0; rank == 0 && i < size && first + i < tasks; i++)
            eigh_task_make(first + i, deal.host + i * entries);
        memcpy(mine + first / size * entries, deal_out(&deal), (size_t)entries * sizeof *mine);
    }
    deal_free(&deal);
    return mine;
}

static void farm(int64_t tasks) {
    double *mine = matrices == OWN || tasks == 0 ? NULL : dealt(tasks, eigh_task_size(0));
    eigh_share(mine);
    free(mine);
}

static int64_t held(int64_t tasks) {
    return matrices == OWN ? 0 : tasks / world_size() + 1 + world_size();
}

static const char *about_deal(void) {
    static char text[400];
    if (matrices == OWN)
        return about();
    snprintf(text, sizeof text, "%s\nMatrices from rank 0 by %s: %s", about(), ways[matrices],
             handover_about());
    return text;
}

const struct eigh_stage eigh_stage = {
    .idea = "cuSOLVER: a GPU each rank",
    .extra = 1,
    .open = open_deal,
    .solve_batch = solve_batch,
    .batch = at_once,
    .close = solvers_close,
    .farm = farm,
    .workers = workers,
    .held = held,
    .options = options,
    .missing = missing,
    .about = about_deal,
    .accelerator = &device,
};
