#include "watch.h"

#include "build.h"
#include "clock.h"
#include "terminal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROWS = 256, MOST_COLUMNS = 512, LINES = 4, FASTEST = 64 };

/* The past: what was in the first cells of the road after each of the last steps. */
static struct {
    char row[MOST_ROWS][MOST_COLUMNS]; /* of step s, row s % MOST_ROWS */
    int columns;
    int64_t step;
} past;

static int64_t steps_a_second = 8; /* both stay when the road is made anew */
static bool paused;

static char letter(const struct road *road, const struct road *movers, int64_t i) {
    if (!road_get(road, i))
        return '.';
    bool moves = movers != NULL ? road_get(movers, i) : !road_get(road, (i + 1) % road->count);
    return moves ? '>' : '#';
}

static void remember(const struct watched *seen) {
    char *row = past.row[seen->step % MOST_ROWS];
    past.columns = seen->road->count < MOST_COLUMNS ? (int)seen->road->count : MOST_COLUMNS;
    past.step = seen->step;
    for (int i = 0; i < past.columns; i++)
        row[i] = letter(seen->road, seen->movers, i);
}

/* ----------------------------------------------------------------------------- picture --- */

/* Light blue and dark red, as in pictures: their lightness differs as much as their hue. */
static const char *colour_of(char cell) {
    return cell == '>' ? "\033[0;30;48;5;75m" : cell == '#' ? "\033[0;97;48;5;124m" : "\033[0;90m";
}

static void paint_row(FILE *picture, const char *row, int columns) {
    for (int i = 0; i < columns; i++) {
        if (i == 0 || row[i] != row[i - 1])
            fputs(colour_of(row[i]), picture);
        fputc(row[i], picture);
    }
    fputs("\033[0m", picture);
}

/* A line of text, cut off where the screen ends. */
static void paint_line(FILE *picture, int columns, const char *text) {
    fprintf(picture, "%.*s", columns, text);
}

static void go_to(FILE *picture, int line) {
    fprintf(picture, "\033[%d;1H\033[K", line);
}

/* The last steps, upwards from the line above the gap; the road as it is now below it. */
static void paint_road(FILE *picture, struct terminal_size size) {
    int now = size.rows > LINES ? size.rows - 2 : 1;
    int columns = past.columns < size.columns ? past.columns : size.columns;
    for (int back = 1; back < MOST_ROWS && now - 1 - back > 2; back++) {
        go_to(picture, now - 1 - back);
        if (back <= past.step)
            paint_row(picture, past.row[(past.step - back) % MOST_ROWS], columns);
    }
    go_to(picture, now - 1);
    go_to(picture, now);
    paint_row(picture, past.row[past.step % MOST_ROWS], columns);
}

static void paint_figures(FILE *picture, const struct watched *seen, int columns) {
    int64_t cells = seen->road->cells;
    double density = (double)seen->cars / (double)cells;
    char text[256];
    go_to(picture, 1);
    snprintf(text, sizeof text, "%s: %lld cells, %lld cars: density %.3f   up to %lld steps/s%s",
             build.stage, (long long)cells, (long long)seen->cars, density,
             (long long)steps_a_second, paused ? ", paused" : "");
    paint_line(picture, columns, text);
    go_to(picture, 2);
    snprintf(text, sizeof text, "step %lld: average velocity %.3f%s, flow %.3f",
             (long long)seen->step, (double)seen->moves / fmax(1, (double)seen->cars), seen->theory,
             (double)seen->moves / (double)cells);
    paint_line(picture, columns, text);
}

static void paint_legend(FILE *picture, int64_t cells, struct terminal_size size) {
    char text[256] = "";
    go_to(picture, size.rows - 1);
    if (cells > past.columns || past.columns > size.columns)
        snprintf(text, sizeof text, "; cells 0 to %d",
                 (past.columns < size.columns ? past.columns : size.columns) - 1);
    char legend[512];
    snprintf(legend, sizeof legend, "> moves next, # waits; below is now, above the past%s", text);
    paint_line(picture, size.columns, legend);
    go_to(picture, size.rows);
    paint_line(picture, size.columns,
               "up/down density, left/right speed, space pause, s step, q quit");
}

static void paint(const struct watched *seen) {
    char *bytes = NULL;
    size_t count = 0;
    struct terminal_size size = terminal_size();
    FILE *picture = open_memstream(&bytes, &count);
    if (picture == NULL)
        return;
    fputs("\033[?2026h", picture); /* all at once, where a terminal knows how */
    paint_figures(picture, seen, size.columns);
    paint_road(picture, size);
    paint_legend(picture, seen->road->cells, size);
    fputs("\033[?2026l", picture);
    fclose(picture);
    terminal_show(bytes, count);
    free(bytes);
}

/* -------------------------------------------------------------------------------- keys --- */

enum answer { GO_ON, STEP, NEW_ROAD, ENOUGH };

/* To the next multiple of 0.05 in that direction. */
static enum answer change(double *density, double direction) {
    double wanted = fmin(fmax(round(20 * *density + direction) / 20, 0), 1);
    bool other = wanted != *density;
    *density = wanted;
    return other ? NEW_ROAD : GO_ON;
}

static enum answer hear(int key, double *density) {
    switch (key) {
    case TERMINAL_UP:
        return change(density, +1);
    case TERMINAL_DOWN:
        return change(density, -1);
    case TERMINAL_RIGHT:
        steps_a_second = steps_a_second < FASTEST ? 2 * steps_a_second : FASTEST;
        return GO_ON;
    case TERMINAL_LEFT:
        steps_a_second = steps_a_second > 1 ? steps_a_second / 2 : 1;
        return GO_ON;
    case ' ':
        paused = !paused;
        return GO_ON;
    case 's':
        paused = true;
        return STEP;
    case 'q':
    case TERMINAL_GONE:
        return ENOUGH;
    default:
        return GO_ON;
    }
}

/* ----------------------------------------------------------------------------- mistake --- */

static void print_cells(const char *what, const struct road *road, int64_t from, int64_t count) {
    printf("  %-10s", what);
    for (int64_t i = from; i < from + count; i++)
        putchar(letter(road, NULL, i));
    putchar('\n');
}

void watch_print_mistake(const struct road *before, const struct road *road,
                         const struct road *exact, int64_t step) {
    int64_t wrong = 0, count = road->count < 64 ? road->count : 64;
    while (wrong < road->count && road_get(road, wrong) == road_get(exact, wrong))
        wrong++;
    if (wrong == road->count)
        return;
    int64_t middle = wrong < count / 2 ? 0 : wrong - count / 2, last = road->count - count;
    int64_t from = middle < last ? middle : last;
    printf("Step %lld goes wrong at cell %lld; this is the road from cell %lld on:\n",
           (long long)step, (long long)wrong, (long long)from);
    print_cells("before", before, from, count);
    print_cells("after", road, from, count);
    print_cells("should be", exact, from, count);
    printf("  %*s\n", (int)(10 + wrong - from + 1), "^");
}

/* -------------------------------------------------------------------------------- loop --- */

static double time_left(double due) {
    const double glance = 0.1; /* at the size of the screen */
    return paused ? glance : fmin(fmax(due - clock_now(), 0), glance);
}

/* The first step is taken at once: without any there would be nothing to judge. */
bool watch(struct watched *seen, void (*take_step)(struct watched *seen, void *run), void *run,
           double *density) {
    enum answer answer = STEP;
    double due = 0;
    terminal_enter();
    remember(seen);
    while (answer < NEW_ROAD) {
        if (answer == STEP || (!paused && clock_now() >= due)) {
            take_step(seen, run);
            if (seen->wrong)
                break;
            remember(seen);
            due = clock_now() + 1.0 / (double)steps_a_second;
            paint(seen);
        }
        int key = terminal_key(time_left(due));
        answer = hear(key, density);
        if (key != TERMINAL_NONE)
            paint(seen);
    }
    if (answer != NEW_ROAD)
        terminal_leave();
    return answer == NEW_ROAD;
}
