#!/bin/sh
# The lecture's other roads: all stages on all kinds of road, on any number of threads and ranks, must
# come to the same; the judge is judged; and flows obey the exact laws (tests/street.py).
. tests/lib.sh
. tests/ranks.sh

if ! why=$("$BIN/street-cars" --probe 2>&1); then
    skip "$why"
    exit 0
fi

# ------------------------------------------------------------------- one road, whoever drives it ---

# same_road WHAT: but for seconds and the stage's name all is as the first said and drew it
same_road() {
    sed -n '/^Length/,/^Verified/p' "$scratch/out" >"$scratch/said"
    if ! grep -q '^Verified: all' "$scratch/said"; then
        not_ok "$1: $(head -n 1 "$scratch/err")"
    elif ! cmp -s "$scratch/said" "$scratch/first" || ! cmp -s "$scratch/road.pbm" "$scratch/first.pbm"; then
        not_ok "$1: says or draws something else than cells"
    fi
}

# drive PROGRAM OPTION...: with a picture
drive() {
    rm -f "$scratch/road.pbm"
    "$@" --image "$scratch/road.pbm" >"$scratch/out" 2>"$scratch/err"
}

kinds='
--density=0.5
--brake=0.3
--brake=1
--green=3 --red=2
--green=1 --red=40 --brake=0.1
--enter=0.4 --leave=0.7
--enter=1 --leave=1 --density=0
--enter=0.9 --leave=0 --density=0.3
--enter=0.9 --leave=0.8 --brake=0.2 --green=7 --red=7'

tried=0
for cells in 1 2 63 64 65 129 200; do
    echo "$kinds" | sed 1d >"$scratch/kinds"
    while read -r kind; do
        tried=$((tried + 1))
        steps=$((tried % 90 + 1))
        # shellcheck disable=SC2086 # several words
        set -- $kind --cells $cells --seed $((tried * 7919)) --steps $steps --report $((tried % 7 % steps + 1)) \
            --image-every 1
        drive "$BIN/street-cells" "$@"
        same "cells $*: status" 0 $?
        sed -n '/^Length/,/^Verified/p' "$scratch/out" >"$scratch/first"
        cp "$scratch/road.pbm" "$scratch/first.pbm"
        for program in "$BIN"/street-cells-native "$BIN"/street-cars "$BIN"/street-cars-native; do
            drive "$program" "$@"
            same_road "$program $*"
        done
        for threads in 1 3; do
            "$BIN/street-threads" --probe 2>/dev/null || continue
            OMP_WAIT_POLICY=passive OMP_NUM_THREADS=$threads drive "$BIN/street-threads" "$@"
            same_road "street-threads $* on $threads threads"
        done
        ranks=$((tried % 4 + 1))
        if [ -z "$no_ranks" ]; then
            rm -f "$scratch/road.pbm"
            on $ranks build/patient/street-halo "$@" --image "$scratch/road.pbm"
            sed -i '/^Number of ranks/d' "$scratch/out"
            same_road "street-halo $* on $ranks ranks"
        fi
    done <"$scratch/kinds"
done >"$scratch/roads"
grep '^not ok' "$scratch/roads" && failed=1
same 'the roads that were tried' 63 "$(grep -c '^ok' "$scratch/roads")"
[ -z "$no_ranks" ] || skip "roads on several ranks: $no_ranks"
if why=$("$BIN/street-threads" --probe 2>&1); then ok 'roads on 1 and 3 threads'; else skip "$why"; fi

# ------------------------------------------------------------------------------ what it is told ---

program=$BIN/street-cars
bad '--green needs --red' --green 5
bad '--red needs --green' --red 5
bad '--enter needs --leave' --enter 0.5
bad '--leave needs --enter' --leave 0.5
bad '--enter must be from 0 to 1' --enter -0.1 --leave 0.5
bad '--leave must be from 0 to 1' --enter 0.5 --leave 1.5
bad '--brake must be from 0 to 1' --brake -0.1
bad '--brake must be from 0 to 1' --brake 1.01
bad "--brake takes a number, not 'nan'" --brake nan
bad 'a row every 1 of 9223372036854775807 steps' --steps 9223372036854775807 --image "$scratch/a.pgm" --image-every 1
bad '--green must be from 1 to' --green 0 --red 3
bad '--red must be from 1 to' --green 3 --red 0
bad '--cells must be at least 1' --cells 0
bad '--report 11 is more than --steps 10' --steps 10 --report 11
bad '--image-every needs --image' --image-every 3
bad '--image-every 21 is more than --steps 20' --steps 20 --image "$scratch/a.pbm" --image-every 21
bad '--image road: the name of an image must end' --image road
bad 'a road of 1000000000000000 cells needs' --cells 1000000000000000
bad 'the flows of 1000000000000000 reports need' --steps 1000000000000000 --report 1
bad '--watch needs a terminal, for its keys' --watch
bad '--watch writes nothing: it does not go with --image' --watch --image "$scratch/a.pbm"
check 'nothing was drawn' test ! -e "$scratch/a.pbm"
program=build/patient/street-halo
if [ -z "$no_ranks" ]; then
    bad_on 3 '--watch shows the road of one rank' --watch
    bad_on 3 '--enter needs --leave' --enter 0.5
fi

# -------------------------------------------------------------------------------- wrong stages ---

for source in tests/wrong/street_*.c; do
    name=$(basename "$source" .c | tr _ -)
    build/wrong/"$name" --cells 100 --steps 400 --brake 0.3 --green 5 --red 5 --enter 0.6 --leave 0.6 \
        --image "$scratch/$name.pbm" >"$scratch/out" 2>"$scratch/err"
    status=$?
    case $name in
    *-none) same "$name: exit status" 0 $status ;;
    *) same "$name: exit status" 1 $status
        check "$name: not called verified" sh -c "! grep -q ^Verified $scratch/out"
        check "$name: no picture" test ! -e "$scratch/$name.pbm" ;;
    esac
    sed -n 's/^   Expect: //p' "$source" | sed 's| \*/$||' >"$scratch/expect"
    while read -r pattern; do
        check "$name: says '$pattern'" grep -q -e "$pattern" "$scratch/out" "$scratch/err"
    done <"$scratch/expect"
done

# ---------------------------------------------------------------------------------------- laws ---

if command -v python3 >/dev/null; then
    python3 tests/street.py || failed=1
else
    skip 'the laws of the other roads: no python3 here'
fi
exit $failed
