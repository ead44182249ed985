/* What streams were asked to do and have not done yet. Each does its work in order; what two of
   them do is ordered only where one was told to wait for the other. Nothing is done before somebody
   waits for it: who relies on work that he did not wait for, finds it undone. With SHIM_SEED some
   is done at once, drawn by lot: who relies on its being late is found then. */
#ifndef SHIM_QUEUE_H
#define SHIM_QUEUE_H

#include <deque>
#include <functional>
#include <vector>

/* All that a stream was asked up to here. */
struct shim_mark {
    struct CUstream_st *stream;
    long number;
};

struct shim_work {
    std::vector<shim_mark> after;
    std::function<void()> does;
};

struct CUstream_st {
    bool alone; /* it and the default stream do not wait for each other */
    long asked, done;
    std::deque<shim_work> waiting;
};

/* The stream that is meant by NULL. */
extern struct CUstream_st &shim_default_stream;

struct CUstream_st *shim_stream_new(bool alone);
bool shim_stream_is(const struct CUstream_st *stream);
void shim_stream_free(struct CUstream_st *stream); /* finishes its work */
int shim_streams(void);                            /* how many there are besides the default one */

struct shim_mark shim_queue_add(struct CUstream_st *stream, std::function<void()> does);
void shim_queue_wait(struct CUstream_st *stream, struct shim_mark mark);
bool shim_queue_is_done(struct shim_mark mark);
void shim_queue_finish(struct shim_mark mark);
void shim_queue_finish_all(void);

#endif
