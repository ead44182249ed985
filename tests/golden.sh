#!/bin/sh
# The integers that every stage must count, whatever it does inside: seed 5743, density 0.52.
# Sourced by the two tests that use it, behind lib.sh.

# golden PROGRAM CELLS RANDOM STEPS REPORT CARS MOVES...
golden() {
    program=$1 what="$(basename "$1") $2 cells, $3"
    "$program" --cells "$2" --random "$3" --steps "$4" --report "$5" >"$scratch/out" 2>&1 ||
        not_ok "$what: exit status $?, $(tail -n 1 "$scratch/out")"
    cars=$6
    shift 6
    same "$what: cars" "$cars" "$(sed -n 's/^Verified.* \([0-9]*\) cars and.*/\1/p' "$scratch/out")"
    same "$what: moves" "$*" \
        "$(sed -n 's/^At iteration.*(\([0-9]*\) cars moved.*/\1/p' "$scratch/out" | xargs)"
}

# The first rows of those, for whoever is slow.
golden_long() {
    golden "$1" 10240000 uni 30 10 5324578 4204338 4458339 4570000
    golden "$1" 10240000 numpy 30 10 5324940 4203781 4458524 4570268
}

golden_large() {
    golden "$1" 10240000 uni 100 10 5324578 4204338 4458339 4570000 4635868 4680593 \
        4713386 4738158 4757541 4773319 4786758
    golden "$1" 10240000 numpy 100 10 5324940 4203781 4458524 4570268 4636274 4680755 \
        4712796 4737848 4757480 4773543 4786807
}

golden_small() {
    golden "$1" 10240 uni 100 100 5292 4825
    golden "$1" 10240 numpy 100 100 5327 4762
    golden "$1" 10240 uni 1000 1000 5292 4948
    golden "$1" 10240 numpy 1000 1000 5327 4913
    golden "$1" 1024 uni 100 100 511 497
    golden "$1" 1024 numpy 100 100 534 484
    golden "$1" 1024 uni 1000 1000 511 511
    golden "$1" 1024 numpy 1000 1000 534 490
}
