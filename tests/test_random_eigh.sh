#!/bin/sh
# Every eigh stage in C on the matrices at which solvers fail, and on random ones (tests/eigh_random.c).
# Then the wrong stages: each has to be found out, and the message must say what broke, by the lines
# "Expect: …" in it.
. tests/lib.sh

export OMP_WAIT_POLICY=passive # there may be more threads than cores

for source in ./*/eigh_*.c; do
    case $source in ./common/*) continue ;; esac # Python's
    grep -q '^const struct eigh_stage eigh_stage' "$source" || continue
    stage=$(basename "$source" .c | tr _ -)
    names=$stage
    case $source in ./serial/*) names="$stage $stage-native" ;; esac
    for name in $names; do
        build/random/"$name" >"$scratch/out" 2>&1
        status=$?
        grep -E '^(ok|not ok|skip) - ' "$scratch/out"
        grep -q '^skip - ' "$scratch/out" && [ $status -eq 0 ] && continue
        same "$name: hard matrices: exit status" 0 $status
        check "$name: came to the known values" grep -q "^ok - $name: numpy's values at n = 100" "$scratch/out"
    done
done

for source in tests/wrong/eigh_*.c; do
    name=$(basename "$source" .c | tr _ -)
    build/random/"$name" >"$scratch/out" 2>&1
    status=$?
    last=$(tail -n 1 "$scratch/out" | sed 's/^not ok - //')
    case $name in
    *-none) same "$name: the stage that the wrong ones share is right: $last" 0 $status ;;
    *) same "$name: found out: $last" 1 $status ;;
    esac
    sed -n 's/^   Expect: //p' "$source" | sed 's| \*/$||' >"$scratch/expect"
    while read -r pattern; do
        check "$name: says '$pattern'" grep -q "^not ok - .*$pattern" "$scratch/out"
    done <"$scratch/expect"
done
exit $failed
