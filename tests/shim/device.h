/* What a kernel is written in: CUDA's qualifiers, built-in variables and functions, as C++ on the
   threads of threads.h. Types and signatures are those of the CUDA headers, so that what compiles
   here compiles there. Where CUDA leaves a choice, the unkind one is taken: __activemask names
   nobody but the thread that asks. A shuffle orders memory as __syncwarp does; relying on it goes
   unseen. */
#ifndef SHIM_DEVICE_H
#define SHIM_DEVICE_H

#include "threads.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <ctime>
#include <type_traits>

#define __global__
#define __device__
#define __host__
#define __constant__
#define __grid_constant__
#define __forceinline__ inline __attribute__((always_inline))
#define __align__(bytes) __attribute__((aligned(bytes)))
#define __launch_bounds__(...)

#define threadIdx (shim_thread_index())
#define blockIdx (shim_block_index())
#define blockDim (shim_block_size())
#define gridDim (shim_grid_size())
constexpr int warpSize = 32;

/* What launch.sed makes of __shared__; a lambda, so that each instance of a template has its own.
 */
#define SHIM_SHARED(name, dimensions, ...)                                \
    auto &name = []() -> auto & {                                         \
        using shim_type = __VA_ARGS__ dimensions;                         \
        static struct shim_variable shim_place;                           \
        return *(shim_type *)shim_shared(&shim_place, sizeof(shim_type)); \
    }                                                                     \
    ()
#define SHIM_DYNAMIC(name, ...) __VA_ARGS__ *const name = (__VA_ARGS__ *)shim_dynamic()

/* -------------------------------------------------------------------------------- vectors --- */

#define SHIM_VECTORS(type, name, align2, align4)                           \
    struct __align__(align2) name##2 {                                     \
        type x, y;                                                         \
    };                                                                     \
    struct __align__(align4) name##4 {                                     \
        type x, y, z, w;                                                   \
    };                                                                     \
    static inline name##2 make_##name##2(type x, type y) {                 \
        return {x, y};                                                     \
    }                                                                      \
    static inline name##4 make_##name##4(type x, type y, type z, type w) { \
        return {x, y, z, w};                                               \
    }
SHIM_VECTORS(unsigned char, uchar, 2, 4)
SHIM_VECTORS(int, int, 8, 16)
SHIM_VECTORS(unsigned, uint, 8, 16)
SHIM_VECTORS(float, float, 8, 16)
SHIM_VECTORS(long long, longlong, 16, 16)
SHIM_VECTORS(unsigned long long, ulonglong, 16, 16)
SHIM_VECTORS(double, double, 16, 16)
#undef SHIM_VECTORS

/* ------------------------------------------------------------------------------- barriers --- */

/* The line of the call, for messages. */
#define SHIM_LINE int line = __builtin_LINE()

static inline void __syncthreads(SHIM_LINE) {
    shim_barrier("__syncthreads", line, false);
}

static inline int __syncthreads_count(int yes, SHIM_LINE) {
    return shim_barrier("__syncthreads_count", line, yes != 0).yes;
}

static inline int __syncthreads_or(int yes, SHIM_LINE) {
    return shim_barrier("__syncthreads_or", line, yes != 0).yes > 0;
}

static inline int __syncthreads_and(int yes, SHIM_LINE) {
    struct shim_votes votes = shim_barrier("__syncthreads_and", line, yes != 0);
    return votes.yes == votes.all;
}

static inline void __syncwarp(unsigned mask = 0xffffffff, SHIM_LINE) {
    shim_meet("__syncwarp", line, mask, 0);
}

static inline void __threadfence_block(void) {
    shim_fence();
}

static inline void __threadfence(void) {
    shim_fence();
}

static inline void __nanosleep(unsigned) {
    shim_yield();
}

/* ---------------------------------------------------------------------------------- warps --- */

template <class T> uint64_t shim_bits(T value) {
    if constexpr (sizeof value == 8)
        return std::bit_cast<uint64_t>(value);
    else
        return std::bit_cast<uint32_t>(value);
}

template <class T> T shim_value(uint64_t bits) {
    if constexpr (sizeof(T) == 8)
        return std::bit_cast<T>(bits);
    else
        return std::bit_cast<T>((uint32_t)bits);
}

/* `from` is the lane that is read, given the caller's lane and the first and last lane of its part
   of the warp; one outside of the part stands for the caller. */
template <class T, class From>
T shim_shuffle(const char *name, int line, unsigned mask, T mine, int width, From from) {
    if (width < 1 || width > 32 || (width & (width - 1)) != 0)
        shim_die("width %d of %s in line %d is no power of two up to 32", width, name, line);
    const struct shim_shown *shown = shim_meet(name, line, mask, shim_bits(mine));
    int first = (int)shown->lane & ~(width - 1), last = first + width - 1;
    int lane = from((int)shown->lane, first, last);
    return shim_value<T>(shown->value[lane < 0 || lane > last ? (int)shown->lane : lane]);
}

#define SHIM_SHUFFLES(T)                                                                          \
    static inline T __shfl_sync(unsigned mask, T mine, int from, int width = 32, SHIM_LINE) {     \
        return shim_shuffle("__shfl_sync", line, mask, mine, width,                               \
                            [=](int, int first, int) { return first + (from & (width - 1)); });   \
    }                                                                                             \
    static inline T __shfl_up_sync(unsigned mask, T mine, unsigned by, int width = 32,            \
                                   SHIM_LINE) {                                                   \
        return shim_shuffle("__shfl_up_sync", line, mask, mine, width,                            \
                            [=](int lane, int first, int) {                                       \
                                return lane - (int)by < first ? -1 : lane - (int)by;              \
                            });                                                                   \
    }                                                                                             \
    static inline T __shfl_down_sync(unsigned mask, T mine, unsigned by, int width = 32,          \
                                     SHIM_LINE) {                                                 \
        return shim_shuffle("__shfl_down_sync", line, mask, mine, width,                          \
                            [=](int lane, int, int) { return lane + (int)by; });                  \
    }                                                                                             \
    static inline T __shfl_xor_sync(unsigned mask, T mine, int with, int width = 32, SHIM_LINE) { \
        return shim_shuffle("__shfl_xor_sync", line, mask, mine, width,                           \
                            [=](int lane, int, int) { return lane ^ with; });                     \
    }                                                                                             \
    static inline unsigned __match_any_sync(unsigned mask, T mine, SHIM_LINE) {                   \
        const struct shim_shown *shown =                                                          \
            shim_meet("__match_any_sync", line, mask, shim_bits(mine));                           \
        return shim_lanes(shown, [=](uint64_t value) { return value == shim_bits(mine); });       \
    }

/* The lanes that came and whose value is as wished. */
template <class Wished> unsigned shim_lanes(const struct shim_shown *shown, Wished wished) {
    unsigned lanes = 0;
    for (unsigned lane = 0; lane < 32; lane++)
        if ((shown->lanes >> lane & 1) && wished(shown->value[lane]))
            lanes |= 1u << lane;
    return lanes;
}

SHIM_SHUFFLES(int)
SHIM_SHUFFLES(unsigned)
SHIM_SHUFFLES(long)
SHIM_SHUFFLES(unsigned long)
SHIM_SHUFFLES(long long)
SHIM_SHUFFLES(unsigned long long)
SHIM_SHUFFLES(float)
SHIM_SHUFFLES(double)
#undef SHIM_SHUFFLES

static inline unsigned __ballot_sync(unsigned mask, int yes, SHIM_LINE) {
    const struct shim_shown *shown = shim_meet("__ballot_sync", line, mask, yes != 0);
    return shim_lanes(shown, [](uint64_t value) { return value != 0; });
}

static inline int __any_sync(unsigned mask, int yes, SHIM_LINE) {
    const struct shim_shown *shown = shim_meet("__any_sync", line, mask, yes != 0);
    return shim_lanes(shown, [](uint64_t value) { return value != 0; }) != 0;
}

static inline int __all_sync(unsigned mask, int yes, SHIM_LINE) {
    const struct shim_shown *shown = shim_meet("__all_sync", line, mask, yes != 0);
    return shim_lanes(shown, [](uint64_t value) { return value == 0; }) == 0;
}

static inline unsigned __activemask(void) {
    uint3 at = shim_thread_index();
    dim3 size = shim_block_size();
    return 1u << ((at.x + size.x * (at.y + size.y * at.z)) % 32);
}

template <class T, class Join>
T shim_reduce(const char *name, int line, unsigned mask, T mine, Join join) {
    const struct shim_shown *shown = shim_meet(name, line, mask, shim_bits(mine));
    T result = mine;
    for (unsigned lane = 0; lane < 32; lane++)
        if ((shown->lanes >> lane & 1) && lane != shown->lane)
            result = join(result, shim_value<T>(shown->value[lane]));
    return result;
}

#define SHIM_REDUCE(name, T, expression)                                                       \
    static inline T name(unsigned mask, T mine, SHIM_LINE) {                                   \
        return shim_reduce(#name, line, mask, mine, [](T a, T b) { return (T)(expression); }); \
    }
SHIM_REDUCE(__reduce_add_sync, unsigned, a + b)
SHIM_REDUCE(__reduce_add_sync, int, (unsigned)a + (unsigned)b)
SHIM_REDUCE(__reduce_min_sync, unsigned, a < b ? a : b)
SHIM_REDUCE(__reduce_min_sync, int, a < b ? a : b)
SHIM_REDUCE(__reduce_max_sync, unsigned, a < b ? b : a)
SHIM_REDUCE(__reduce_max_sync, int, a < b ? b : a)
SHIM_REDUCE(__reduce_and_sync, unsigned, a &b)
SHIM_REDUCE(__reduce_or_sync, unsigned, a | b)
SHIM_REDUCE(__reduce_xor_sync, unsigned, a ^ b)
#undef SHIM_REDUCE

/* -------------------------------------------------------------------------------- atomics --- */

/* Relaxed, as on the device: they order nothing but themselves. */
template <class T, class Change> T shim_atomic(T *at, Change change) {
    shim_hesitate();
    std::atomic_ref<T> memory(*at);
    T old = memory.load(std::memory_order_relaxed);
    while (!memory.compare_exchange_weak(old, change(old), std::memory_order_relaxed))
        ;
    return old;
}

#define SHIM_ATOMIC(name, T, expression)                                \
    static inline T name(T *at, T value) {                              \
        return shim_atomic(at, [=](T old) { return (T)(expression); }); \
    }
#define SHIM_ATOMICS(T)                                                              \
    SHIM_ATOMIC(atomicExch, T, ((void)old, value))                                   \
    SHIM_ATOMIC(atomicOr, T, old | value)                                            \
    SHIM_ATOMIC(atomicAnd, T, old &value)                                            \
    SHIM_ATOMIC(atomicXor, T, old ^ value)                                           \
    SHIM_ATOMIC(atomicMin, T, old < value ? old : value)                             \
    SHIM_ATOMIC(atomicMax, T, old < value ? value : old)                             \
    static inline T atomicCAS(T *at, T compare, T value) {                           \
        return shim_atomic(at, [=](T old) { return old == compare ? value : old; }); \
    }
SHIM_ATOMICS(int)
SHIM_ATOMICS(unsigned)
SHIM_ATOMICS(unsigned long long)
SHIM_ATOMIC(atomicMin, long long, old < value ? old : value)
SHIM_ATOMIC(atomicMax, long long, old < value ? value : old)
SHIM_ATOMIC(atomicExch, float, ((void)old, value))
SHIM_ATOMIC(atomicAdd, int, (unsigned)old + (unsigned)value)
SHIM_ATOMIC(atomicAdd, unsigned, old + value)
SHIM_ATOMIC(atomicAdd, unsigned long long, old + value)
SHIM_ATOMIC(atomicAdd, float, old + value)
SHIM_ATOMIC(atomicAdd, double, old + value)
SHIM_ATOMIC(atomicSub, int, (unsigned)old - (unsigned)value)
SHIM_ATOMIC(atomicSub, unsigned, old - value)
SHIM_ATOMIC(atomicInc, unsigned, old >= value ? 0 : old + 1)
#undef SHIM_ATOMICS
#undef SHIM_ATOMIC

/* ------------------------------------------------------------------------------ arithmetic --- */

static inline int __popc(unsigned x) {
    return __builtin_popcount(x);
}

static inline int __popcll(unsigned long long x) {
    return __builtin_popcountll(x);
}

static inline int __ffs(int x) {
    return __builtin_ffs(x);
}

static inline int __ffsll(long long x) {
    return __builtin_ffsll(x);
}

static inline int __clz(int x) {
    return std::countl_zero((unsigned)x);
}

static inline int __clzll(long long x) {
    return std::countl_zero((unsigned long long)x);
}

static inline unsigned long long __brevll(unsigned long long x) {
    unsigned long long reversed = 0;
    for (int bit = 0; bit < 64; bit++)
        reversed |= (x >> bit & 1) << (63 - bit);
    return reversed;
}

static inline unsigned __brev(unsigned x) {
    return (unsigned)(__brevll(x) >> 32);
}

/* 64 bits, of which `high` is the upper half, moved; _l and _r take the shift modulo 32, _lc and
   _rc at most 32. */
static inline unsigned __funnelshift_lc(unsigned low, unsigned high, unsigned by) {
    return (unsigned)(((uint64_t)high << 32 | low) << std::min(by, 32u) >> 32);
}

static inline unsigned __funnelshift_rc(unsigned low, unsigned high, unsigned by) {
    return (unsigned)(((uint64_t)high << 32 | low) >> std::min(by, 32u));
}

static inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned by) {
    return __funnelshift_lc(low, high, by % 32);
}

static inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned by) {
    return __funnelshift_rc(low, high, by % 32);
}

static inline unsigned __umulhi(unsigned a, unsigned b) {
    return (unsigned)((uint64_t)a * b >> 32);
}

template <class T> T __ldg(const T *at) {
    return *at;
}

/* glibc has functions of these names. */
#define __sinf(x) sinf(x)
#define __cosf(x) cosf(x)

/* As there: an int and an unsigned, a float and a double, but no int and a float, no int and a
 * long. */
template <class A, class B>
concept shim_alike = std::is_arithmetic_v<A> &&
    ((std::is_integral_v<A> && std::is_integral_v<B> && sizeof(A) == sizeof(B)) ||
     (std::is_floating_point_v<A> && std::is_floating_point_v<B>));

template <class A, shim_alike<A> B> constexpr std::common_type_t<A, B> min(A a, B b) {
    using T = std::common_type_t<A, B>;
    return (T)b < (T)a ? (T)b : (T)a;
}

template <class A, shim_alike<A> B> constexpr std::common_type_t<A, B> max(A a, B b) {
    using T = std::common_type_t<A, B>;
    return (T)a < (T)b ? (T)b : (T)a;
}

static inline long long clock64(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

#endif
