/* Where the time of a run went, on each rank. A stage says what it begins to do, and the driver,
   asked for a profile, adds up how long that took:

       advance | compute | halos | compute | sum | compute | halos | ...

   A stage that says nothing computes all the time. If nobody asks, to say it costs a comparison. */
#ifndef PROFILE_H
#define PROFILE_H

#include <stdbool.h>
#include <stdint.h>

enum profile_phase {
    PROFILE_COMPUTE,
    PROFILE_HALOS, /* to send them, and to wait for them */
    PROFILE_SUM,
    PROFILE_COPY, /* between a device and its host */
    PROFILE_BARRIER,
    PROFILE_PHASES
};

/* Of one rank. */
struct profile {
    double seconds[PROFILE_PHASES];
    int64_t messages, bytes; /* sent for halos */
    int64_t readings;        /* of the clock, to learn all that */
};

extern bool profile_running;
void profile_switch(enum profile_phase phase);
void profile_count(int64_t messages, int64_t bytes);

/* For stages: what the time from here on is for; and what was sent for halos, `bytes` in all. */
static inline void profile_in(enum profile_phase phase) {
    if (profile_running)
        profile_switch(phase);
}

static inline void profile_sent(int64_t messages, int64_t bytes) {
    if (profile_running)
        profile_count(messages, bytes);
}

/* For drivers: around what is timed; and all of that since the last call. */
void profile_begin(void);
void profile_end(void);
struct profile profile_take(void);

/* Collective: rank 0 prints a table of what all ranks have. */
void profile_print(const struct profile *mine);

/* Why a profile cannot be written to `path`, or NULL. Collective: writes it, a line for each rank,
   and draws it beside that where gnuplot is. */
const char *profile_refusal(const char *path);
void profile_write(const struct profile *mine, const char *path);

#endif
