#!/bin/sh
# integral: every stage at sizes and limits that do not fit, what the driver says of a run, records
# and refusals.
. tests/lib.sh

export OMP_WAIT_POLICY=passive # there may be more threads than cores

# ---- sizes, limits and threads ----

sizes="1 2 3 7 8 9 31 32 33 63 64 65 100 257 1001"
find_programs integral
for program in $programs; do
    tried=0 before=$failed
    failed=0
    for size in $sizes; do
        for limits in '0 3.141592653589793' '0 1' '-1000 1000' '999.5 1000' '-0.5 3' '1 1.000000001'; do
            tried=$((tried + 1)) threads=$((tried % 4 * 2 + 1))
            set -- --size "$size" --low "${limits% *}" --high "${limits#* }" --repeat $((tried % 2 + 1))
            if ! OMP_NUM_THREADS=$threads "$program" "$@" >"$scratch/out" 2>"$scratch/err"; then
                not_ok "$program $* on $threads threads: $(head -n 1 "$scratch/err")"
            elif ! grep -q "^Verified: " "$scratch/out"; then
                not_ok "$program $* on $threads threads: not verified"
            elif grep -q -e nan -e 'inf ' "$scratch/out"; then
                not_ok "$program $* on $threads threads: prints nan or inf"
            fi
        done
    done
    if [ $failed -eq 0 ]; then
        ok "$(basename "$program"): $tried awkward integrals"
        failed=$before
    fi
done

# ---- values ----

# value_of ARGUMENT...: what $program prints, and how far that is from the integral.
value_of() {
    "$program" "$@" | sed -n 's/^Integral value is \([^,]*\), Error is \(.*\)/\1 \2/p'
}

# The midpoint rule once more, where there is nothing to share with anybody.
by_awk() {
    awk -v n="$1" -v low="$2" -v high="$3" 'BEGIN {
        h = (high - low) / n
        for (i = 0; i < n; i++)
            for (j = 0; j < n; j++)
                sum += sin(low + (i + 0.5) * h + low + (j + 0.5) * h)
        value = sum * h * h
        error = value + sin(2 * high) - 2 * sin(high + low) + sin(2 * low)
        printf "%e %e\n", value, error < 0 ? -error : error }'
}

# near FILE: its two lines, to what a stage in single precision may be off
near() {
    awk 'function far(x, y) { return !((x - y) ^ 2 < 1e-10) }
        NR == 1 { value = $1; error = $2; next }
        { exit far($1, value) || far($2, error) }
        END { if (NR != 2) exit 1 }' "$1"
}

for program in $programs; do
    name=$(basename "$program")
    for task in '7 0.25 2' '10 -1 0.5' '20 0 1.5707963267948966'; do
        # shellcheck disable=SC2086 # three words
        set -- $task
        { by_awk "$1" "$2" "$3"; value_of --size "$1" --low "$2" --high "$3"; } >"$scratch/values"
        check "$name: $1 points a side from $2 to $3" near "$scratch/values"
    done
    { echo 0 0; value_of --size 1000; } >"$scratch/values"
    check "$name: from 0 to pi it is 0" near "$scratch/values"
done

# ---- records and timing ----

for program in $programs; do
    name=$(basename "$program") csv=$scratch/$(basename "$program").csv
    "$program" --size 301 --low 0.5 --high 2 --repeat 4 --record "$csv" >"$scratch/out" 2>&1
    same "$name: recorded stage, size, unit, verdict, data" \
        "${name#integral-} 301 Gpoints/s yes sin(x + y) from 0.5 to 2" \
        "$(field stage "$csv") $(field size "$csv") $(field unit "$csv") $(field verified "$csv") $(field data "$csv")"
    best=$(field seconds_best "$csv") median=$(field seconds_median "$csv")
    check "$name: the median is no better than the best" true_that "$median >= $best && $best > 0"
    check "$name: the rate is of the best, and of all points" true_that \
        "$(field rate "$csv") / (1e-9 * 301 * 301 / $best) < 1.001 &&
         $(field rate "$csv") / (1e-9 * 301 * 301 / $best) > 0.999"
    check "$name: the first call is recorded" true_that "$(field seconds_first "$csv") > 0"
    same "$name: the lesson's second sentence" 1 \
        "$(grep -cE '^Time spent: [0-9]+\.[0-9]{2} sec$' "$scratch/out")"
    check "$name: of how many runs" grep -q '(best of 4; median ' "$scratch/out"
    check "$name: a short run is not trusted" grep -q '^Note: too short.*--min-time 1' "$scratch/out"
    check "$name: the ladder takes the record" sh -c \
        "'$BIN/ladder' --workload integral '$csv' | grep '^${name#integral-} .* yes$'"
done

program=$BIN/integral-naive
"$program" --size 10 --min-time 0.2 --record "$scratch/long.csv" >"$scratch/out"
check "--min-time: a long run is trusted" sh -c '! grep -q "^Note: too short" "$0"' "$scratch/out"
check "--min-time: seconds are those of one integral" true_that \
    "$(field seconds_best "$scratch/long.csv") < 0.001"
build/wrong/integral-zero --size 10 --no-verify --record "$scratch/none.csv" >"$scratch/out"
same "not verified is recorded as such" "0 skipped" "$? $(field verified "$scratch/none.csv")"
check "--no-verify says that nothing was verified" grep -q '^Not verified' "$scratch/out"
build/wrong/integral-zero --size 10 >"$scratch/out" 2>"$scratch/err"
check "a trial that fails: no value and no time" sh -c '! grep -qE "value|spent" "$0"' "$scratch/out"

# ---- refusals ----

for program in $programs; do
    bad '--size must be from 1 to' --size 0
    bad '--size must be from 1 to' --size 9223372036854775807
    bad 'there is no option --wheels' --wheels
done
program=$BIN/integral-naive
bad '--low 2 is not below --high 1' --low 2 --high 1
bad '--low 1 is not below --high 1' --low 1 --high 1
bad '--low must be from -1000 to 1000' --low -1001
bad '--high must be from -1000 to 1000' --high 1000.1
bad "--high takes a number, not 'nan'" --high nan
bad "--high takes a number, not 'pi'" --high pi
bad '--repeat must be from 1 to' --repeat 0
bad '--min-time must be from 0 to' --min-time -1
bad "--record $scratch: " --size 10 --record "$scratch"
if [ -w /dev/full ]; then
    "$program" --size 10 >/dev/full 2>"$scratch/err"
    same "output on a full disk: status" 1 $?
    check "output on a full disk: said so" grep -q 'cannot write the output' "$scratch/err"
else
    skip "output on a full disk: no /dev/full here"
fi
exit $failed
