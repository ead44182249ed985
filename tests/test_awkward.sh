#!/bin/sh
# Every stage on roads that do not fit: shorter than a word, a cell more or less than one, no car, no
# empty cell, as many steps as cells and more. The judge looks at every cell; here only its word counts.
. tests/lib.sh

sizes="1 2 3 5 63 64 65 100 127 128 129 191 192 193 1000 4097"
densities="0 0.1 0.5 0.52 0.9 1"

# One run for each size, density and number of steps; the rest of the options take turns.
try_all() {
    tried=0 every=$2 before=$failed
    failed=0
    for cells in $sizes; do
        for density in $densities; do
            for steps in 1 2 63 64 "$cells" $((2 * cells + 1)); do
                tried=$((tried + 1))
                [ $((tried % every)) -eq 0 ] || continue
                random=$(echo "$randoms" | cut -d ' ' -f $((tried % number + 1)))
                report=$((tried % steps + 1)) seed=$((tried * 7919))
                set -- "$1" --cells "$cells" --density "$density" --steps "$steps" \
                    --random "$random" --report "$report" --seed "$seed" --repeat $((tried % 2 + 1))
                if ! "$@" >"$scratch/out" 2>"$scratch/err"; then
                    not_ok "$*: $(head -n 1 "$scratch/err")"
                elif ! grep -q "^Verified: all $cells cells" "$scratch/out"; then
                    not_ok "$*: not verified"
                elif grep -q nan "$scratch/out"; then
                    not_ok "$*: prints nan"
                fi
            done
        done
    done
    if [ $failed -eq 0 ]; then
        ok "$(basename "$1"): $((tried / every)) awkward roads"
        failed=$before
    fi
}

randoms="numpy uni"
if why=$("$BIN/traffic-packed" --random philox --cells 1 2>&1 >"$scratch/out"); then
    randoms="numpy uni philox"
else
    skip "$why"
fi
number=$(echo "$randoms" | wc -w)

find_programs traffic
for program in $programs; do
    case $program in
    *.py) try_all "$program" 10 ;; # Python takes its time to begin
    *) if [ -e "mpi/$(basename "$program" | tr - _).c" ]; then
        try_all "$program" 10 # MPI takes its time to begin; more of it in test_mpi.sh
    else
        try_all "$program" 1
    fi ;;
    esac
done

"$BIN/traffic-packed" --cells 100 --density 0 >"$scratch/out"
check "no cars: said so" grep -q '^At iteration 100 there are no cars$' "$scratch/out"
"$BIN/traffic-packed" --cells 100 --density 1 >"$scratch/out"
check "all cars: velocity 0" grep -q '^At iteration 100 average velocity is 0.000000' "$scratch/out"
exit $failed
