/* Compiled without ThreadSanitizer, as threads.cpp is. Called by one thread at a time. */
#include "queue.h"

#include <algorithm>
#include <cstdlib>

enum { MOST_WAITING = 1000, EARLY = 4 /* one in so many */ };

/* Never destroyed: a thread that ends the program may not take them from those who still work. */
struct CUstream_st &shim_default_stream = *new CUstream_st{};
static std::vector<struct CUstream_st *> &others = *new std::vector<struct CUstream_st *>;

struct CUstream_st *shim_stream_new(bool alone) {
    others.push_back(new CUstream_st{alone, 0, 0, {}});
    return others.back();
}

bool shim_stream_is(const struct CUstream_st *stream) {
    return stream == &shim_default_stream ||
           std::find(others.begin(), others.end(), stream) != others.end();
}

static struct shim_mark all_of(struct CUstream_st *stream) {
    return {stream, stream->asked};
}

void shim_stream_free(struct CUstream_st *stream) {
    shim_queue_finish(all_of(stream));
    others.erase(std::find(others.begin(), others.end(), stream));
    delete stream;
}

int shim_streams(void) {
    return (int)others.size();
}

static bool drawn(void) {
    static unsigned lot;
    const char *seed = getenv("SHIM_SEED");
    if (seed && lot == 0)
        lot = (unsigned)atol(seed);
    return seed && rand_r(&lot) / 7 % EARLY == 0;
}

static std::vector<shim_mark> before(struct CUstream_st *stream) {
    std::vector<shim_mark> marks;
    if (stream->alone)
        return marks;
    if (stream != &shim_default_stream)
        return {all_of(&shim_default_stream)};
    for (struct CUstream_st *other : others)
        if (!other->alone)
            marks.push_back(all_of(other));
    return marks;
}

struct shim_mark shim_queue_add(struct CUstream_st *stream, std::function<void()> does) {
    stream->waiting.push_back({before(stream), std::move(does)});
    stream->asked++;
    if (drawn())
        shim_queue_finish(all_of(stream));
    if (stream->waiting.size() > MOST_WAITING)
        shim_queue_finish({stream, stream->done + 1});
    return all_of(stream);
}

void shim_queue_wait(struct CUstream_st *stream, struct shim_mark mark) {
    shim_queue_add(stream, [=] { shim_queue_finish(mark); });
}

bool shim_queue_is_done(struct shim_mark mark) {
    return !mark.stream || !shim_stream_is(mark.stream) || mark.stream->done >= mark.number;
}

void shim_queue_finish(struct shim_mark mark) {
    while (!shim_queue_is_done(mark)) {
        struct shim_work work = std::move(mark.stream->waiting.front());
        mark.stream->waiting.pop_front();
        for (struct shim_mark first : work.after)
            shim_queue_finish(first);
        work.does();
        mark.stream->done++;
    }
}

void shim_queue_finish_all(void) {
    shim_queue_finish(all_of(&shim_default_stream));
    for (struct CUstream_st *stream : others)
        shim_queue_finish(all_of(stream));
}
