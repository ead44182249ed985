#!/bin/bash
# Runs that are killed, and go on: at random moments, by another stage, on another number of ranks.
# Usage: bash tests/soak.sh [KILLS]          after so many, or SOAK_SECONDS=60, it is enough
#
#     run ──✗      run ──✗    run ──────▶ end          the road must be that of a run that nobody killed
#         save save    save ✗     save
#
# Killed are a process, one rank of several, their launcher, or all at once; now and then the file is
# damaged between two runs: it must be refused, and the one before it read in its place. All random
# choices come from SOAK_SEED, which is printed: the same seed kills in the same order, though not at
# the same instruction. Status 0: no run was lost, wrong, or hung.

scratch=$(mktemp -d) || exit 2
# shellcheck disable=SC2317 # by trap
finish() {
    pkill -9 -f "$scratch" 2>/dev/null
    rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

kills_wanted=${1:-0} seconds=${SOAK_SECONDS:-60} began=$SECONDS
seed=${SOAK_SEED:-$(($(date +%s) % 32768))}
RANDOM=$seed
runs=0 kills=0 damaged=0 lost=0 wrong=0 hung=0 refused=0

. tests/chance.sh
[ -n "$on_one" ] || { echo "soak: nothing is built: make" >&2 && exit 2; }

enough() {
    if [ "$kills_wanted" -gt 0 ]; then [ $kills -ge "$kills_wanted" ]; else [ $((SECONDS - began)) -ge "$seconds" ]; fi
}

say() { echo "soak: seed $seed, run $runs: $*"; }

# One road, and what becomes of it without any kill.
new_road() {
    runs=$((runs + 1)) file=$scratch/$runs
    pick 1 2 63 64 65 1000 4097 20011
    cells=$picked
    steps=$((200 + RANDOM % 400)) every=$((1 + RANDOM % 20))
    pick numpy philox
    options="--cells $cells --steps $steps --seed $((RANDOM % 1000)) --random $picked
        --density 0.$((RANDOM % 10))"
    # shellcheck disable=SC2086 # one word for each
    bin/traffic-packed $options --record "$file.truth" >/dev/null || exit 2
    truth=$(fingerprint "$file.truth")
}

# In the background, in a group of its own.
start() {
    local from
    if [ -f "$file" ]; then from="--restart $file"; else from=$options; fi
    [ $old -eq 0 ] || from="--restart $file.old"
    ranks=1
    # shellcheck disable=SC2086 # one word for each
    pick $on_one $on_many
    program=$picked
    pick 1 2 3 5
    case $program in build/patient/*) ranks=$picked ;; esac
    command="$program $from --checkpoint $file --checkpoint-every $every --record $file.csv"
    [ "$ranks" -eq 1 ] || command="$launcher -n $ranks $command"
    # shellcheck disable=SC2086
    OMP_WAIT_POLICY=passive setsid timeout 100 $command >"$file.out" 2>"$file.err" </dev/null &
    group=$!
}

# Of a session: all, the launcher, or a process of the program.
kill_some() {
    local those whom
    those=$(pgrep -s $group -x "$(basename "$program" | cut -c 1-15)")
    pick all launcher one
    whom=$picked
    if [ "$whom" = one ] && [ -n "$those" ]; then
        # shellcheck disable=SC2086 # one word for each
        pick $those
        kill -9 "$picked"
    elif [ "$whom" != launcher ] || ! pkill -9 -s $group -x "${launcher:-none}"; then
        pkill -9 -s $group
    fi
}

# Kills it at some moment; true if it had not ended by then. What the dead leave behind, ends.
kill_at_random() {
    sleep 0.$((RANDOM % 4))$((RANDOM % 10))
    kill -0 $group || return
    kill_some
    kills=$((kills + 1))
    for tries in {1..200}; do
        kill -0 $group || break
        [ "$tries" -lt 200 ] || { hung=$((hung + 1)) && say "hung when killed: $command"; }
        sleep 0.05
    done
    pkill -9 -s $group
    wait $group
    return 0
} 2>/dev/null

# A bit turned, or the end cut off: nobody may read on from there.
damage() {
    local bytes at
    bytes=$(stat -c %s "$file") at=$((RANDOM % bytes))
    pick cut turn
    if [ "$picked" = cut ]; then
        truncate -s $at "$file"
    else
        printf '%b' "\\0$(printf %o $(($(od -An -tu1 -j $at -N 1 "$file") ^ 1 << RANDOM % 8)))" |
            dd of="$file" bs=1 seek=$at conv=notrunc status=none
    fi
    cp "$file" "$file.damaged"
    damaged=$((damaged + 1)) old=1
    bin/traffic-packed --restart "$file" >/dev/null 2>"$file.err"
    if [ $? -eq 2 ] && grep -q '\(damaged\|no checkpoint\).*\.old is whole' "$file.err"; then
        refused=$((refused + 1))
    else
        wrong=$((wrong + 1))
        say "damaged at byte $at of $bytes, but: $(cat "$file.err")"
    fi
}

# The road in the file, by its own word, and what the program said of it, if it still had to drive.
judge() {
    if [ "$1" -eq 124 ]; then
        hung=$((hung + 1)) && say "hung: $command"
    elif [ "$1" -ne 0 ]; then
        lost=$((lost + 1)) && say "status $1: $command: $(tail -n 1 "$file.err")"
    elif [ "yes $(sed -n '1,/^road/s/^road //p' "$file")" != "$truth" ]; then
        wrong=$((wrong + 1)) && say "$(head -n 10 "$file" | tr '\n' ' ') but without kills: $truth"
    elif [ -f "$file.csv" ] && [ "$(fingerprint "$file.csv")" != "$truth" ]; then
        wrong=$((wrong + 1)) && say "$(fingerprint "$file.csv") but without kills: $truth"
    fi
}

one_road() {
    old=0
    new_road
    start
    while ! enough && kill_at_random; do
        cmp -s "$file" "$file.damaged" || old=0
        [ ! -f "$file.old" ] || [ $old -eq 1 ] || [ $((RANDOM % 8)) -gt 0 ] || damage
        start
    done
    wait $group 2>/dev/null
    judge $?
    rm -f "$file"*
}

echo "Killing runs (SOAK_SEED=$seed)"
until enough; do
    one_road
done
echo "$kills kills in $runs roads, $damaged files damaged and $refused of them refused: $lost lost, $wrong wrong, $hung hung"
[ $((lost + wrong + hung)) -eq 0 ]
