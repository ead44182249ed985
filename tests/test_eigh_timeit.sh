#!/bin/sh
# --timeit: one line in timeit's words from a stage, in C or Python, with a library or without; and
# none from a stage that is wrong. A few of each: timeit takes a second or two.
. tests/lib.sh

for name in eigh-jacobi eigh-lapack eigh-numpy.py; do
    program=$BIN/$name
    if ! why=$("$program" --probe 2>&1); then
        skip "$why"
        continue
    fi
    printed=$("$program" --size 12 --timeit 2>"$scratch/errors")
    same "$name: status" 0 $?
    same "$name: timeit's line and no other" 'N loops, best of 5: N U per loop' "$(echo "$printed" |
        sed -E 's/^[125]0* loop/N loop/; s/5: [0-9.]+(e\+03)? [mun]?sec per/5: N U per/; s/loop,/loops,/')"
done

for name in eigh-unsorted eigh-nan-vector eigh-refuses; do
    printed=$(build/wrong/"$name" --size 12 --timeit 2>"$scratch/errors")
    same "$name: status" 1 $?
    same "$name: no time" '' "$printed"
    check "$name: says that it failed" grep -q FAILED "$scratch/errors"
done

printed=$("$BIN"/eigh-jacobi --size 12 --matrix nan --timeit 2>"$scratch/errors")
same 'no number in the matrix: status' 1 $?
check 'says so' grep -q 'not finite' "$scratch/errors"
exit $failed
