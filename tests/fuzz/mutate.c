/* A file with something wrong in it, for parsers that are no C: a few bytes, a line or a piece of
   it changed, left out, doubled, or put elsewhere.

   Usage: build/replay/mutate SEED <FILE        the same seed spoils the same file in the same way
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 16, LONGEST = 300 };

static char text[2 * MOST];
static size_t length;
static uint64_t state;

/* splitmix64: Steele, Lea, Flood, OOPSLA 2014. */
static size_t below(size_t most) {
    uint64_t x = state += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return (size_t)((x ^ x >> 31) % (most > 0 ? most : 1));
}

static void put(size_t at, size_t removed, const char *piece, size_t count) {
    if (length - removed + count > MOST)
        return;
    memmove(text + at + count, text + at + removed, length - at - removed);
    memcpy(text + at, piece, count);
    length += count - removed;
}

/* Bytes, or whole lines. */
static void choose(size_t *at, size_t *count) {
    *at = below(length);
    *count = below(below(2) ? 4 : LONGEST);
    if (below(2)) {
        while (*at > 0 && text[*at - 1] != '\n')
            --*at;
        const char *end = memchr(text + *at, '\n', length - *at);
        *count = end != NULL ? (size_t)(end - text) - *at + 1 : length - *at;
    }
    *count = *count < length - *at ? *count : length - *at;
}

static void spoil(void) {
    static const char *const words[] = {
        "\n", "=",  " = ", "[",  "]\n", "#",  "%d",   "0",    "-1", "9999999999999999999",
        ",",  "\"", "'",   "\\", "$(",  "\t", "\r\n", "\xff", "*",  "/"};
    char piece[MOST];
    size_t at, count, to = below(length);
    choose(&at, &count);
    memcpy(piece, text + at, count);
    switch (below(6)) {
    case 0:
        if (length > 0)
            text[to] ^= (char)(1 << below(8));
        break;
    case 1:
        put(at, count, "", 0);
        break;
    case 2:
        put(to, 0, piece, count);
        break;
    case 3:
        put(at, count, "", 0);
        put(below(length), 0, piece, count);
        break;
    case 4:
        at = below(sizeof words / sizeof *words);
        put(to, 0, words[at], strlen(words[at]));
        break;
    case 5:
        length = below(16) ? length : to;
    }
}

int main(int argc, char **argv) {
    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    length = fread(text, 1, MOST, stdin);
    for (size_t times = 1 + below(6); times > 0; times--)
        spoil();
    return fwrite(text, 1, length, stdout) == length ? 0 : 1;
}
