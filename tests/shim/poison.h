/* Memory that nobody has written yet: no byte of it can be relied on, and each can be told again.
 */
#ifndef SHIM_POISON_H
#define SHIM_POISON_H

#include <cstddef>
#include <cstdint>
#include <cstring>

static inline uint64_t shim_mix(uint64_t x) {
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

/* Byte i of the garbage with this key. */
static inline char shim_garbage(size_t i, uint64_t key) {
    return (char)(shim_mix(key * 0x9e3779b97f4a7c15 + i / 8 + 1) >> i % 8 * 8);
}

/* Bytes begin ... end - 1 of the memory at `start`. */
static inline void shim_poison(char *start, size_t begin, size_t end, uint64_t key) {
    for (size_t i = begin; i < end; i++)
        if (i % 8 == 0 && end - i >= 8) {
            uint64_t word = shim_mix(key * 0x9e3779b97f4a7c15 + i / 8 + 1);
            memcpy(start + i, &word, 8);
            i += 7;
        } else {
            start[i] = shim_garbage(i, key);
        }
}

static inline bool shim_poisoned(const char *start, size_t begin, size_t end, uint64_t key) {
    for (size_t i = begin; i < end; i++)
        if (start[i] != shim_garbage(i, key))
            return false;
    return true;
}

#endif
