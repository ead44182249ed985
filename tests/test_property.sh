#!/bin/sh
# A few random runs of every kind; make property makes as many as one likes.
. tests/lib.sh

bash tests/property.sh 100 >"$scratch/first" 2>"$scratch/err"
same "100 random runs: status" 0 $?
same "and nothing on stderr" '' "$(cat "$scratch/err")"
grep '^not ok' "$scratch/first"
seed=$(sed -n 's/.*(PROPERTY_SEED=\([0-9]*\))/\1/p' "$scratch/first")
same "as many as asked for" "100 runs, 0 lots with a wrong one: PROPERTY_SEED=$seed bash tests/property.sh 100" \
    "$(tail -n 1 "$scratch/first")"
check "a road goes on elsewhere" grep -q -e '--restart' "$scratch/first"

# The same seed draws the same runs, and they are not the same for all seeds.
drawn() {
    PROPERTY_SEED=$1 bash tests/property.sh 20
}
same "a seed draws its runs again" "$(drawn 3)" "$(drawn 3)"
check "another draws others" test "$(drawn 3)" != "$(drawn 4)"

# A stage that is wrong is found out, in both kinds of runs, where it is the only one there is.
mkdir -p "$scratch/bin" "$scratch/build/random" "$scratch/serial"
cp -r tests "$scratch"
touch "$scratch/serial/traffic_naive.c"
ln -s "$PWD/bin/traffic-jump" "$scratch/bin"
ln -s "$PWD/build/wrong/traffic-dropped-cells" "$scratch/bin/traffic-naive"
ln -s "$PWD/build/random/traffic-dropped-cells" "$scratch/build/random/traffic-naive"
(cd "$scratch" && PROPERTY_SEED=1 bash tests/property.sh 200 >found)
same "dropped cells: status" 1 $?
check "dropped cells: found in many roads" grep -q '^not ok.*build/random/traffic-naive.*: seed [0-9]*, case' "$scratch/found"
check "dropped cells: found in a run that is saved" grep -q '^not ok.*--restart.*FAILED' "$scratch/found"
exit $failed
