#include "progress.h"

#include "clock.h"
#include "world.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 30 };

static struct {
    bool active, drawn;
    const char *what, *unit;
    int64_t total;
    double scale, began, drew;
} bar;

void progress_begin(const char *what, int64_t total, const char *unit, double scale) {
    bar.active = isatty(STDERR_FILENO) && total > 0 && world_rank() == 0;
    bar.drawn = false;
    bar.what = what;
    bar.unit = unit;
    bar.total = total;
    bar.scale = scale;
    bar.began = bar.drew = clock_now();
}

static void draw(int64_t done, double now) {
    char cells[WIDTH + 1];
    double share = (double)done / (double)bar.total, spent = now - bar.began;
    int full = (int)(share * WIDTH);
    memset(cells, '#', (size_t)full);
    memset(cells + full, '.', (size_t)(WIDTH - full));
    cells[WIDTH] = '\0';
    double left = share > 0 ? spent / share - spent : 0;
    fprintf(stderr, "\r%s %3.0f%% |%s| %.4g %s, %.0f s left \033[K", bar.what, 100 * share, cells,
            (double)done * bar.scale / spent, bar.unit, left);
    bar.drawn = true;
}

void progress_update(int64_t done) {
    if (!bar.active)
        return;
    double now = clock_now();
    if (now - bar.drew < 0.1)
        return;
    bar.drew = now;
    draw(done, now);
}

void progress_clear(void) {
    if (bar.drawn)
        fputs("\r\033[K", stderr);
    bar.drawn = false;
}

/* It may have been drawn by a process that is no more. */
void progress_end(void) {
    bar.drawn = bar.active;
    progress_clear();
    bar.active = false;
}
