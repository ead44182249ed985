#!/bin/sh
# What a shell test needs; sourced, from the repository's root. Lines as in test.h.

BIN=${BIN:-bin}
scratch=$(mktemp -d 2>&1) || { echo "not ok - no temporary folder: $scratch"; exit 1; }
trap 'rm -rf "$scratch"' EXIT
failed=0

ok() { echo "ok - $1"; }

not_ok() {
    echo "not ok - $1"
    failed=1
}

skip() { echo "skip - $1"; }

# check NAME COMMAND [ARGUMENT...]: the command must succeed. What it prints is in $scratch/printed.
check() {
    name=$1
    shift
    if "$@" >"$scratch/printed" 2>&1; then
        ok "$name"
    else
        not_ok "$name: $(tail -n 1 "$scratch/printed")"
    fi
}

# same NAME EXPECTED GOT
same() {
    if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1: expected '$2', got '$3'"; fi
}

# find_programs WORKLOAD: its programs that can run here; a skip line on stdout, once, for each that cannot.
find_programs() {
    programs=
    for program in "$BIN/$1"-*; do
        if why=$("$program" --probe 2>&1); then
            programs="$programs $program"
        else
            skip "$why"
        fi
    done
}
