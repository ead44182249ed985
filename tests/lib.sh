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
    claim=$1
    shift
    if "$@" >"$scratch/printed" 2>&1; then
        ok "$claim"
    else
        not_ok "$claim: $(tail -n 1 "$scratch/printed")"
    fi
}

# same NAME EXPECTED GOT
same() {
    if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1: expected '$2', got '$3'"; fi
}

# field NAME FILE: of the last record in it
field() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        END { print $column[name] }' "$2"
}

# true_that 'ARITHMETIC CONDITION'
true_that() {
    awk "BEGIN { exit !($1) }"
}

# bad PATTERN ARGUMENT...: $program refuses these in one line on stderr, with status 2.
bad() {
    pattern=$1
    shift
    what="$(basename "$program") $(echo "$*" | tr '\n' ' ' | cut -c 1-60)"
    "$program" "$@" >"$scratch/out" 2>"$scratch/err"
    same "$what: status" 2 $?
    same "$what: lines on stderr" 1 "$(wc -l <"$scratch/err")"
    same "$what: lines on stdout" 0 "$(wc -l <"$scratch/out")"
    grep -q -e "^$(basename "$program"): .*$pattern" "$scratch/err" ||
        not_ok "$what: says '$(cat "$scratch/err")', not '$pattern'"
}

# find_programs WORKLOAD: its programs that can run here; a skip line on stdout, once, for each that cannot.
# Those for GPUs have tests of their own, test_gpu_*.
find_programs() {
    programs=
    for program in "$BIN/$1"-*; do
        case $program in *-cuda* | *-cusolver*) continue ;; esac
        if why=$("$program" --probe 2>&1); then
            programs="$programs $program"
        else
            skip "$why"
        fi
    done
}

# end_behind PID FILE: SIGTERM for a script in the background, as soon as what it runs has left its own
# pid in the file. Sets status, the script's, and took, the seconds it needed for that.
end_behind() {
    tries=0
    until [ -s "$2" ] || [ $tries -ge 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    start=$(date +%s)
    kill -TERM "$1"
    wait "$1"
    status=$? took=$(($(date +%s) - start))
}
