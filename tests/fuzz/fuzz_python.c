/* What a Python process answers: its first line, then those to requests. The files are included for
   the functions that are theirs alone. */
#include "../../common/python_process.c"
#include "../../common/traffic_python.c"
#include "fuzz.h"

enum { CELLS = 100 };

static struct road road;

static void talk(void) {
    listen_to_start(20);
    fuzz_require(strlen(said) < sizeof said, "a line that ends");
    if (!begins(said, "ready "))
        return;
    python.ready = said + strlen("ready ");
    sscanf(python.ready, "%lf %lf", &told.bytes, &told.operations);
    open_road(&road);
    advance(3);
    read_road(&road);
    close_road();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
    python.answers = fopen(fuzz_file(bytes, count), "rb");
    python.requests = fopen("/dev/null", "wb");
    fuzz_require(python.answers != NULL && python.requests != NULL, "two files");
    road = road_new(CELLS, 0, CELLS);
    int status = fuzz_call(talk);
    fuzz_require(status == -1 || status == 1, "an answer that is none is a failure");
    road_free(&road);
    fclose(python.answers);
    fclose(python.requests);
    return 0;
}
