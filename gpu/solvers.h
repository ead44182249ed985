/* cuSOLVER on several streams: each has a solver, and each solver a thread of the host.

       next matrix:   0 --> 4 --> 8 --> 12       one number for all threads

       solver 0   |to|==== 0..3 ====|back|to|==== 12..15 ====|back|
       solver 1   |to|==== 4..7 ====|back| ...
       solver 2   |to|==== 8..11 ====|back| ...

   While one stream copies, others solve. A thread each, because the calls do not return at once:
   cuSOLVER does some steps on the host. */
#ifndef SOLVERS_H
#define SOLVERS_H

#include "solver.h"

extern "C" {
#include "clock.h"
}

#include <atomic>
#include <math.h>
#include <thread>

enum { SOLVERS_MOST = 64 };

static struct solvers {
    const struct solver_way *way;  /* NULL: none yet */
    int64_t n, streams, in_a_call; /* matrices of n rows, at most */
    struct solver one[SOLVERS_MOST];
} solvers;

/* ---------------------------------------------------------------------------------- memory --- */

/* Fewer matrices in a call, then fewer streams, until the GPU's memory suffices. A tenth is left
   for what the library loads when it is called. */
static inline struct solver_room solvers_fit(void) {
    size_t left = 0, whole = 0;
    CUDA(cudaMemGetInfo(&left, &whole));
    for (;;) {
        struct solver_room room = solvers.way->room(&solvers.one[0], solvers.n, solvers.in_a_call);
        double bytes = solver_bytes(&room);
        if ((double)solvers.streams * bytes <= 0.9 * (double)left)
            return room;
        if (solvers.in_a_call > 1)
            solvers.in_a_call = (solvers.in_a_call + 1) / 2;
        else if (solvers.streams > 1)
            solvers.streams--;
        else
            die_usage("to solve a matrix of %lld rows takes %.3g GB of the GPU's memory, and %.3g "
                      "of its %.3g GB are free",
                      (long long)solvers.n, 1e-9 * bytes, 1e-9 * (double)left,
                      1e-9 * (double)whole);
    }
}

/* Takes the memory for this many streams and matrices in a call, or as much as there is. None at
   all: exits with status 2. */
static inline void solvers_prepare(const struct solver_way *way, int64_t n, int64_t streams,
                                   int64_t in_a_call) {
    for (int64_t i = 0; i < SOLVERS_MOST; i++)
        solver_release(&solvers.one[i]);
    for (int64_t i = 0; i < streams; i++)
        solver_open(&solvers.one[i]);
    solvers.way = way, solvers.n = n;
    solvers.streams = streams, solvers.in_a_call = in_a_call;
    struct solver_room room = solvers_fit();
    for (int64_t i = 0; i < solvers.streams; i++)
        solver_reserve(&solvers.one[i], &room);
}

static inline void solvers_close(void) {
    for (int64_t i = 0; i < SOLVERS_MOST; i++)
        solver_close(&solvers.one[i]);
    solvers.way = NULL, solvers.n = 0;
}

/* --------------------------------------------------------------------------------- solving --- */

struct solvers_batch {
    int64_t n, count, in_a_call;
    double *a, *w;
    std::atomic<int64_t> next;
    std::mutex lock; /* of what follows */
    int64_t failed;
    int info; /* of the first that failed, or 0 */
};

static inline void solvers_note(struct solvers_batch *batch, int64_t which, int info) {
    std::lock_guard<std::mutex> locked(batch->lock);
    if (info != 0 && (batch->info == 0 || which < batch->failed))
        batch->failed = which, batch->info = info;
}

static inline void solvers_work(struct solver *s, struct solvers_batch *batch) {
    int64_t n = batch->n, step = batch->in_a_call, first;
    while ((first = batch->next.fetch_add(step)) < batch->count) {
        int64_t count = batch->count - first < step ? batch->count - first : step;
        solver_solve(s, solvers.way, n, count, batch->a + first * n * n, batch->w + first * n);
        for (int64_t i = 0; i < count; i++)
            solvers_note(batch, first + i, s->host.info[i]);
    }
}

static inline void solvers_work_all(struct solvers_batch *batch) {
    std::thread thread[SOLVERS_MOST];
    for (int64_t i = 0; i < solvers.streams; i++)
        thread[i] = std::thread(solvers_work, &solvers.one[i], batch);
    device_spent.streams = (int)solvers.streams;
    for (int64_t i = 0; i < solvers.streams; i++) {
        struct accelerator_seconds *spent = &solvers.one[i].spent;
        thread[i].join();
        device_spent.to += spent->to, device_spent.work += spent->work;
        device_spent.back += spent->back;
        *spent = {};
    }
}

/* As eigh_stage's solve_batch; no matrix may have more rows than was prepared for. */
static inline const char *solvers_solve(int64_t n, int64_t count, double *a, double *w) {
    static char text[160];
    int64_t share = (count + solvers.streams - 1) / solvers.streams;
    struct solvers_batch batch = {
        n, count, share < solvers.in_a_call ? share : solvers.in_a_call, a, w, {0}, {}, 0, 0};
    solvers_work_all(&batch);
    snprintf(text, sizeof text, "%s %s for matrix %lld of %lld (its info is %d)", solvers.way->call,
             batch.info < 0 ? "refused an argument" : "did not converge", (long long)batch.failed,
             (long long)count, batch.info);
    return batch.info != 0 ? text : NULL;
}

/* How long that takes, in seconds; for ever, if it fails. */
static inline double solvers_seconds(int64_t n, int64_t count, double *a, double *w) {
    double began = clock_now();
    return solvers_solve(n, count, a, w) == NULL ? clock_now() - began : INFINITY;
}

#endif
