#!/bin/sh
# The runner of the tests, on made-up ones: no failure may get lost, whatever a test prints and
# however it ends.
. tests/lib.sh

house=$scratch/house
mkdir -p "$house/tests" "$house/build/tests"
cp tests/run.sh tests/lib.sh "$house/tests"

# fake NAME LINE...: a test of these lines.
fake() {
    file=$house/tests/test_$1.sh
    shift
    printf '%s\n' "$@" >"$file"
}

# ends NAME STATUS COUNTS [WORD...]: how the runner ends over the tests made so far, which then go.
ends() {
    name=$1 status=$2 counts=$3
    shift 3
    (cd "$house" && sh tests/run.sh "$@") >"$scratch/out" 2>&1
    same "$name" "$status, $counts" "$?, $(tail -n 1 "$scratch/out")"
    rm -f "$house"/tests/test_*
}

shows() { check "$1" grep -q -- "$2" "$scratch/out"; }

# shellcheck disable=SC2016 # what the made-up tests expand themselves
test_ends() {
    fake good 'echo "ok - a"; echo "ok - b"; echo "skip - c"'
    ends 'all good' 0 '2 passed, 0 failed, 1 skipped'
    fake good 'echo "ok - a"'
    fake bad 'echo "ok - a"; echo "not ok - b"; exit 1'
    ends 'one bad' 1 '2 passed, 1 failed, 0 skipped'
    shows 'it is shown' '^    not ok - b$'
    fake bad 'echo "not ok - b"'
    ends 'a failure that exits 0 is one' 1 '0 passed, 1 failed, 0 skipped'
    fake good 'echo "ok - a"'
    fake silent ':'
    ends 'a test that says nothing failed' 1 '1 passed, 1 failed, 0 skipped'
    fake skips 'echo "skip - a"'
    ends 'nothing passed: no success' 1 '0 passed, 0 failed, 1 skipped'
    fake crash 'echo "ok - a"; kill -9 $$'
    ends 'a crash is a failure' 1 '1 passed, 1 failed, 0 skipped'
    fake killer 'echo "ok - a"; kill -9 $PPID'
    ends 'so is a test that takes its runner along' 1 '0 passed, 1 failed, 0 skipped'
    fake greedy 'echo "ok - a"; cat >/dev/null'
    fake next 'echo "ok - b"'
    ends 'no test reads the list of the others' 0 '2 passed, 0 failed, 0 skipped'
}

test_order() {
    LONG=
    eval "$(grep '^LONG=' tests/run.sh)"
    for name in $LONG; do
        check "$name, which begins early, is there" test -f "tests/test_$name.sh"
    done
    fake a 'echo "ok - a"'
    fake mpi 'sleep 1; echo "ok - b"'
    ends 'a long one and a short one' 0 '2 passed, 0 failed, 0 skipped'
    same 'the long one begins first' 'tests/test_mpi.sh tests/test_a.sh' "$(xargs <"$house/build/tests/logs/list")"
    shows 'how long each took is shown' '^test_mpi  *1 passed  *[1-9][0-9]* s$'
}

# shellcheck disable=SC2016
test_torn() {
    fake torn 'printf "ok - a\nok - hal"; exit 3'
    ends 'a crash within a line is a failure' 1 '2 passed, 1 failed, 0 skipped'
    fake a 'printf "ok - a\nok - half"'
    fake b 'echo "not ok - b"'
    ends 'a torn line does not swallow the next log' 1 '2 passed, 1 failed, 0 skipped'
    fake nul 'printf "\000ok - a\000\nnot ok - b\n"'
    ends 'NUL bytes hide nothing' 1 '1 passed, 1 failed, 0 skipped'
    shows 'of what failed' '^    not ok - b$'
    fake bytes 'printf "ok - \377\nnot ok - b\n"'
    ends 'nor do bytes that are no text' 1 '1 passed, 1 failed, 0 skipped'
    shows 'and what failed is shown' '^    not ok - b$'
}

test_words() {
    fake good 'echo "ok - a"'
    fake bad 'echo "not ok - b"'
    ends 'a word chooses' 0 '1 passed, 0 failed, 0 skipped' good
    fake good 'echo "ok - a"'
    ends 'a word for no test: status 2' 2 'no test is called nosuchtest' nosuchtest
    fake good 'echo "ok - a"'
    ends 'also beside one that is' 2 'no test is called nosuchtest' good nosuchtest
    ends 'no tests at all: status 2' 2 'there are no tests'
}

test_programs() {
    printf '#!/bin/sh\necho "ok - c"\n' >"$house/build/tests/test-some-unit"
    chmod +x "$house/build/tests/test-some-unit"
    fake good 'echo "ok - a"'
    ends 'a program without its source is not run' 0 '1 passed, 0 failed, 0 skipped'
    : >"$house/tests/test_some_unit.c"
    ends 'one with it is' 0 '1 passed, 0 failed, 0 skipped'
    rm "$house/build/tests/test-some-unit"
    : >"$house/tests/test_some_unit.c"
    ends 'one that is not built failed' 1 '0 passed, 1 failed, 0 skipped'
    shows 'and what to do is said' 'not ok - build/tests/test-some-unit is not built: make test'
}

# With these tools alone, on one PATH.
test_bare_machine() {
    mkdir "$scratch/few"
    for tool in sh cat grep sed tr awk mkdir rm mv dirname tail mktemp date; do
        ln -s "$(command -v $tool)" "$scratch/few/$tool"
    done
    fake a '. tests/lib.sh; ok a'
    fake b 'cat >/dev/null; echo "not ok - b"'
    fake c 'echo "ok - c"'
    PATH=$scratch/few ends 'without xargs, nproc and getconf' 1 '2 passed, 1 failed, 0 skipped'
    fake a '. tests/lib.sh; ok a'
    TMPDIR=$scratch/none ends 'without a temporary folder' 1 '0 passed, 1 failed, 0 skipped'
    shows 'the reason is shown' 'not ok - no temporary folder: .*none'
    fake a 'echo "ok - a"'
    (cd / && sh "$house/tests/run.sh") >"$scratch/out" 2>&1
    same 'started in another folder' '1 passed, 0 failed, 0 skipped' "$(tail -n 1 "$scratch/out")"
}

test_ends
test_order
test_torn
test_words
test_programs
test_bare_machine
exit $failed
