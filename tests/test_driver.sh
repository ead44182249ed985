#!/bin/sh
# What the driver says of a run: its reports, its record, its pictures, its timing.
. tests/lib.sh

packed=$BIN/traffic-packed

# ------------------------------------------------------------------------------------- reports ---
iterations() {
    "$packed" --cells 500 "$@" 2>&1 | sed -n 's/^At iteration \([0-9]*\) .*/\1/p' | xargs
}
same "reports every 3 of 7 steps, and at the end" "3 6 7" "$(iterations --steps 7 --report 3)"
same "reports every tenth of the steps" "25 50 75 100 125 150 175 200 225 250 255" \
    "$(iterations --steps 255)"
same "reports every step of a few" "1 2 3 4 5" "$(iterations --steps 5)"
same "reports once" "1" "$(iterations --steps 1)"
"$packed" --cells 500 --steps 1 >"$scratch/out"
check "the moves of a single report are its step's" grep -q '^Verified: .* moves of step 1 are exact$' "$scratch/out"
same "reports in the first repeat only" "2 4" "$(iterations --steps 4 --report 2 --repeat 3)"

# -------------------------------------------------------------------------------------- record ---
find_programs traffic
for program in $programs; do
    name=$(basename "$program") csv=$scratch/$(basename "$program").csv
    "$program" --cells 1000 --steps 7 --report 3 --repeat 4 --seed 11 --density 0.4375 \
        --record "$csv" >"$scratch/out" 2>&1
    same "$name: recorded stage" "${name#traffic-}" "$(field stage "$csv")"
    same "$name: recorded size, steps, verified" "1000 7 yes" \
        "$(field size "$csv") $(field steps "$csv") $(field verified "$csv")"
    same "$name: recorded road" "numpy seed 11 density 0.4375" "$(field data "$csv")"
    same "$name: recorded moves are the last printed" "$(field moves "$csv")" \
        "$(sed -n 's/^At iteration 7 .*(\([0-9]*\) cars moved.*/\1/p' "$scratch/out")"
    same "$name: the fingerprint is everybody's" "$(field fingerprint "$scratch/traffic-array.csv")" \
        "$(field fingerprint "$csv")"
    best=$(field seconds_best "$csv") median=$(field seconds_median "$csv")
    check "$name: the median is no better than the best" true_that "$median >= $best && $best > 0"
    check "$name: the rate is of the best" true_that \
        "$(field rate "$csv") / (1e-6 * 1000 * 7 / $best) < 1.001 &&
         $(field rate "$csv") / (1e-6 * 1000 * 7 / $best) > 0.999"
    "$program" --cells 1 --steps 1 --record "$scratch/slow.csv" >"$scratch/out" 2>&1
    rate=$(field rate "$scratch/slow.csv") printed=$(sed -n 's/^Update rate was \(.*\) MCOPs$/\1/p' "$scratch/out")
    check "$name: a slow rate is printed, too" true_that "$printed > 0.99 * $rate && $printed < 1.01 * $rate"
done
"$packed" --cells 1000 --steps 8 --seed 11 --density 0.4375 --record "$scratch/other.csv" >"$scratch/out"
check "another step has another fingerprint" test \
    "$(field fingerprint "$scratch/other.csv")" != "$(field fingerprint "$scratch/traffic-array.csv")"
"$packed" --cells 1000 --steps 50 --report 50 --record "$scratch/rare.csv" >"$scratch/out"
"$packed" --cells 1000 --steps 50 --report 2 --record "$scratch/often.csv" >"$scratch/out"
same "bytes are those of a step between two reports" "0.2525 0.3125" \
    "$(field bytes "$scratch/rare.csv") $(field bytes "$scratch/often.csv")"
check "so are operations" true_that \
    "$(field operations "$scratch/often.csv") > $(field operations "$scratch/rare.csv")"
build/wrong/traffic-nothing --cells 1000 --no-verify --record "$scratch/free.csv" >"$scratch/out"
same "a cost that the stage does not tell is 0" "0 0" \
    "$(field bytes "$scratch/free.csv") $(field operations "$scratch/free.csv")"
"$packed" --cells 1000 --no-verify --record "$scratch/other.csv" >"$scratch/out"
same "not verified is recorded as such" skipped "$(field verified "$scratch/other.csv")"
build/wrong/traffic-one-report --cells 1000 --no-verify >"$scratch/out" 2>"$scratch/err"
same "not verified is not judged" "0 0" "$? $(wc -l <"$scratch/err")"

# -------------------------------------------------------------------------------------- timing ---
# Of the same work, so that a factor of three is a mistake and not noise.
"$packed" --cells 1000 --steps 30 --report 7 --min-time 0.3 --record "$scratch/long.csv" >"$scratch/out"
check "--min-time makes a run long enough" true_that "$(field seconds_best "$scratch/long.csv") > 0.15"
check "--min-time makes reports rarer, and steps cheaper for it" true_that \
    "$(field bytes "$scratch/long.csv") < 0.26"
same "--min-time multiplies the steps" 0 $(($(field steps "$scratch/long.csv") % 30))
same "--min-time leaves as many reports" 5 "$(grep -c '^At iteration' "$scratch/out")"
check "a long run is trusted" sh -c '! grep -q "^Note: too short" "$0"' "$scratch/out"
"$packed" --cells 1000 >"$scratch/out"
check "a short run is not" grep -q '^Note: too short.*--min-time 1' "$scratch/out"

build/wrong/traffic-nothing --cells 1 --min-time 0.01 --record "$scratch/none.csv" >"$scratch/out"
check "--min-time ends for a stage that takes no time" test "$(field steps "$scratch/none.csv")" -gt 100

naive=$BIN/traffic-naive
for report in 1 100; do
    "$naive" --cells 200000 --report $report --repeat 3 --record "$scratch/$report.csv" >"$scratch/out"
done
check "the time is that of all reports together" true_that \
    "$(field seconds_best "$scratch/1.csv") > $(field seconds_best "$scratch/100.csv") / 3"
check "the time is within that of the program" sh -c '
    began=$(date +%s) && "$0" --cells 200000 --record "$1" && ended=$(date +%s) &&
    awk -F, "END { exit !(\$10 <= $ended - $began + 1) }" "$1"' "$naive" "$scratch/100.csv"

# ------------------------------------------------------------------------------------ pictures ---
rows() {
    "$packed" --cells 500 --image "$scratch/a.pbm" "$@" >"$scratch/out" 2>&1
    sed -n 2p "$scratch/a.pbm"
}
same "a row for the start, for each report and for the end" "500 4" "$(rows --steps 7 --report 3)"
same "rows apart from the reports" "500 5" "$(rows --steps 7 --report 3 --image-every 2)"
same "rows that divide the steps" "500 8" "$(rows --steps 7 --image-every 1 --report 7)"
cp "$scratch/a.pbm" "$scratch/b.pbm"
rows --steps 7 --image-every 1 --report 2 >"$scratch/out"
check "reports do not change the picture" cmp "$scratch/a.pbm" "$scratch/b.pbm"
"$packed" --cells 500 --steps 7 --image-every 1 --image "$scratch/b.pbm" >&- 2>"$scratch/err"
check "nor does a closed output" cmp "$scratch/a.pbm" "$scratch/b.pbm"
"$packed" --cells 9 --image "$scratch/c.pbm" --record "$scratch/c.pbm" >"$scratch/out" 2>"$scratch/err"
same "a picture and a record of one name are refused" 2 $?

"$naive" --cells 1000000 --steps 100000 --report 1 --image "$scratch/long.pbm" >"$scratch/out" 2>&1 &
child=$!
while [ ! -s "$scratch/long.pbm.part" ] && kill -0 $child 2>/dev/null; do sleep 0.05; done
kill $child
wait $child 2>"$scratch/err"
same "ended by a signal: status" 143 $?
check "ended by a signal: no part of a picture is left" test ! -e "$scratch/long.pbm.part" -a \
    ! -e "$scratch/long.pbm"
exit $failed
