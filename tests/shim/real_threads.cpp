/* The threads of a block as threads of the machine, for ThreadSanitizer, which then sees the
   kernels as they are: all of a block run at the same time, and only what they wait at orders them.

   Slower than threads.cpp, and less curious: a mistake in the waiting itself is found there. Here
   a block whose threads wait for each other for good ends the program, that is all.

   Bookkeeping that is not the kernel's must not order its memory either, so it is done with atomics
   and compiled without ThreadSanitizer; what does order is done with mutexes, which it knows. */
#include "threads.h"

#include "poison.h"

#include <atomic>
#include <condition_variable>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <sched.h>
#include <thread>
#include <unistd.h>

enum { MOST_THREADS = 1024, LANES = 32, MOST_VARIABLES = 64, ARENA = 320 << 10, PATIENCE = 120 };

/* Where threads meet. Whoever comes last says what came of it and opens the next round. */
struct meeting {
    std::mutex mutex;
    std::condition_variable all_came;
    int expected, came, round;
    int yes, all;                        /* of the round before, as the block's votes */
    unsigned lanes, lanes_before;        /* that came, as a warp's */
    uint64_t shows[LANES], shown[LANES]; /* in this round, and in the one before */
};

static const struct shim_launch *launch;
static uint64_t launches;
static uint3 block;
static int thread_count;
static thread_local int self = -1;

static struct meeting of_block, of_warp[MOST_THREADS / LANES];

alignas(64) static char arena[ARENA];
static std::atomic<size_t> arena_used;
static std::atomic_flag reserving = ATOMIC_FLAG_INIT;

void shim_die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fflush(NULL);
    fprintf(stderr, "shim: %s: ", launch ? launch->kernel : "the host");
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(3);
}

const char *shim_kernel(void) {
    return self >= 0 ? launch->kernel : NULL;
}

static int running(const char *operation) {
    if (self < 0)
        shim_die("%s outside of a kernel", operation);
    return self;
}

/* -------------------------------------------------------------------------------- meetings --- */

static void begin_meeting(struct meeting *meeting, int expected) {
    meeting->expected = expected;
    meeting->came = meeting->yes = meeting->all = 0;
    meeting->lanes = 0;
}

static void end_round(struct meeting *meeting) {
    meeting->all = meeting->came;
    meeting->lanes_before = meeting->lanes;
    for (int lane = 0; lane < LANES; lane++)
        meeting->shown[lane] = meeting->shows[lane];
    meeting->came = 0;
    meeting->lanes = 0;
    meeting->round++;
    meeting->all_came.notify_all();
}

/* The caller holds the mutex and has left what it brings. */
static void meet(struct meeting *meeting, std::unique_lock<std::mutex> &lock) {
    int round = meeting->round;
    if (++meeting->came == meeting->expected)
        end_round(meeting);
    while (meeting->round == round)
        meeting->all_came.wait(lock);
}

/* Those who wait for a thread that has returned need not wait any more. */
static void leave(struct meeting *meeting) {
    std::unique_lock<std::mutex> lock(meeting->mutex);
    if (--meeting->expected > 0 && meeting->came == meeting->expected)
        end_round(meeting);
}

struct shim_votes shim_barrier(const char *operation, int, bool yes) {
    static int voted[2];
    running(operation);
    std::unique_lock<std::mutex> lock(of_block.mutex);
    int round = of_block.round % 2;
    if (of_block.came == 0)
        voted[round] = 0;
    voted[round] += yes;
    meet(&of_block, lock);
    return {voted[round], of_block.all};
}

/* Only whole warps meet here: what a smaller mask means is for threads.cpp to find out. */
const struct shim_shown *shim_meet(const char *operation, int line, unsigned mask, uint64_t value) {
    static thread_local struct shim_shown shown;
    int lane = running(operation) % LANES;
    struct meeting *warp = &of_warp[self / LANES];
    int first = self / LANES * LANES, size = thread_count - first;
    unsigned all = size >= LANES ? 0xffffffff : (1u << size) - 1;
    if ((mask & all) != all)
        shim_die("%s in line %d with mask %08x: only whole warps meet here", operation, line, mask);
    std::unique_lock<std::mutex> lock(warp->mutex);
    warp->shows[lane] = value;
    warp->lanes |= 1u << lane;
    meet(warp, lock);
    shown.lane = (unsigned)lane;
    shown.lanes = warp->lanes_before;
    for (unsigned other = 0; other < LANES; other++)
        shown.value[other] =
            shown.lanes >> other & 1 ? warp->shown[other] : shim_mix(~(uint64_t)other);
    return &shown;
}

void shim_fence(void) {
    running("a fence");
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

void shim_yield(void) {
    running("__nanosleep");
    sched_yield();
}

void shim_hesitate(void) {
}

/* --------------------------------------------------------------------------- shared memory --- */

void *shim_shared(struct shim_variable *variable, size_t bytes) {
    running("__shared__");
    while (reserving.test_and_set(std::memory_order_acquire))
        sched_yield();
    if (variable->launch != launches) {
        variable->launch = launches;
        variable->offset = arena_used;
        arena_used += (bytes + 127) / 64 * 64;
        if (arena_used > ARENA)
            shim_die("too much shared memory");
    }
    size_t offset = variable->offset;
    reserving.clear(std::memory_order_release);
    return arena + offset;
}

void *shim_dynamic(void) {
    running("extern __shared__");
    return arena;
}

/* ---------------------------------------------------------------------------------- blocks --- */

/* Threads live on from block to block, each of which is a round. Each has a gate of its own: one
   for all would put whoever comes late behind those who have ended, and hide a race from
   ThreadSanitizer. Never destroyed: at the end of the program they still wait there. */
static struct gate {
    std::mutex mutex;
    std::condition_variable moved;
    bool open;
} *const gates = new struct gate[MOST_THREADS];
static int threads_made;

static void wait_until(struct gate *gate, bool open) {
    std::unique_lock<std::mutex> lock(gate->mutex);
    while (gate->open != open)
        gate->moved.wait(lock);
}

static void move(struct gate *gate, bool open) {
    std::unique_lock<std::mutex> lock(gate->mutex);
    gate->open = open;
    gate->moved.notify_one();
}

static void live(int number) {
    self = number;
    for (;;) {
        wait_until(&gates[number], true);
        launch->thread(launch->arguments);
        leave(&of_warp[number / LANES]);
        leave(&of_block);
        move(&gates[number], false);
    }
}

static void open_gates(void) {
    while (threads_made < thread_count)
        std::thread(live, threads_made++).detach();
    for (int number = 0; number < thread_count; number++)
        move(&gates[number], true);
    for (int number = 0; number < thread_count; number++)
        wait_until(&gates[number], false);
}

static void run_block(void) {
    shim_poison(arena, 0, ARENA, launches);
    begin_meeting(&of_block, thread_count);
    for (int first = 0; first < thread_count; first += LANES)
        begin_meeting(&of_warp[first / LANES],
                      thread_count - first < LANES ? thread_count - first : (int)LANES);
    open_gates();
}

static void lose_patience(int) {
    shim_die("its threads wait for each other for good");
}

void shim_run(const struct shim_launch *asked) {
    dim3 size = asked->blocks;
    uint64_t count = (uint64_t)size.x * size.y * size.z;
    launch = asked;
    launches++;
    arena_used = (asked->dynamic + 127) / 64 * 64;
    thread_count = (int)(asked->threads.x * asked->threads.y * asked->threads.z);
    signal(SIGALRM, lose_patience);
    alarm(PATIENCE);
    for (uint64_t at = asked->half ? 1 : 0; at < count; at += asked->half ? 2 : 1) {
        block = {(unsigned)(at % size.x), (unsigned)(at / size.x % size.y),
                 (unsigned)(at / size.x / size.y)};
        run_block();
    }
    alarm(0);
    launch = NULL;
}

uint3 shim_thread_index(void) {
    unsigned n = (unsigned)running("threadIdx");
    dim3 size = launch->threads;
    return {n % size.x, n / size.x % size.y, n / size.x / size.y};
}

uint3 shim_block_index(void) {
    running("blockIdx");
    return block;
}

dim3 shim_block_size(void) {
    running("blockDim");
    return launch->threads;
}

dim3 shim_grid_size(void) {
    running("gridDim");
    return launch->blocks;
}
