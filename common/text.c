#include "text.h"

#include <string.h>

void text_add_commas(char *text) {
    size_t whole = strspn(text, "0123456789");
    for (size_t i = whole; i > 3; i -= 3) {
        memmove(text + i - 2, text + i - 3, strlen(text + i - 3) + 1);
        text[i - 3] = ',';
    }
}

uint64_t text_checksum(const char *text, int length) {
    uint64_t sum = 0xcbf29ce484222325;
    for (int i = 0; i < length; i++)
        sum = (sum ^ (unsigned char)text[i]) * 0x100000001b3;
    return sum;
}
