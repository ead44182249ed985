#!/bin/bash
# Random runs, as many as one likes: stage, cells, steps, density, generator, ranks, threads, and the
# step at which it goes on elsewhere. All must be as the exact solution says.
# Usage: bash tests/property.sh [CASES]      one line for each lot; PROPERTY_SEED=... draws them again
#
# Of two kinds. Many roads in one process, from build/random: each call of the stage is judged, and now
# and then it is opened anew with the road so far. And programs as a user has them: one saves its road
# on the way, another stage on as many ranks and threads as it likes goes on from the file, and the
# end is that of the exact jump.
# shellcheck disable=SC2086,SC2116 # lists of words

cases=${1:-1000} seed=${PROPERTY_SEED:-$(($(date +%s) % 32768))}
case $cases$seed in *[!0-9]*) echo "property: CASES=$cases and PROPERTY_SEED=$seed are to be numbers" >&2 && exit 2 ;; esac
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
RANDOM=$seed
export OMP_WAIT_POLICY=passive

. tests/chance.sh
random=$(for program in $on_one $on_many; do
    [ ! -x "build/random/${program##*/}" ] || echo "build/random/${program##*/}"
done)
[ -n "$random" ] || { echo "property: nothing is built: make test builds it" >&2 && exit 2; }

done_cases=0 wrong=0

# spread PROGRAM: command runs it, on so many ranks, with so many threads
spread() {
    pick 1 1 2 3 5
    command="env OMP_NUM_THREADS=$picked" ranks=1
    pick 1 2 3 5
    case $(echo $on_many) in *"/${1##*/} "* | *"/${1##*/}") ranks=$picked ;; esac
    [ "$ranks" -eq 1 ] || command="$command $launcher -n $ranks"
    command="$command $1"
}

# run COMMAND...: as it is typed
run() {
    # shellcheck disable=SC2048 # one word for each
    timeout 100 $* >"$scratch/out" 2>&1 </dev/null
    status=$?
}

report() { # CASES COMMAND
    if [ $status -eq 0 ]; then
        echo "ok - $1 of $done_cases: ${2//"$scratch/"/}"
    else
        wrong=$((wrong + 1))
        echo "not ok - status $status: ${2//"$scratch/"/}: $(sed -n '$p; /^not ok\|FAILED/{p;q}' "$scratch/out" | head -n 1)"
    fi
}

many_roads() {
    pick $random
    spread "$picked"
    roads=$((10 + RANDOM % 20)) most=$((RANDOM % 4 ? 60 : 3))
    [ $((done_cases + roads)) -le "$cases" ] || roads=$((cases - done_cases))
    [ "$ranks" -gt 1 ] || most=
    command="$command $((RANDOM * 32768 + RANDOM)) $roads $most"
    done_cases=$((done_cases + roads))
    run "$command"
    report $roads "$command"
}

one_run() {
    rm -f "$scratch"/*.csv "$scratch"/road*
    pick 1 2 63 64 65 $((RANDOM % 300 + 1)) $((RANDOM + 1))
    options="--cells $picked --seed $RANDOM"
    pick $generators
    options="$options --random $picked"
    pick 0 1 0.5 0.$RANDOM
    options="$options --density $picked" steps=$((RANDOM % 2000 + 2))
    from=$((RANDOM % steps + 1))
    run bin/traffic-jump $options --steps $steps --record "$scratch/exact.csv"
    pick $on_one $on_many
    spread "$picked"
    first="$command $options --steps $from --checkpoint $scratch/road"
    pick $on_one $on_many
    spread "$picked"
    then="$command --restart $scratch/road --steps $steps --record $scratch/end.csv"
    [ $status -ne 0 ] || run "$first"
    [ $status -ne 0 ] || [ $from -eq $steps ] || run "$then"
    done_cases=$((done_cases + 1))
    if [ $status -eq 0 ] && [ $from -lt $steps ] &&
        [ "$(fingerprint "$scratch/end.csv")" != "$(fingerprint "$scratch/exact.csv")" ]; then
        status=1
        echo "FAILED: $(fingerprint "$scratch/end.csv"), exactly $(fingerprint "$scratch/exact.csv")" >>"$scratch/out"
    fi
    report 1 "$first; $then"
}

generators="numpy uni"
run bin/traffic-jump --cells 1 --steps 1 --random philox
[ $status -ne 0 ] || generators="$generators philox"

echo "Random runs, $cases of them (PROPERTY_SEED=$seed)"
while [ $done_cases -lt "$cases" ]; do
    many_roads
    [ $done_cases -ge "$cases" ] || one_run
done
echo "$done_cases runs, $wrong lots with a wrong one: PROPERTY_SEED=$seed bash tests/property.sh $cases"
[ $wrong -eq 0 ]
