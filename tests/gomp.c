/* gcc's OpenMP, for ThreadSanitizer: that library was built without it, and a barrier that nobody
   tells it of is none. Every call that orders two threads is taken here on its way to the library
   (ld --wrap); clang's OpenMP speaks for itself (libarcher).

       before  ──release──▶ acquire ── a thread's work ── release ──acquire──▶  behind */
#include <sanitizer/tsan_interface.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

typedef void work_function(void *data);

void __real_GOMP_parallel(work_function *work, void *data, unsigned threads, unsigned flags);
void __wrap_GOMP_parallel(work_function *work, void *data, unsigned threads, unsigned flags);
void __real_GOMP_barrier(void);
void __wrap_GOMP_barrier(void);
void __real_GOMP_task(work_function *work, void *data, void (*copy)(void *, void *), long size,
                      long align, bool now, unsigned flags, void **depend, int priority,
                      void *detach);
void __wrap_GOMP_task(work_function *work, void *data, void (*copy)(void *, void *), long size,
                      long align, bool now, unsigned flags, void **depend, int priority,
                      void *detach);

static char barrier;

struct work {
    work_function *function;
    void *data;
    char begins, ended;
};

static void do_part(void *of) {
    struct work *work = of;
    __tsan_acquire(&work->begins);
    work->function(work->data);
    __tsan_release(&work->ended);
}

void __wrap_GOMP_parallel(work_function *function, void *data, unsigned threads, unsigned flags) {
    struct work work = {function, data, 0, 0};
    __tsan_release(&work.begins);
    __real_GOMP_parallel(do_part, &work, threads, flags);
    __tsan_acquire(&work.ended);
    __tsan_acquire(&barrier);
}

void __wrap_GOMP_barrier(void) {
    __tsan_release(&barrier);
    __real_GOMP_barrier();
    __tsan_acquire(&barrier);
}

/* Tasks end before the next barrier does, or all threads. Where the library keeps the address of
 * ours, is its own.
 */
__attribute__((no_sanitize("thread"))) static void do_task(void *of) {
    struct work *work = *(struct work **)of;
    __tsan_acquire(work);
    work->function(work + 1);
    free(work);
    __tsan_release(&barrier);
}

void __wrap_GOMP_task(work_function *function, void *data, void (*copy)(void *, void *), long size,
                      long align, bool now, unsigned flags, void **depend, int priority,
                      void *detach) {
    struct work *work = malloc(sizeof *work + (size_t)size);
    if (work == NULL || copy != NULL || align > (long)_Alignof(max_align_t))
        abort();
    work->function = function;
    memcpy(work + 1, data, (size_t)size);
    __tsan_release(work);
    __real_GOMP_task(do_task, &work, NULL, sizeof work, _Alignof(struct work *), now, flags, depend,
                     priority, detach);
}
