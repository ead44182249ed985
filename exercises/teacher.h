/* How teachers speak. */
#ifndef TEACHER_H
#define TEACHER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEACHER_WIDTH = 78 };

/* Words, as many to a line as fit. */
static inline void teacher_say(const char *text) {
    int column = 0;
    while (*text != '\0') {
        int length = (int)strcspn(text, " ");
        if (column > 0 && column + 1 + length > TEACHER_WIDTH)
            column = 0, printf("\n");
        column += printf(column > 0 ? " %.*s" : "%.*s", length, text);
        text += length + (text[length] == ' ');
    }
    printf("\n");
}

/* "Not right yet. It looks as if all cars move [all-move]." */
static inline void teacher_name(const char *before, const char *says, const char *mistake) {
    char *text = NULL;
    if (asprintf(&text, "%s %s [%s].", before, says, mistake) < 0)
        abort();
    teacher_say(text);
    free(text);
}

/* Likewise, and where to look for it. */
static inline void teacher_mistake(const char *name, const char *says, const char *where) {
    teacher_name("Not right yet. It looks as if", says, name);
    printf("\n");
    teacher_say(where);
}

#endif
