#!/bin/sh
# Every stage in C on thousands of random roads, against the exact solution (tests/traffic_random.c),
# those with threads with several numbers of them. Then the wrong stages: each has to be found out.
. tests/lib.sh

export OMP_WAIT_POLICY=passive # there may be more threads than cores

# passes NAME THREADS SEED CASES: ran to its end, and all roads were right
passes() {
    last=
    [ -x build/random/"$1" ] || return
    OMP_NUM_THREADS=$2 build/random/"$1" "$3" "$4" >"$scratch/out" 2>&1
    status=$?
    last=$(tail -n 1 "$scratch/out" | sed 's/^not ok - //')
    [ $status -eq 0 ] && [ "$last" = "ok - $1: $4 random roads from seed $3" ]
}

try() {
    if passes "$@"; then
        ok "$1: $4 random roads, seed $3, threads $2"
    else
        not_ok "${last:-$1: not built, or ended too early}, threads $2"
    fi
}

find_programs traffic
for program in $programs; do
    name=$(basename "$program")
    source=$(ls ./*/"$(echo "${name%-native}" | tr - _).c" 2>/dev/null) || continue # in Python
    if grep -q '^ *#pragma omp' "$source"; then
        try "$name" 1 1 1000
        try "$name" 2 2 500
        try "$name" 3 3 200
        try "$name" 7 4 100
    else
        try "$name" 1 1 1000
        try "$name" 1 2 1000
    fi
done

for source in tests/wrong/traffic_*.c; do
    name=$(basename "$source" .c | tr _ -)
    if [ "$name" = traffic-none ]; then
        try "$name" 1 1 1000 # the frame that the wrong ones share is right
    elif passes "$name" 1 1 1000 || [ ! -x build/random/"$name" ]; then
        not_ok "$name: not found out on 1000 random roads"
    else
        ok "${last:-$name: ended too early}"
    fi
done
exit $failed
