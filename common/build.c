#include "build.h"

#include <stddef.h>

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

const struct build build = {
    .program = BUILD_PROGRAM,
    .workload = BUILD_WORKLOAD,
    .stage = BUILD_STAGE,
    .idea = BUILD_IDEA,
    .script = BUILD_SCRIPT,
    .compiler = COMPILER,
    .flags = BUILD_FLAGS,
    .logins = BUILD_LOGINS,
    .commit = BUILD_COMMIT,
};
