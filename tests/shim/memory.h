/* Memory of the device and pinned memory of the host: garbage when it is new, between two pages
   that nobody may touch. The host may touch the device's only while it is open. */
#ifndef SHIM_MEMORY_H
#define SHIM_MEMORY_H

#include <cstddef>

struct shim_memory {
    char *at;
    size_t bytes;
    int type;  /* a cudaMemoryType */
    char *map; /* with what lies around it */
    size_t mapped;
    bool told; /* that it is damaged */
    struct shim_memory *next;
};

/* NULL: there is not as much. */
struct shim_memory *shim_memory_new(int type, size_t bytes);
void shim_memory_free(struct shim_memory *memory);

/* What a pointer points to or just beside, or NULL. */
struct shim_memory *shim_memory_find(const void *pointer);

void shim_memory_open(void);
void shim_memory_close(void);

/* One that somebody wrote beside, or NULL; each is told once. While memory is open. */
struct shim_memory *shim_memory_damaged(void);

/* How much there is of a type. */
struct shim_amount {
    int count;
    size_t bytes;
};
struct shim_amount shim_memory_amount(int type);

/* From now on a touch of what nobody may touch, in this thread, ends the program with a line. */
void shim_memory_watch(void);

#endif
