/* A fuzzer without libFuzzer: it is given the files, one after the other.

   Usage: build/fuzz/replay/NAME FILE... */
#include "fuzz.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1 << 20 }; /* bytes */

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        uint8_t *bytes = malloc(MOST);
        size_t count = file != NULL && bytes != NULL ? fread(bytes, 1, MOST, file) : 0;
        if (file != NULL)
            LLVMFuzzerTestOneInput(bytes, count);
        test_check(file != NULL, "%s, %zu bytes", argv[i], count);
        free(bytes);
        if (file != NULL)
            fclose(file);
    }
    return test_end();
}
