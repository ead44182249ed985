#include "text.h"

#include <string.h>

void text_add_commas(char *text) {
    size_t whole = strspn(text, "0123456789");
    for (size_t i = whole; i > 3; i -= 3) {
        memmove(text + i - 2, text + i - 3, strlen(text + i - 3) + 1);
        text[i - 3] = ',';
    }
}
