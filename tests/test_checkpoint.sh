#!/bin/sh
# A run that was saved goes on, a road or a batch: by any stage, on any number of ranks, to the same road; whatever ends
# it, what was saved stays whole, and nobody goes on from a file that is not.
. tests/lib.sh
. tests/ranks.sh
file=$scratch/file

# Of the last run in $scratch/r.csv: verified, moves and the road.
outcome() { echo "$(field verified "$scratch/r.csv") $(field moves "$scratch/r.csv") $(field fingerprint "$scratch/r.csv")"; }

# on_ranks RANKS PROGRAM [ARGUMENT...]: $scratch/out and $scratch/err
on_ranks() {
    if [ "$1" -gt 1 ]; then
        on "$@"
    else
        shift
        "$@" >"$scratch/out" 2>"$scratch/err"
    fi
}

fresh() { rm -f "$file" "$file.old" "$file.new" "$scratch/r.csv"; }

# from_to CELLS SEED RANDOM RANKS PROGRAM RANKS PROGRAM: half of the way by each
from_to() {
    fresh
    what="$1 cells, ${5##*/} on $4, then ${7##*/} on $6"
    "$BIN/traffic-packed" --cells "$1" --seed "$2" --random "$3" --steps 130 --record "$scratch/r.csv" >/dev/null
    undisturbed=$(outcome)
    on_ranks "$4" "$5" --cells "$1" --seed "$2" --random "$3" --steps 61 --checkpoint "$file" --checkpoint-every 17
    same "$what: first half" 0 "$?$(cat "$scratch/err")"
    on_ranks "$6" "$7" --restart "$file" --steps 130 --record "$scratch/r.csv"
    same "$what: second half" 0 "$?$(cat "$scratch/err")"
    same "$what: as if nobody had stopped" "yes ${undisturbed#yes }" "$(outcome)"
    on_ranks "$6" "$7" --restart "$file.old" --steps 130 --record "$scratch/r.csv"
    same "$what: also from the file before" "0 $undisturbed" "$? $(outcome)"
}

test_all_stages() {
    find_programs traffic
    seed=1 before=$BIN/traffic-naive
    for program in $programs; do
        case $program in *.py | *-halo | *-nonblocking | *-persistent | *-deephalo | *-overlap | *-rma | *-shared | *-hybrid) continue ;; esac
        seed=$((seed + 1))
        from_to $((seed * 37)) $seed numpy 1 "$before" 1 "$program"
        before=$program
    done
    [ -z "$no_ranks" ] || { skip "ranks: $no_ranks" && return; }
    before=$BIN/traffic-lanes ranks=1
    for program in build/patient/traffic-*; do
        seed=$((seed + 1)) more=$((1 + seed % 5))
        from_to $((seed % 3 * 500 + 129)) $seed philox $ranks "$before" $more "$program"
        before=$program ranks=$more
    done
}

test_sizes() {
    for cells in 1 2 63 64 65 128; do
        from_to $cells 7 numpy 1 "$BIN/traffic-lanes" 1 "$BIN/traffic-naive"
        [ -n "$no_ranks" ] || from_to $cells 8 uni 3 build/patient/traffic-halo 2 build/patient/traffic-rma
    done
}

# The text is a contract with files that people have.
test_format() {
    fresh
    "$BIN/traffic-naive" --cells 100 --steps 10 --checkpoint "$file" >/dev/null
    same 'the head of a file' 'Roundabout checkpoint 1,cells 100,step 10,steps 10,report 1,random numpy,seed 5743,density 0.52000000000000002,' \
        "$(head -n 8 "$file" | tr '\n' ',')"
    same '512 bytes, and 8 for 64 cells' 528 "$(stat -c %s "$file")"
    "$BIN/traffic-naive" --restart "$file" >"$scratch/out"
    same 'at its end: status' 0 $?
    check 'nothing is left to do' grep -q "^Nothing left to do: $file is of step 10\$" "$scratch/out"
    "$BIN/traffic-naive" --restart "$file" --steps 13 >"$scratch/out"
    check 'further than it was to go' grep -q '^At iteration 13 ' "$scratch/out"
}

test_refused() {
    fresh
    program=$BIN/traffic-naive
    "$program" --cells 1000 --steps 50 --checkpoint "$file" >/dev/null
    bad "--checkpoint $file is there already" --checkpoint "$file"
    bad 'has its road: no --cells' --restart "$file" --cells 1000
    bad 'has its road' --restart "$file" --seed 3
    bad 'is of step 50, past --steps 49' --restart "$file" --steps 49
    bad 'No such file' --restart "$scratch/nothing"
    bad 'Is a directory' --restart "$scratch"
    bad 'is no checkpoint' --restart README.md
    bad 'takes steps, 1000, or seconds, 600s' --checkpoint "$scratch/x" --checkpoint-every 5m
    bad 'takes steps' --checkpoint "$scratch/x" --checkpoint-every 0
    bad 'takes steps' --checkpoint "$scratch/x" --checkpoint-every 0s
    bad 'takes steps' --checkpoint "$scratch/x" --checkpoint-every 99999999999999999999
    bad 'takes steps' --checkpoint "$scratch/x" --checkpoint-every nans
    bad 'checkpoint-every needs --checkpoint' --checkpoint-every 5
    bad 'do not go with --image' --checkpoint "$scratch/x" --image "$scratch/x.pgm"
    bad 'do not go with' --restart "$file" --min-time 1
    bad 'are the same file' --checkpoint "$scratch/x" --record "$scratch/x"
    bad '--checkpoint and --profile-file are the same file' --checkpoint "$scratch/x.csv" --profile-file "$scratch/x.csv"
    cp "$file" "$file.csv"
    bad '--restart and --profile-file are the same file' --restart "$file.csv" --profile-file "$file.csv"
    bad 'do not go with' --restart "$file" --repeat 2
    truncate -s 600 "$file"
    bad "is damaged: it has 600 bytes.*; $file.old is whole, of step 0" --restart "$file"
    [ -n "$no_ranks" ] || {
        program=build/patient/traffic-halo
        bad_on 3 "--restart $file is damaged.*; $file.old is whole" --restart "$file"
    }
    "$BIN/traffic-naive" --cells 10 --checkpoint "$scratch/none/x" >/dev/null 2>"$scratch/err"
    same 'no folder to save in: known before the work' "1 1" "$? $(grep -c 'cannot save in .*: No such file' "$scratch/err")"
}

# Of two that save in one file, the second does not begin; the dead hold nothing.
test_one_at_a_time() {
    fresh
    long='--cells 100003 --steps 100000000 --report 100000000'
    # shellcheck disable=SC2086 # words
    for number in 1 2; do
        timeout 60 "$BIN/traffic-naive" $long --checkpoint "$file" >"$scratch/out$number" 2>"$scratch/err$number" &
        eval "run$number=\$!"
    done
    while kill -0 "$run1" && kill -0 "$run2"; do sleep 0.1; done 2>/dev/null
    same 'two begin at once: one goes on' 1 "$(kill -0 "$run1" "$run2" 2>&1 | grep -c 'No such process')"
    same 'and one says why not' "traffic-naive: cannot save in $file: another run saves there: it holds $file.lock" \
        "$(cat "$scratch/err1" "$scratch/err2")"
    program=$BIN/traffic-packed
    bad "cannot save in $file: another run saves there" --restart "$file" --checkpoint "$file"
    [ -n "$no_ranks" ] || {
        program=build/patient/traffic-halo
        bad_on 3 "cannot save in $file: another run saves there" --restart "$file" --checkpoint "$file"
    }
    pkill -9 -P "$run1,$run2"
    wait "$run1" "$run2"
    "$BIN/traffic-packed" --restart "$file" --checkpoint "$file" --steps 200000 >"$scratch/out"
    same 'one that was killed is in nobody'"'"'s way' "0 1" "$? $(grep -c '^Saved' "$scratch/out")"
    check 'and no lock stays' test ! -e "$file.lock"
}

# A stage that is wrong saves a road that is whole, but not the one of that step.
test_wrong_road() {
    fresh
    if [ ! -x build/wrong/traffic-lost-car ]; then
        not_ok 'a wrong stage saves: build/wrong/traffic-lost-car is not built'
        return
    fi
    build/wrong/traffic-lost-car --cells 1000 --steps 50 --no-verify --checkpoint "$file" >/dev/null
    "$BIN/traffic-naive" --restart "$file" --steps 60 >"$scratch/out" 2>"$scratch/err"
    same 'a wrong road was saved: status' 1 $?
    check 'says so' grep -q "FAILED: $file has not the road of step 50" "$scratch/err"
    check 'and does not say verified' sh -c '! grep -q Verified "$0"' "$scratch/out"
}

# stopped RANKS PROGRAM SIGNAL TO: TO is what gets the signal
stopped() {
    fresh
    [ "$1" -eq 1 ] && start= || start="$launcher -n $1"
    # shellcheck disable=SC2086 # one word for each
    timeout 100 $start "$2" --cells 100003 --steps 100000000 --report 100000000 --checkpoint "$file" \
        >"$scratch/out" 2>"$scratch/err" &
    until [ -f "$file" ]; do sleep 0.1; done
    sleep 0.3
    pkill -"$3" -x "$4" -P $! || kill -"$3" $!
    wait $!
    same "$4 gets SIG$3: status" 0 "$?$(cat "$scratch/err")"
    check "$4 gets SIG$3: says so" grep -q "^Stopped by SIG$3 at iteration [1-9][0-9]* of 100000000: go on with --restart $file\$" "$scratch/out"
    check "$4 gets SIG$3: what it did is verified" grep -q '^Verified' "$scratch/out"
    step=$(sed -n 's/^step //p' "$file" | head -n 1)
    "$BIN/traffic-packed" --restart "$file" --steps $((step + 10)) --record "$scratch/r.csv" >/dev/null
    after=$(outcome)
    "$BIN/traffic-packed" --cells 100003 --steps $((step + 10)) --record "$scratch/r.csv" >/dev/null
    same "$4 gets SIG$3: and goes on" "$(outcome)" "$after"
}

# The warning before the end of a job ends no run that does not save.
test_no_signal() {
    timeout 100 "$BIN/traffic-naive" --cells 1000003 --steps 1000 >"$scratch/out" 2>"$scratch/err" &
    until grep -q '^Initialising' "$scratch/out"; do sleep 0.05; done
    pkill -USR1 -P $!
    wait $!
    same 'SIGUSR1 to one that does not save: status, verified' "0 1" "$? $(grep -c '^Verified' "$scratch/out")"
}

test_signals() {
    for signal in TERM INT USR1; do
        stopped 1 "$BIN/traffic-naive" $signal traffic-naive
    done
    [ -n "$no_ranks" ] || stopped 3 build/patient/traffic-halo TERM "$launcher"
}

# Three files of 80 kB on a disk of 192: the older one and a new one, not a third.
test_full_disk() {
    fresh
    if ! unshare -m true 2>/dev/null; then
        skip 'a full disk: takes root, to make one'
        return
    fi
    mkdir "$scratch/disk"
    for ranks in 1 2; do
        program=$BIN/traffic-naive start=
        [ $ranks -eq 1 ] || program=build/patient/traffic-halo start="$launcher -n 2"
        [ $ranks -eq 1 ] || [ -z "$no_ranks" ] || continue
        unshare -m sh -c "mount -t tmpfs -o size=192k none '$scratch/disk' && cd '$scratch/disk' || exit 9
            timeout 100 $start '$PWD/$program' --cells 640000 --steps 50 --checkpoint road --checkpoint-every 10
            echo \$?; ls
            for saved in road road.old; do '$PWD/$BIN/traffic-packed' --restart \$saved --steps 50; done" \
            >"$scratch/out" 2>"$scratch/err" </dev/null
        same "a full disk, $ranks ranks: status 1, and what is there is whole" '1 road road.old 2' \
            "$(grep -x -E '1|road|road.old' "$scratch/out" | tr '\n' ' ')$(grep -c '^Going on' "$scratch/out")"
        check 'says so' grep -q 'cannot save in road: No space left on device' "$scratch/err"
        same 'the runs themselves are right' 3 "$(grep -c '^Verified' "$scratch/out")"
    done
}

# -------------------------------------------------------------------------------------- batches ---

eigenvalues() { sed -n 's/^All tasks: fingerprint of the eigenvalues //p' "$1"; }

# turn BYTE: turns a bit of it, in $file
turn() {
    printf '%b' "\\0$(printf %o $(($(od -An -tu1 -j "$1" -N 1 "$file") ^ 1 << $1 % 8)))" |
        dd of="$file" bs=1 seek="$1" conv=notrunc 2>/dev/null
}

# Whatever is damaged, is done again or refused; the result is never another.
test_damaged_batch() {
    fresh
    "$BIN/eigh-jacobi" --size 4 --tasks 3 --checkpoint "$file" >"$scratch/out"
    right=$(eigenvalues "$scratch/out") again=0 refused=0 other=0
    cp "$file" "$scratch/whole"
    bytes=$(stat -c %s "$file") byte=7
    while [ "$byte" -lt "$bytes" ]; do
        cp "$scratch/whole" "$file"
        turn "$byte"
        "$BIN/eigh-jacobi" --restart "$file" >"$scratch/out" 2>"$scratch/err"
        case $?$(eigenvalues "$scratch/out") in
        "0$right") again=$((again + 1)) && grep -q '^2 tasks were done already' "$scratch/out" || other=$((other + 1)) ;;
        2) refused=$((refused + 1)) ;;
        *) other=$((other + 1)) ;;
        esac
        byte=$((byte + 5))
    done
    same 'a turned bit of a head is refused, of a task is done again' "101 $(((bytes - 512 + 4) / 5)) 0" "$refused $again $other"
    head -c 600 "$scratch/whole" >"$file"
    "$BIN/eigh-jacobi" --restart "$file" >"$scratch/out"
    same 'a file that was cut off: done again' "0 $right" "$? $(eigenvalues "$scratch/out")"
    cmp -s "$file" "$scratch/whole"
    same 'and is whole afterwards' 0 $?
}

# killed_batch SIZE RANKS PROGRAM [ARGUMENT...]: as often as it takes
killed_batch() {
    fresh
    [ "$2" -eq 1 ] && start= || start="$launcher -n $2"
    what="${3##*/} on $2" ranks=$2 program=$3 patience=5 ended=1 how="--size $1 --tasks 301 --checkpoint $file"
    shift 3
    while [ $ended -ne 0 ] && [ $patience -lt 100000 ]; do
        # shellcheck disable=SC2086
        setsid timeout 100 $start "$program" "$@" $how >"$scratch/out" 2>"$scratch/err" </dev/null &
        until [ -f "$file" ]; do sleep 0.02; done
        how="--restart $file"
        sleep "$((patience / 1000)).$(printf %03d $((patience % 1000)))"
        pkill -9 -s $!
        patience=$((patience * 5 / 4 + 5)) # milliseconds
        wait $!
        ended=$?
    done 2>/dev/null
    same "$what, killed again and again: in the end all is solved" 0 $ended
    check "$what: something was done already" grep -q '^[0-9]* tasks were done already' "$scratch/out"
    "$BIN/eigh-jacobi" --restart "$file" >"$scratch/out2"
    same "$what: and another has nothing to do" "0 $(eigenvalues "$scratch/out")" "$? $(eigenvalues "$scratch/out2")"
}

stopped_batch() {
    fresh
    "$BIN/eigh-jacobi" --size 150 --tasks 3000 --checkpoint "$file" >"$scratch/out" 2>"$scratch/err" &
    until [ -f "$file" ]; do sleep 0.02; done
    check 'a batch that is being solved is nobody else'"'"'s' \
        sh -c '"$0" --restart "$1" 2>&1 | grep -q "cannot save in .*: another run saves there"' "$BIN/eigh-jacobi" "$file"
    kill -TERM $!
    wait $!
    same 'a batch gets SIGTERM: status' 0 "$?$(cat "$scratch/err")"
    check 'a batch gets SIGTERM: says so' grep -q "^Stopped by SIGTERM: [1-9][0-9]* of 3000 tasks are solved; go on with --restart $file\$" "$scratch/out"
}

test_batches() {
    fresh
    killed_batch 40 1 "$BIN/eigh-jacobi"
    [ ! -x "$BIN/eigh-pool" ] || killed_batch 60 1 "$BIN/eigh-pool" --nproc 2 --solver blocked
    if [ -z "$no_ranks" ]; then
        killed_batch 200 3 build/patient/eigh-farm
        killed_batch 200 2 build/patient/eigh-scatter
    fi
    stopped_batch
    fresh
    build/wrong/eigh-task-twice --size 8 --tasks 5 --checkpoint "$file" >/dev/null 2>"$scratch/err"
    same 'a task that is done twice is not taken for one that was saved' "1 1" "$? $(grep -c 'was done 2 times' "$scratch/err")"
    program=$BIN/eigh-jacobi
    bad '--checkpoint and --record are the same file' --checkpoint "$scratch/x" --record "$scratch/x"
    bad 'has no tasks of a batch' --restart README.md
    bad 'has its batch: no --size' --restart "$file" --size 5
    bad 'is there already' --checkpoint "$file"
    bad 'do not go with --timeit' --restart "$file" --repeat 2
    bad 'no other --checkpoint' --restart "$file" --checkpoint "$scratch/x"
    "$BIN/traffic-naive" --cells 10 --checkpoint "$scratch/road" >/dev/null
    bad 'has no tasks of a batch' --restart "$scratch/road"
}

test_all_stages
test_sizes
test_damaged_batch
test_batches
test_format
test_refused
test_one_at_a_time
test_wrong_road
test_signals
test_no_signal
test_full_disk
check 'killed 25 times at random moments' bash tests/soak.sh 25
exit $failed
