#!/bin/sh
# A stage is one file: dropped into a copy of the tree, it is built, in the ladder and in the tests,
# with no other edit. A wrong one is found out by the tests that all stages pass.
. tests/lib.sh

copy=$scratch/copy
mkdir -p "$copy/serial" "$copy/vectorized"
cp -r Makefile common mpi gpu tests "$copy"
cp serial/traffic_naive.c "$copy/serial"
cp vectorized/traffic_packed.c "$copy/vectorized"
sed 's|wrong on purpose|a toy that was dropped in|
     s|    .close = close_road,|&\n    .options = options,|
     s|^static void close_road|static int64_t toy = 3;\
static const struct option_row options[] = {\
    {"toy", OPTION_WHOLE, \&toy, "a number of its own", 1, 9, NULL}, {0}};\n&|' \
    tests/wrong/array.h >"$copy/vectorized/traffic_toy.c"
awk '/^```c/ { code = 1; next } /^```/ { code = 0 } code' CONTRIBUTING.md \
    >"$copy/vectorized/traffic_mine.c"
{ echo '#define UPDATED (n - 1)' && cat tests/wrong/array.h; } >"$copy/vectorized/traffic_bad.c"

# Only these and what they need, built by this test's own make.
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL
make NVCC= MPICC= programs build/tests/test-theory >"$scratch/make" 2>&1 || tail -n 5 "$scratch/make"
check "a new file becomes a program" test -x bin/traffic-toy
check "the stage that CONTRIBUTING shows is right" bin/traffic-mine --cells 1000
check "its idea is in --help" sh -c 'bin/traffic-toy --help | grep -q "a toy that was dropped in"'
check "its own options are in --help" sh -c 'bin/traffic-toy --help | grep -q -- "--toy N .*\[3\]"'
check "its own options are read" bin/traffic-toy --toy 9 --cells 100
bin/traffic-toy --toy 10 --cells 100 2>"$scratch/err"
same "its own options are checked" "2 traffic-toy: --toy must be from 1 to 9" "$? $(cat "$scratch/err")"
check "an unknown one is refused" sh -c '! bin/traffic-toy --lanes 4 2>/dev/null'

sh tests/run.sh awkward >"$scratch/tests" 2>&1
same "the tests of all stages find the wrong one" 1 $?
check "they pass the right one" grep -rq '^ok - traffic-toy: [0-9]* awkward roads' build/tests/logs
check "they name the wrong one" grep -q 'not ok - bin/traffic-bad ' "$scratch/tests"

sh common/climb.sh results bin/limits bin/traffic-naive bin/traffic-toy bin/traffic-packed \
    >"$scratch/table" 2>&1
check "it has its rung on the ladder" grep -q 'toy  *a toy that was dropped in .*yes' "$scratch/table"
exit $failed
