#!/bin/sh
# vecadd: every stage at sizes that do not fit, what the driver says of a run, records and refusals.
. tests/lib.sh

export OMP_WAIT_POLICY=passive # there may be more threads than cores

# ---- sizes, seeds and threads ----

sizes="1 2 3 15 16 17 63 64 65 1000 1023 1024 1025 4095 4096 4097 8192 8193 100003"
find_programs vecadd
for program in $programs; do
    tried=0 before=$failed
    failed=0
    for size in $sizes; do
        for threads in 1 2 3 7; do
            tried=$((tried + 1)) seed=$((tried * 7919))
            set -- --size "$size" --seed $seed --repeat $((tried % 2 + 1))
            [ $((tried % 5)) -ne 0 ] || set -- "$@" --ones
            if ! OMP_NUM_THREADS=$threads "$program" "$@" >"$scratch/out" 2>"$scratch/err"; then
                not_ok "$program $* on $threads threads: $(head -n 1 "$scratch/err")"
            elif ! grep -q "^Verified: all $size sums are exact" "$scratch/out"; then
                not_ok "$program $* on $threads threads: not verified"
            elif grep -q -e nan -e inf "$scratch/out"; then
                not_ok "$program $* on $threads threads: prints nan or inf"
            fi
        done
    done
    if [ $failed -eq 0 ]; then
        ok "$(basename "$program"): $tried awkward vectors"
        failed=$before
    fi
done

# ---- records and timing ----

for program in $programs; do
    name=$(basename "$program") csv=$scratch/$(basename "$program").csv
    "$program" --size 100003 --seed 11 --repeat 4 --record "$csv" >"$scratch/out" 2>&1
    same "$name: recorded stage, size, unit, verdict, data" "${name#vecadd-} 100003 GB/s yes seed 11" \
        "$(field stage "$csv") $(field size "$csv") $(field unit "$csv") $(field verified "$csv") $(field data "$csv")"
    best=$(field seconds_best "$csv") median=$(field seconds_median "$csv")
    check "$name: the median is no better than the best" true_that "$median >= $best && $best > 0"
    check "$name: the rate is of the best, 12 bytes an element" true_that \
        "$(field rate "$csv") / (12e-9 * 100003 / $best) < 1.001 &&
         $(field rate "$csv") / (12e-9 * 100003 / $best) > 0.999"
    check "$name: the first call and the copies are recorded" true_that \
        "$(field seconds_first "$csv") > 0 && $(field seconds_open "$csv") > 0 &&
         $(field seconds_read "$csv") > 0"
    same "$name: the lesson's sentence, and of how many runs" 1 \
        "$(grep -cE '^[CG]PU function took [0-9]+\.[0-9]{6} seconds\. \(best of 4; median ' "$scratch/out")"
    check "$name: with copies is the sum of its parts" awk '
        /copies there|work alone|copies back/ { sum += $3 } /with copies/ { whole = $3 }
        END { exit !(whole > 0 && (sum - whole) ^ 2 < 1e-11) }' "$scratch/out"
    check "$name: a short run is not trusted" grep -q '^Note: too short.*--min-time 1' "$scratch/out"
    check "$name: the ladder takes the record" sh -c \
        "'$BIN/ladder' --workload vecadd '$csv' | grep '^${name#vecadd-} .* yes$'"
done

program=$BIN/vecadd-naive
"$program" --size 1000 --min-time 0.2 --record "$scratch/long.csv" >"$scratch/out"
check "--min-time: a long run is trusted" sh -c '! grep -q "^Note: too short" "$0"' "$scratch/out"
check "--min-time: seconds are those of one addition" true_that \
    "$(field seconds_best "$scratch/long.csv") < 0.001"
build/wrong/vecadd-nothing --size 1 --min-time 0.01 --no-verify >"$scratch/out"
same "--min-time ends for a stage that takes no time" 0 $?
check "--no-verify says that nothing was verified" grep -q '^Not verified' "$scratch/out"
build/wrong/vecadd-stale --size 100 --ones --repeat 2 --record "$scratch/ones.csv" >"$scratch/out"
same "ones cannot tell one run from the next" "0 ones" "$? $(field data "$scratch/ones.csv")"
"$program" --size 100 --no-verify --record "$scratch/none.csv" >"$scratch/out"
same "not verified is recorded as such" skipped "$(field verified "$scratch/none.csv")"

# ---- refusals ----

for program in $programs; do
    bad '--size must be at least 1' --size 0
    bad 'two vectors of 100000000000000 elements and their sum need [0-9.e+]* GB of memory' \
        --size 100000000000000
    bad 'two vectors of 9223372036854775807 elements' --size 9223372036854775807
    bad 'there is no option --wheels' --wheels
done
program=$BIN/vecadd-naive
bad '--seed must be ' --seed -1
bad '--seed must be ' --seed 4294967296
bad '--repeat must be from 1 to' --repeat 0
bad '--min-time must be from 0 to' --min-time -1
bad "--size takes a whole number, not '1e6'" --size 1e6
bad "--record $scratch: " --size 10 --record "$scratch"
if [ -w /dev/full ]; then
    "$program" --size 100 >/dev/full 2>"$scratch/err"
    same "output on a full disk: status" 1 $?
    check "output on a full disk: said so" grep -q 'cannot write the output' "$scratch/err"
else
    skip "output on a full disk: no /dev/full here"
fi
exit $failed
