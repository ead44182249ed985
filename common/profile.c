#include "profile.h"

#include "build.h"
#include "clock.h"
#include "die.h"
#include "machine.h"
#include "memory.h"
#include "place.h"
#include "spread.h"
#include "world.h"

#include <limits.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <unistd.h>

typedef long long ll;

enum { BAR = 38 /* characters */ };

static const char *const names[PROFILE_PHASES] = {
    [PROFILE_COMPUTE] = "compute", [PROFILE_HALOS] = "halos",     [PROFILE_SUM] = "sum",
    [PROFILE_COPY] = "copy",       [PROFILE_BARRIER] = "barrier",
};

bool profile_running;
static enum profile_phase current;
static double since;
static struct profile sofar;

void profile_switch(enum profile_phase phase) {
    sofar.seconds[current] += clock_lap(&since);
    sofar.readings++;
    current = phase;
}

void profile_count(int64_t messages, int64_t bytes) {
    sofar.messages += messages;
    sofar.bytes += bytes;
}

void profile_begin(void) {
    profile_running = true;
    current = PROFILE_COMPUTE;
    since = clock_now();
}

void profile_end(void) {
    profile_switch(PROFILE_COMPUTE);
    profile_running = false;
}

struct profile profile_take(void) {
    struct profile taken = sofar;
    sofar = (struct profile){0};
    return taken;
}

/* --------------------------------------------------------------------------------- the table ---
 */

static struct profile *gather(const struct profile *mine) {
    struct profile *all = memory_new(world_size(), sizeof *all);
    world_gather(mine, sizeof *mine, all);
    return all;
}

/* Of the rank that took the longest. */
static double longest(const struct profile *all) {
    double most = 0;
    for (int rank = 0; rank < world_size(); rank++) {
        double sum = 0;
        for (int phase = 0; phase < PROFILE_PHASES; phase++)
            sum += all[rank].seconds[phase];
        most = fmax(most, sum);
    }
    return most;
}

static void print_bar(const struct spread *spread, double whole) {
    double mark = whole / BAR;
    for (int i = 0; i < BAR && (i + 0.5) * mark < spread->most; i++) {
        double here = (i + 0.5) * mark;
        fputs(here < spread->least ? "█" : here < spread->median ? "▒" : "░", stdout);
    }
    printf("\n");
}

static void print_phases(const struct profile *all) {
    double whole = longest(all);
    printf("Where the time went, in seconds of a rank:\n");
    printf("%19s%11s%11s  █ least ▒ median ░ most\n", "least", "median", "most");
    for (int phase = 0; phase < PROFILE_PHASES; phase++) {
        struct spread spread = spread_of(&all->seconds[phase], sizeof *all / sizeof(double));
        if (spread.most == 0)
            continue;
        printf("%-8s%11.6f%11.6f%11.6f  ", names[phase], spread.least, spread.median, spread.most);
        print_bar(&spread, whole);
    }
}

static void print_messages(const struct profile *all) {
    int64_t least = INT64_MAX, most = 0, messages = 0, bytes = 0;
    for (int rank = 0; rank < world_size(); rank++) {
        int64_t here = all[rank].messages;
        least = here < least ? here : least;
        most = here > most ? here : most;
        messages += here;
        bytes += all[rank].bytes;
    }
    if (messages == 0)
        return;
    printf("Messages for halos: %lld", (ll)least);
    if (least < most)
        printf(" to %lld", (ll)most);
    printf(" from each rank, of %.6g %s\n", (double)bytes / (double)messages,
           bytes == messages ? "byte" : "bytes");
}

/* What it takes to look, one must know to believe what is seen. */
static void print_clock(const struct profile *all) {
    enum { TIMES = 1000 };
    int64_t most = 0;
    for (int rank = 0; rank < world_size(); rank++)
        most = all[rank].readings > most ? all[rank].readings : most;
    double began = clock_now(), lap = began;
    for (int i = 0; i < TIMES; i++)
        clock_lap(&lap);
    double each = (clock_now() - began) / TIMES;
    printf("Reading the clock for this took about %.1f %% of the time\n",
           100 * each * (double)most / fmax(longest(all), 1e-9));
}

void profile_print(const struct profile *mine) {
    struct profile *all = gather(mine);
    print_phases(all);
    print_messages(all);
    print_clock(all);
    free(all);
}

/* ---------------------------------------------------------------------------------- the file ---
 */

static const char *ending_of(const char *path) {
    const char *ending = strrchr(path, '.');
    return ending != NULL ? ending : "";
}

const char *profile_refusal(const char *path) {
    if (strcasecmp(ending_of(path), ".csv") != 0)
        return "the name of a profile must end in .csv";
    return place_refusal(path);
}

static void write_lines(FILE *file, const struct profile *all) {
    fprintf(file, "rank");
    for (int phase = 0; phase < PROFILE_PHASES; phase++)
        fprintf(file, ",%s", names[phase]);
    fprintf(file, ",messages,bytes\n");
    for (int rank = 0; rank < world_size(); rank++) {
        fprintf(file, "%d", rank);
        for (int phase = 0; phase < PROFILE_PHASES; phase++)
            fprintf(file, ",%.9f", all[rank].seconds[phase]);
        fprintf(file, ",%lld,%lld\n", (ll)all[rank].messages, (ll)all[rank].bytes);
    }
}

/* Returns gnuplot's status; 127: there is none. */
static int run_gnuplot(const char *data, const char *stem) {
    char script[PATH_MAX + 256];
    snprintf(script, sizeof script, "%s", machine_file("common/profile.gp"));
    const char *arguments[] = {"gnuplot", "-c", script, data, stem, build.program, NULL};
    pid_t child;
    int status;
    if (posix_spawnp(&child, "gnuplot", NULL, NULL, (char **)arguments, environ) != 0)
        return 127;
    return waitpid(child, &status, 0) == child && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static void draw(const char *path) {
    char stem[PATH_MAX], png[PATH_MAX + 8];
    snprintf(stem, sizeof stem, "%.*s", (int)(ending_of(path) - path), path);
    snprintf(png, sizeof png, " %s.png", stem);
    fflush(stdout);
    int status = run_gnuplot(path, stem);
    if (status == 0)
        printf("Plot: %s.svg%s\n", stem, access(png + 1, F_OK) == 0 ? png : "");
    else if (status == 127)
        printf("No plot: gnuplot is not here (apt-get install gnuplot-nox).\n");
    else
        die_failed("gnuplot could not draw %s", path);
}

void profile_write(const struct profile *mine, const char *path) {
    struct profile *all = gather(mine);
    if (world_rank() == 0) {
        FILE *file = fopen(path, "w");
        if (file == NULL)
            die_failed("%s: %m", path);
        write_lines(file, all);
        if (ferror(file) | (fclose(file) != 0))
            die_failed("%s: cannot be written: %m", path);
        draw(path);
    }
    free(all);
}
