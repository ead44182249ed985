#!/bin/sh
# The judge is judged: each stage in tests/wrong must fail, and the message must say what broke. The
# lines "Expect: …" in a stage are patterns, of which each must be found in what the program prints.
. tests/lib.sh

# says_why NAME: all that the stage's source expects
says_why() {
    sed -n 's/^   Expect: //p' "$source" | sed 's| \*/$||' >"$scratch/expect"
    while read -r pattern; do
        check "$1: says '$pattern'" grep -q -e "$pattern" "$scratch/out" "$scratch/err"
    done <"$scratch/expect"
}

for source in tests/wrong/traffic_*.c; do
    name=$(basename "$source" .c | tr _ -)
    build/wrong/"$name" --cells 1000 --repeat 2 --record "$scratch/$name.csv" \
        --image "$scratch/$name.pbm" --image-every 25 >"$scratch/out" 2>"$scratch/err"
    status=$?
    case $name in
    *-none) same "$name: exit status" 0 $status ;;
    *-quits) same "$name: exit status" 1 $status ;;
    *) same "$name: exit status" 1 $status
        same "$name: recorded as" no "$(tail -n 1 "$scratch/$name.csv" | cut -d , -f 13)" ;;
    esac
    says_why "$name"
done

for source in tests/wrong/eigh_*.c; do
    stage=$(basename "$source" .c | tr _ -)
    build/wrong/"$stage" --size 30 --tasks 7 >"$scratch/out" 2>"$scratch/err"
    status=$?
    case $stage in
    *-none) same "$stage: exit status" 0 $status ;;
    *-beside) ;; # nobody is there to see it: tests/test_random_eigh.sh
    *) same "$stage: exit status" 1 $status
        check "$stage: not called verified" sh -c "! grep -q ^Verified $scratch/out" ;;
    esac
    says_why "$stage"
done

# judged WORKLOAD OPTION...: all its wrong stages with these options.
judged() {
    workload=$1
    shift
    for source in tests/wrong/"$workload"_*.c; do
        stage=$(basename "$source" .c | tr _ -)
        build/wrong/"$stage" "$@" --record "$scratch/$stage.csv" >"$scratch/out" 2>"$scratch/err"
        status=$?
        case $stage in
        *-none) same "$stage: exit status" 0 $status ;;
        *-quits) same "$stage: exit status" 1 $status ;;
        *) same "$stage: exit status" 1 $status
            check "$stage: not called verified" sh -c "! grep -q ^Verified $scratch/out"
            same "$stage: recorded as" no "$(field verified "$scratch/$stage.csv")" ;;
        esac
        says_why "$stage"
    done
}
judged vecadd --size 1000 --repeat 2
judged integral --size 1500 --repeat 2
exit $failed
