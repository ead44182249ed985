#include "eigh_saved.h"

#include "eigh_batch.h"
#include "head.h"
#include "memory.h"
#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAMES = 16 };

/* In the file, before the values. */
struct slot {
    uint64_t sum; /* of all that follows, values too */
    int64_t task, verified;
    uint64_t fingerprint;
    struct eigh_scores scores;
};

static int file = -1;
static char why[640];

/* ----------------------------------------------------------------------------------- head --- */

static void print_head(const struct eigh_batch *batch, char head[HEAD + 1]) {
    int used = snprintf(head, HEAD,
                        "Roundabout eigh 1\nsize %" PRId64 "\nsmallest %" PRId64 "\ntasks %" PRId64
                        "\nseed %" PRId64 "\nmatrix %s\n",
                        batch->size, batch->smallest, batch->tasks, batch->seed,
                        eigh_families[batch->family]);
    head_seal(head, used, "");
}

static bool parse_head(const char *head, struct eigh_batch *batch) {
    char matrix[NAMES] = "", again[HEAD + 1];
    int family = 0;
    if (sscanf(head,
               "Roundabout eigh 1 size %" SCNd64 " smallest %" SCNd64 " tasks %" SCNd64
               " seed %" SCNd64 " matrix %15s",
               &batch->size, &batch->smallest, &batch->tasks, &batch->seed, matrix) != 5)
        return false;
    while (eigh_families[family] != NULL && strcmp(eigh_families[family], matrix) != 0)
        family++;
    if (eigh_families[family] == NULL || batch->size < 0 || batch->size > 1 << 20 ||
        batch->smallest < 0 || batch->smallest > batch->size || batch->tasks < 0 ||
        batch->tasks > 1 << 30 || batch->seed < 0 || batch->seed > UINT32_MAX)
        return false;
    batch->family = (enum eigh_family)family;
    print_head(batch, again);
    return memcmp(head, again, HEAD) == 0;
}

const char *eigh_saved_look(const char *path) {
    struct head_found look = head_look(path);
    if (look.problem != 0)
        snprintf(why, sizeof why, "%.512s: %s", path, strerror((int)look.problem));
    else if (!parse_head(look.text, &eigh_batch))
        snprintf(why, sizeof why, "%.512s has no tasks of a batch", path);
    else
        return NULL;
    return why;
}

/* ------------------------------------------------------------------------------- the file --- */

static int64_t slot_bytes(void) {
    return (int64_t)sizeof(struct slot) + 8 * eigh_batch.size;
}

/* With room for everything, so that a disk that is too full is known of at once. */
static int make_file(const char *path) {
    char head[HEAD + 1];
    print_head(&eigh_batch, head);
    int made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (made < 0)
        return errno;
    errno = posix_fallocate(made, 0, HEAD + eigh_batch.tasks * slot_bytes());
    bool whole = errno == 0 && pwrite(made, head, HEAD, 0) == HEAD && fsync(made) == 0;
    int problem = whole ? 0 : errno;
    close(made);
    if (problem != 0)
        unlink(path);
    return problem;
}

const char *eigh_saved_open(const char *path, bool again) {
    int64_t problem = world_rank() == 0 && !again ? make_file(path) : 0;
    problem = world_sum(problem);
    if (problem == 0) {
        file = open(path, O_RDWR | O_CLOEXEC);
        problem = (int64_t)world_max(file < 0 ? errno : 0);
    }
    if (problem == 0)
        return NULL;
    snprintf(why, sizeof why, "%.512s: %s", path, strerror((int)problem));
    return why;
}

const char *eigh_saved_sync(void) {
    double problem = file >= 0 && fsync(file) != 0 ? errno : 0;
    problem = world_max(problem);
    return problem > 0 ? strerror((int)problem) : NULL;
}

/* ------------------------------------------------------------------------------- the tasks --- */

/* A product does not move the highest bits down to where they count. */
static uint64_t sum_of(const uint64_t *word, int64_t words) {
    uint64_t sum = 0xcbf29ce484222325;
    for (int64_t i = 0; i < words; i++) {
        sum = (sum ^ word[i]) * 0x100000001b3;
        sum ^= sum >> 32;
    }
    return sum;
}

static double *values_of(int64_t task) {
    return eigh_batch.values + task * eigh_batch.size;
}

/* What was begun in this run, nobody may do again: it is not taken for an earlier run's. */
bool eigh_saved_read(int64_t task) {
    if (file < 0 || eigh_batch.result[task].times > 0)
        return false;
    int64_t bytes = slot_bytes(), n = eigh_task_size(task);
    struct slot *slot = memory_new(1, bytes);
    bool done = pread(file, slot, (size_t)bytes, HEAD + task * bytes) == bytes &&
                slot->sum == sum_of(&slot->sum + 1, bytes / 8 - 1) && slot->task == task &&
                (slot->verified != 0 || !eigh_batch.verify);
    if (done) {
        struct eigh_result *result = &eigh_batch.result[task];
        memcpy(values_of(task), slot + 1, 8 * (size_t)n);
        result->fingerprint = slot->fingerprint;
        result->scores = slot->scores;
        result->worker = getpid();
        result->times = result->restored = 1;
        result->state = EIGH_SOLVED;
    }
    free(slot);
    return done;
}

void eigh_saved_write(int64_t task) {
    struct eigh_result *result = &eigh_batch.result[task];
    if (file < 0 || result->state != EIGH_SOLVED)
        return;
    int64_t bytes = slot_bytes();
    struct slot *slot = memory_new(1, bytes);
    *slot = (struct slot){0, task, eigh_batch.verify, result->fingerprint, result->scores};
    memcpy(slot + 1, values_of(task), 8 * (size_t)eigh_task_size(task));
    slot->sum = sum_of(&slot->sum + 1, bytes / 8 - 1);
    errno = ENOSPC; /* of what is written only in part */
    if (pwrite(file, slot, (size_t)bytes, HEAD + task * bytes) != bytes)
        result->unsaved = errno;
    free(slot);
}
