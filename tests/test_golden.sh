#!/bin/sh
# Golden numbers and the published digits, for every stage; naive Python's long rows are in
# test_golden_python.sh, since they take minutes.
. tests/lib.sh
. tests/golden.sh

find_programs traffic
for program in $programs; do
    golden_small "$program"
    case $program in */traffic-naive.py) ;; *) golden_large "$program" ;; esac
done

# What a workshop attendee compares with the handout.
for digits in numpy:0.898941 uni:0.898993; do
    "$BIN/traffic-packed" --random "${digits%:*}" >"$scratch/out"
    same "the published digits, ${digits%:*}" "At iteration 100 average velocity is ${digits#*:}" \
        "$(sed -n 's/^\(At iteration 100 .*[0-9]\)  (.*/\1/p' "$scratch/out")"
done
"$BIN/traffic-packed" >"$scratch/default"
"$BIN/traffic-packed" --cells 10240000 --steps 100 --density 0.52 --seed 5743 --random numpy \
    --report 10 >"$scratch/out"
same "the defaults are the workshop's" "$(grep '^At' "$scratch/out")" \
    "$(grep '^At' "$scratch/default")"
exit $failed
