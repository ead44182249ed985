/* Compiled without ThreadSanitizer: it is to watch the kernels, not what is behind them. What it
   has to know, it is told: which thread runs, and who has waited for whom. */
#include "threads.h"

#include "poison.h"

#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

/* The sanitizers' side; there only in a program that is built with one. */
extern "C" {
__attribute__((weak)) void *__tsan_create_fiber(unsigned flags);
__attribute__((weak)) void __tsan_set_fiber_name(void *fiber, const char *name);
__attribute__((weak)) void *__tsan_get_current_fiber(void);
__attribute__((weak)) void __tsan_switch_to_fiber(void *fiber, unsigned flags);
__attribute__((weak)) void __tsan_acquire(void *address);
__attribute__((weak)) void __tsan_release(void *address);
__attribute__((weak)) void __sanitizer_start_switch_fiber(void **save, const void *stack, size_t);
__attribute__((weak)) void __sanitizer_finish_switch_fiber(void *saved, const void **, size_t *);
}

enum { MOST_THREADS = 1024, LANES = 32, STACK = 256 << 10, GUARD = 4 << 10 };
enum {
    MOST_VARIABLES = 64,
    GAP = 128,
    STATIC_MOST = 48 << 10,
    ARENA = 320 << 10,
    NO_SYNC = 1,
    PATIENCE = 120
};

struct stack {
    ucontext_t context;
    const void *bottom;
    size_t bytes;
    void *fake;    /* AddressSanitizer's */
    void *watched; /* ThreadSanitizer's name for it */
};

enum state { READY, AT_BARRIER, AT_MEETING, GONE };

struct thread {
    uint3 index;
    struct stack *stack; /* NULL before it starts */
    enum state state;
    const char *waits_at;
    int line;
    unsigned mask;
    struct shim_votes votes;
    uint64_t shows;
    struct shim_shown shown;
};

static const struct shim_launch *launch;
static uint64_t launches;
static uint3 block;

static struct thread threads[MOST_THREADS], *self;
static int thread_count, alive, at_barrier, voted_yes;

static int ready[MOST_THREADS], ready_count;

static struct stack host, *current = &host, *came_from;
static struct stack *spare[MOST_THREADS], *stacks[MOST_THREADS];
static int spare_count;

static char *arena;
static size_t arena_used;
static struct { size_t offset, bytes; } variables[MOST_VARIABLES];
static int variable_count;

/* Addresses only: what ThreadSanitizer knows orders by. */
static char begun, ended, fenced, order_of_block, order_of_warp[LANES];

void shim_die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fflush(NULL);
    fputs("shim: ", stderr);
    if (launch)
        fprintf(stderr, "%s, block %u,%u,%u: ", launch->kernel, block.x, block.y, block.z);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    _exit(3);
}

const char *shim_kernel(void) {
    return launch ? launch->kernel : NULL;
}

/* --------------------------------------------------------------------------------- the lot --- */

static unsigned below(unsigned bound) {
    static uint64_t state;
    if (state == 0) {
        const char *seed = getenv("SHIM_SEED");
        state = shim_mix(seed ? strtoull(seed, NULL, 10) : 1) | 1;
    }
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 32) * bound >> 32);
}

static void make_ready(struct thread *thread) {
    thread->state = READY;
    ready[ready_count++] = (int)(thread - threads);
}

/* --------------------------------------------------------------------- order, as it is watched ---
 */

static void release(char *order) {
    if (__tsan_release)
        __tsan_release(order);
}

static void acquire(char *order) {
    if (__tsan_acquire)
        __tsan_acquire(order);
}

/* What has been released comes before all that the thread does from now on. It need not run for it:
   if it did this itself when it goes on, it would see too much, what others did in the meantime. */
static void acquire_for(struct thread *thread, char *order) {
    if (!__tsan_switch_to_fiber)
        return;
    __tsan_switch_to_fiber(thread->stack->watched, NO_SYNC);
    __tsan_acquire(order);
    __tsan_switch_to_fiber(current->watched, NO_SYNC);
}

/* ---------------------------------------------------------------------------------- stacks --- */

static void arrive(void) {
    if (__sanitizer_finish_switch_fiber)
        __sanitizer_finish_switch_fiber(current->fake, &came_from->bottom, &came_from->bytes);
}

static void switch_to(struct stack *to) {
    volatile bool back = false;
    came_from = current;
    current = to;
    if (__tsan_switch_to_fiber)
        __tsan_switch_to_fiber(to->watched, NO_SYNC);
    if (__sanitizer_start_switch_fiber)
        __sanitizer_start_switch_fiber(&came_from->fake, to->bottom, to->bytes);
    getcontext(&came_from->context);
    if (!back) {
        back = true;
        setcontext(&to->context);
    }
    arrive();
}

static void live(void);

static struct stack *new_stack(void) {
    struct stack *stack = (struct stack *)calloc(1, sizeof *stack);
    char *memory = (char *)mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (!stack || memory == MAP_FAILED || mprotect(memory, GUARD, PROT_NONE) != 0)
        shim_die("no memory for the stack of a thread");
    getcontext(&stack->context);
    stack->context.uc_stack.ss_sp = memory;
    stack->context.uc_stack.ss_size = STACK;
    makecontext(&stack->context, live, 0);
    stack->bottom = memory;
    stack->bytes = STACK;
    return stack;
}

/* For ThreadSanitizer each thread of a block has its own. */
static struct stack *watched_stack(int thread) {
    char name[32];
    if (stacks[thread])
        return stacks[thread];
    stacks[thread] = new_stack();
    stacks[thread]->watched = __tsan_create_fiber(0);
    snprintf(name, sizeof name, "thread %d of a block", thread);
    __tsan_set_fiber_name(stacks[thread]->watched, name);
    return stacks[thread];
}

/* A stack whose thread has ended can take the next: then a kernel in which nobody waits is a loop.
 */
static struct stack *stack_for(struct thread *thread, bool current_is_free) {
    if (__tsan_create_fiber)
        return watched_stack((int)(thread - threads));
    if (current_is_free)
        return current;
    return spare_count > 0 ? spare[--spare_count] : new_stack();
}

/* -------------------------------------------------------------------------------- who runs --- */

/* One line that says who waits where; at most three different places. */
static void die_waiting(void) {
    char line[600] = "";
    int places = 0;
    for (struct thread *t = threads; t < threads + thread_count && places < 3; t++) {
        int same = 0, before = 0;
        for (struct thread *u = threads; u < threads + thread_count; u++)
            if (u->state != GONE && u->line == t->line && u->waits_at == t->waits_at)
                u < t ? before++ : same++;
        if (t->state == GONE || before > 0)
            continue;
        size_t used = strlen(line);
        snprintf(line + used, sizeof line - used, "%s%d at %s in line %d (the first is %d)",
                 places++ > 0 ? ", " : "", same, t->waits_at, t->line, (int)(t - threads));
    }
    shim_die("its threads wait for each other for good: %s", line);
}

/* The thread that runs waits or has ended: another goes on, or the host when all have ended. */
static void go_on(bool current_is_free) {
    struct stack *from = current, *to = &host;
    if (ready_count > 0) {
        int lot = (int)below((unsigned)ready_count);
        self = &threads[ready[lot]];
        ready[lot] = ready[--ready_count];
        if (!self->stack)
            self->stack = stack_for(self, current_is_free);
        to = self->stack;
    } else if (alive > 0) {
        die_waiting();
    }
    if (current_is_free && to != from && !__tsan_create_fiber)
        spare[spare_count++] = from;
    if (to != from)
        switch_to(to);
}

static void leave(struct thread *thread);

/* What a stack does: one thread after another. */
static void live(void) {
    arrive();
    for (;;) {
        acquire(&begun);
        launch->thread(launch->arguments);
        release(&ended);
        leave(self);
        go_on(true);
    }
}

static struct thread *running(const char *operation) {
    if (!launch || current == &host)
        shim_die("%s outside of a kernel", operation);
    return self;
}

static void wait_at(struct thread *thread, const char *operation, int line, enum state state) {
    thread->waits_at = operation;
    thread->line = line;
    thread->state = state;
}

/* --------------------------------------------------------------------------------- barrier --- */

static void open_barrier_if_all_came(void) {
    if (at_barrier == 0 || at_barrier < alive)
        return;
    for (struct thread *t = threads; t < threads + thread_count; t++)
        if (t->state == AT_BARRIER) {
            t->votes = {voted_yes, at_barrier};
            acquire_for(t, &order_of_block);
            make_ready(t);
        }
    at_barrier = voted_yes = 0;
}

struct shim_votes shim_barrier(const char *operation, int line, bool yes) {
    static int line_of_first;
    struct thread *thread = running(operation);
    if (at_barrier == 0)
        line_of_first = line;
    if (line != line_of_first)
        shim_die("its threads wait at different barriers, in lines %d and %d", line_of_first, line);
    wait_at(thread, operation, line, AT_BARRIER);
    release(&order_of_block);
    at_barrier++;
    voted_yes += yes;
    open_barrier_if_all_came();
    go_on(false);
    return thread->votes;
}

/* ----------------------------------------------------------------------------------- warps --- */

static struct thread *warp_of(struct thread *thread) {
    return threads + (thread - threads) / LANES * LANES;
}

static bool exists(struct thread *thread) {
    return thread < threads + thread_count;
}

/* A __syncwarp goes by who is there, as __syncthreads does; all else asks the missing for a value.
 */
static void need(const char *operation, int line, struct thread *missing) {
    if (strcmp(operation, "__syncwarp") != 0)
        shim_die("the mask of %s in line %d names thread %d, which has returned", operation, line,
                 (int)(missing - threads));
}

/* The lanes of the mask which have come; 0 as long as one is still to come. */
static unsigned came(struct thread *first, unsigned mask) {
    struct thread *warp = warp_of(first);
    unsigned lanes = 0;
    for (int lane = 0; lane < LANES; lane++) {
        struct thread *other = warp + lane;
        if (!(mask >> lane & 1) || !exists(other))
            continue;
        if (other->state == GONE)
            need(first->waits_at, first->line, other);
        else if (other->state != AT_MEETING || other->mask != first->mask)
            return 0;
        else
            lanes |= 1u << lane;
    }
    return lanes;
}

static bool names(const struct thread *thread, const struct thread *other) {
    return thread->mask >> (other - threads) % LANES & 1;
}

/* Two that wait for each other have to wait for the same thing. */
static void check_meeting(struct thread *thread) {
    struct thread *warp = warp_of(thread);
    if (!names(thread, thread))
        shim_die("thread %d is not in its own mask %08x of %s in line %d", (int)(thread - threads),
                 thread->mask, thread->waits_at, thread->line);
    for (struct thread *other = warp; other < warp + LANES && exists(other); other++)
        if (other->state == AT_MEETING && names(thread, other) && names(other, thread) &&
            (other->mask != thread->mask || strcmp(other->waits_at, thread->waits_at) != 0))
            shim_die("threads %d and %d of a warp disagree: %s in line %d with mask %08x, "
                     "%s in line %d with mask %08x",
                     (int)(other - threads), (int)(thread - threads), other->waits_at, other->line,
                     other->mask, thread->waits_at, thread->line, thread->mask);
}

/* No memcpy: ThreadSanitizer would take it for the kernel's. */
static void show_all(struct thread *thread, unsigned lanes) {
    struct thread *warp = warp_of(thread);
    thread->shown.lanes = lanes;
    for (unsigned lane = 0; lane < LANES; lane++)
        thread->shown.value[lane] = lanes >> lane & 1 ? warp[lane].shows : shim_mix(~lane);
}

static void end_meeting_if_all_came(struct thread *first) {
    struct thread *warp = warp_of(first);
    unsigned lanes = came(first, first->mask);
    for (int lane = 0; lane < LANES; lane++)
        if (lanes >> lane & 1) {
            show_all(warp + lane, lanes);
            acquire_for(warp + lane, &order_of_warp[(warp - threads) / LANES]);
            make_ready(warp + lane);
        }
}

const struct shim_shown *shim_meet(const char *operation, int line, unsigned mask, uint64_t value) {
    struct thread *thread = running(operation);
    unsigned lane = (unsigned)(thread - warp_of(thread));
    wait_at(thread, operation, line, AT_MEETING);
    thread->mask = mask;
    thread->shown.lane = lane;
    thread->shows = value;
    check_meeting(thread);
    release(&order_of_warp[(thread - threads) / LANES]);
    end_meeting_if_all_came(thread);
    go_on(false);
    return &thread->shown;
}

/* Those who wait for a thread that has returned need not wait any more. */
static void leave(struct thread *thread) {
    struct thread *warp = warp_of(thread);
    thread->state = GONE;
    thread->stack = NULL;
    alive--;
    open_barrier_if_all_came();
    for (struct thread *other = warp; other < warp + LANES && exists(other); other++)
        if (other->state == AT_MEETING && names(other, thread))
            end_meeting_if_all_came(other);
}

/* Blocks come one after another, so whoever has passed a fence has done so before who passes one
 * now. */
void shim_fence(void) {
    running("a fence");
    acquire(&fenced);
    release(&fenced);
}

void shim_yield(void) {
    make_ready(running("__nanosleep"));
    go_on(false);
}

void shim_hesitate(void) {
    if (running("an atomic operation") && below(8) == 0)
        shim_yield();
}

/* --------------------------------------------------------------------------- shared memory --- */

/* Nothing of the block before is left, neither for the kernel nor for ThreadSanitizer. */
static void clear_arena(void) {
    if (__tsan_create_fiber || !arena)
        arena = (char *)mmap(arena, ARENA, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS | (arena ? MAP_FIXED : 0), -1, 0);
    if (arena == MAP_FAILED)
        shim_die("no shared memory");
    shim_poison(arena, 0, arena_used, launches);
}

static size_t reserve(size_t bytes) {
    size_t offset = arena_used;
    if (variable_count == MOST_VARIABLES)
        shim_die("more than %d shared variables", MOST_VARIABLES);
    arena_used += (bytes + 2 * GAP - 1) / GAP * GAP;
    variables[variable_count].offset = offset;
    variables[variable_count++].bytes = bytes;
    return offset;
}

void *shim_shared(struct shim_variable *variable, size_t bytes) {
    running("__shared__");
    if (variable->launch != launches) {
        size_t before = arena_used, used = bytes;
        for (int i = 1; i < variable_count; i++)
            used += variables[i].bytes;
        if (used > STATIC_MOST)
            shim_die("%zu bytes of __shared__ variables; there are %d", used, STATIC_MOST);
        variable->launch = launches;
        variable->offset = reserve(bytes);
        shim_poison(arena, before, arena_used, launches);
    }
    return arena + variable->offset;
}

void *shim_dynamic(void) {
    running("extern __shared__");
    return arena;
}

static void check_arena(void) {
    for (int i = 0; i < variable_count; i++) {
        size_t end = variables[i].offset + variables[i].bytes;
        size_t next = i + 1 < variable_count ? variables[i + 1].offset : arena_used;
        if (!shim_poisoned(arena, end, next, launches))
            shim_die("wrote behind a shared variable of %zu bytes", variables[i].bytes);
    }
}

/* ---------------------------------------------------------------------------------- blocks --- */

static void run_block(void) {
    dim3 size = launch->threads;
    clear_arena();
    thread_count = alive = (int)(size.x * size.y * size.z);
    ready_count = 0;
    for (int i = 0; i < thread_count; i++) {
        unsigned n = (unsigned)i;
        threads[i].index = {n % size.x, n / size.x % size.y, n / size.x / size.y};
        threads[i].stack = NULL;
        make_ready(&threads[i]);
    }
    release(&begun); /* not what other blocks did: nothing orders those */
    go_on(false);
    check_arena();
}

static uint64_t gcd(uint64_t a, uint64_t b) {
    return b == 0 ? a : gcd(b, a % b);
}

/* All blocks in a mixed order, for which no list is needed: with a stride that shares no factor. */
static void run_blocks(void) {
    dim3 size = launch->blocks;
    uint64_t count = (uint64_t)size.x * size.y * size.z;
    unsigned most = count < UINT32_MAX ? (unsigned)count : UINT32_MAX;
    uint64_t stride = below(most) | 1, at = below(most);
    while (gcd(count, stride) != 1)
        stride += 2;
    for (uint64_t i = 0; i < count; i++, at = (at + stride) % count) {
        block = {(unsigned)(at % size.x), (unsigned)(at / size.x % size.y),
                 (unsigned)(at / size.x / size.y)};
        if (!launch->half || at % 2 == 0)
            run_block();
    }
}

static void lose_patience(int) {
    shim_die("it does not end: is there a loop that waits for another thread or block?");
}

/* In seconds of this process's own time, so that a slow machine is no fault; 0: no end to it. */
static void set_patience(int seconds) {
    const char *wish = getenv("SHIM_PATIENCE");
    struct itimerval timer = {};
    timer.it_value.tv_sec = wish && seconds > 0 ? atoi(wish) : seconds;
    signal(SIGVTALRM, lose_patience);
    setitimer(ITIMER_VIRTUAL, &timer, NULL);
}

void shim_run(const struct shim_launch *asked) {
    launch = asked;
    launches++;
    variable_count = 0;
    arena_used = 0;
    reserve(asked->dynamic);
    if (__tsan_get_current_fiber)
        host.watched = __tsan_get_current_fiber();
    set_patience(PATIENCE);
    run_blocks();
    set_patience(0);
    acquire(&ended);
    launch = NULL;
}

uint3 shim_thread_index(void) {
    return running("threadIdx")->index;
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
