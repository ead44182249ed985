/* Compiled without ThreadSanitizer, as threads.cpp is. */
#include "memory.h"

#include "cuda_runtime.h"
#include "poison.h"

#include <csignal>
#include <cstdlib>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 256, FENCE = 1 << 20, FRONT = 64 << 10, SIGNAL_STACK = 64 << 10 };

static struct shim_memory *all;

static size_t page(void) {
    return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t round_up(size_t bytes, size_t unit) {
    return (bytes + unit - 1) / unit * unit;
}

/* What surrounds it in its own pages: `at` is as near to the end as its alignment allows. */
static size_t before(const struct shim_memory *memory) {
    return (size_t)(memory->at - memory->map) - FENCE;
}

static size_t behind(const struct shim_memory *memory) {
    return memory->mapped - 2 * FENCE - before(memory) - memory->bytes;
}

/* Only what comes first: there a host begins that takes it for its own, and all would take long. */
static void protect(const struct shim_memory *memory, int protection) {
    size_t inner = memory->mapped - 2 * FENCE;
    if (mprotect(memory->map + FENCE, std::min(inner, (size_t)FRONT), protection) != 0)
        shim_die("memory cannot be protected");
}

struct shim_memory *shim_memory_new(int type, size_t bytes) {
    size_t inner = round_up(round_up(bytes, ALIGNMENT), page()), mapped = inner + 2 * FENCE;
    void *map = mmap(NULL, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    struct shim_memory *memory = (struct shim_memory *)calloc(1, sizeof *memory);
    if (map == MAP_FAILED || !memory)
        return NULL;
    *memory = {NULL, bytes, type, (char *)map, mapped, false, all};
    memory->at = memory->map + FENCE + inner - round_up(bytes, ALIGNMENT);
    all = memory;
    if (mprotect(memory->map + FENCE, inner, PROT_READ | PROT_WRITE) != 0)
        return shim_memory_free(memory), nullptr;
    shim_poison(memory->map + FENCE, 0, inner, (uintptr_t)map);
    if (type == cudaMemoryTypeDevice)
        protect(memory, PROT_NONE);
    return memory;
}

void shim_memory_free(struct shim_memory *memory) {
    struct shim_memory **link = &all;
    while (*link != memory)
        link = &(*link)->next;
    *link = memory->next;
    munmap(memory->map, memory->mapped);
    free(memory);
}

struct shim_memory *shim_memory_find(const void *pointer) {
    const char *p = (const char *)pointer;
    struct shim_memory *memory = all;
    while (memory && !(p >= memory->map && p < memory->map + memory->mapped))
        memory = memory->next;
    return memory;
}

struct shim_amount shim_memory_amount(int type) {
    struct shim_amount amount = {0, 0};
    for (struct shim_memory *memory = all; memory; memory = memory->next)
        if (memory->type == type) {
            amount.count++;
            amount.bytes += memory->bytes;
        }
    return amount;
}

static void protect_device(int protection) {
    for (struct shim_memory *memory = all; memory; memory = memory->next)
        if (memory->type == cudaMemoryTypeDevice)
            protect(memory, protection);
}

void shim_memory_open(void) {
    protect_device(PROT_READ | PROT_WRITE);
}

void shim_memory_close(void) {
    protect_device(PROT_NONE);
}

static bool damaged(const struct shim_memory *memory) {
    size_t end = before(memory) + memory->bytes;
    const char *inner = memory->map + FENCE;
    return !shim_poisoned(inner, 0, before(memory), (uintptr_t)memory->map) ||
           !shim_poisoned(inner, end, end + behind(memory), (uintptr_t)memory->map);
}

struct shim_memory *shim_memory_damaged(void) {
    struct shim_memory *memory = all;
    while (memory && (memory->told || !damaged(memory)))
        memory = memory->next;
    if (memory)
        memory->told = true;
    return memory;
}

/* --------------------------------------------------------------------- what nobody may touch ---
 */

static struct sigaction others;

static void die_touched(const struct shim_memory *memory, const char *p) {
    const char *who = shim_kernel() ? "a thread" : "the host";
    size_t bytes = memory->bytes;
    if (p < memory->at)
        shim_die("%s touched %zu bytes before memory of %zu", who, (size_t)(memory->at - p), bytes);
    if (p >= memory->at + bytes)
        shim_die("%s touched byte %zu of %zu", who, (size_t)(p - memory->at), bytes);
    shim_die("%s touched device memory, byte %zu of %zu", who, (size_t)(p - memory->at), bytes);
}

static void on_fault(int signal, siginfo_t *info, void *) {
    struct shim_memory *memory = shim_memory_find(info->si_addr);
    if (memory)
        die_touched(memory, (const char *)info->si_addr);
    if (shim_kernel())
        shim_die("a thread touched %p: nothing of the device's, or its stack is full",
                 info->si_addr);
    sigaction(signal, &others, NULL); /* the instruction is tried again, and is theirs */
}

/* The handler has a stack of its own: it may be the thread's that was too small. */
void shim_memory_watch(void) {
    static thread_local char stack[SIGNAL_STACK];
    static bool watched;
    stack_t alternative;
    sigaltstack(NULL, &alternative);
    if (alternative.ss_flags & SS_DISABLE) {
        alternative = {};
        alternative.ss_sp = stack;
        alternative.ss_size = sizeof stack;
        sigaltstack(&alternative, NULL);
    }
    if (watched)
        return;
    watched = true;
    struct sigaction action = {};
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &others);
}
