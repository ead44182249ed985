#!/bin/sh
# The Makefile, in a copy of the tree: whose compiler and flags it uses, and what it builds anew.
. tests/lib.sh

copy=$scratch/copy
mkdir "$copy" "$scratch/bin"
cp -r Makefile common serial vectorized mpi gpu tests "$copy"
cd "$copy" || exit 1
export NVCC= # what it builds is not what this is about
unset MAKEFLAGS MAKELEVEL CC CPPFLAGS CFLAGS LDFLAGS LDLIBS SANITIZE WERROR HAVE_PNG HAVE_PHILOX

# compiles NAME PATTERN COMMAND...: what the command would compile road.c with is like that.
compiles() {
    name=$1 pattern=$2
    shift 2
    "$@" -n build/common/road.o >"$scratch/made" 2>&1
    check "$name" grep -Eq -- "(^|&& )$pattern" "$scratch/made"
}

test_flags() {
    compiles 'cc compiles' 'cc .*-Icommon .*-std=c17 .*-O3 +-MMD' make
    compiles "the environment's compiler is used" 'gcc .*-std=c17' env CC=gcc make
    compiles "the command line's wins" 'gcc .*-std=c17' env CC=nosuchcc make CC=gcc
    c17='cc .*-Icommon .*-std=c17'
    compiles 'make CPPFLAGS= is added' "$c17 .*-DX" make CPPFLAGS=-DX
    compiles "so are the environment's" "$c17 .*-DX" env CPPFLAGS=-DX make
    compiles 'make CFLAGS= is added, last' "$c17 .*-O3 .*-O1 -MMD" make CFLAGS=-O1
    compiles "so are the environment's" "$c17 .*-O3 .*-O1 -MMD" env CFLAGS=-O1 make
    compiles 'a sanitizer stays' "$c17 .*-fsanitize=undefined .*-O1 -MMD" \
        make CFLAGS=-O1 SANITIZE=undefined
    make -n bin/ladder SANITIZE=undefined LDFLAGS=-Lx LDLIBS=-ly CFLAGS=-O1 >"$scratch/made"
    check 'what links gets them all' \
        grep -Eqz 'cc .*-fsanitize=undefined .*-O1 .*-Lx -o bin/ladder .* -lm -ly' "$scratch/made"
}

# built: what a make of the ladder just compiled, its names in one line.
built() {
    make PLAIN=-O0 "$@" bin/ladder >"$scratch/made" 2>&1 || echo "failed: $(tail -n 1 "$scratch/made")"
    awk '$1 == "ld" { $1 = "" } $1 == "" || NF == 2 && /\.c$/ { print $NF }' "$scratch/made" |
        sort | tr '\n' ' '
}

test_rebuilds() {
    # shellcheck disable=SC2016 # make expands it
    sed -i.old 's/^COMMIT := .*/COMMIT := $(shell cat commit)/; /^\ttest -z .*git status/d' Makefile
    echo one >commit
    all=$(built)
    check 'the ladder is built' bin/ladder --help
    same 'nothing changed: nothing is built' '' "$(built)"
    echo two >commit
    same 'another commit: only what names it' 'bin/ladder common/build.c ' "$(built)"
    for change in CC=gcc CPPFLAGS=-DX SANITIZE=undefined; do
        same "$change: everything" "$all" "$(built "$change")"
        same "$change, again: nothing" '' "$(built "$change")"
    done
    quotes="-DX='a b' -DY=\\\"c\\\""
    same 'flags in quotes: everything' "$all" "$(built CFLAGS="$quotes")"
    same 'and again: nothing' '' "$(built CFLAGS="$quotes")"
    rm common/theory.h
    sed -i.old '/theory\.h/d' common/*.c && rm common/theory.c
    check 'a header that has gone is not missed' make bin/ladder
}

# A program says what it was built with, also what the user added.
test_record() {
    check 'a stage is built with -O1' make PLAIN=-O0 CFLAGS=-O1 bin/traffic-naive
    check 'and runs' bin/traffic-naive --cells 1000 --no-verify --record record.csv
    check 'its record says so' grep -q -- ',-O0 -O1,' record.csv
}

# With a PATH that has only what must be there.
test_few_tools() {
    for tool in make cc as ld ar sh mkdir rm cat echo sed grep; do
        ln -s "$(command -v $tool)" "$scratch/bin/$tool" 2>/dev/null
    done
    rm -rf build bin
    PATH=$scratch/bin make PLAIN=-O0 bin/ladder >"$scratch/made" 2>&1
    same 'without cmp and git it builds' 0 $?
    same 'and misses nothing' '' "$(grep -i 'not found' "$scratch/made")"
}

# A file in the place of build/ cannot be written into by anybody, root included.
test_read_only() {
    rm -rf build bin
    : >build
    make bin/ladder >"$scratch/made" 2>&1
    check 'a folder that cannot be written to is an error' [ $? -eq 2 ]
    same 'said in one line' 1 "$(grep -c '^make: this folder cannot be written to' "$scratch/made")"
    same "beside make's own" 2 "$(wc -l <"$scratch/made")"
}

test_flags
test_record
test_rebuilds
test_few_tools
test_read_only
exit $failed
