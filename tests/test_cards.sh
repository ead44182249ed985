#!/bin/sh
# Optimisation cards: each measures its ways and checks what they compute, against references that share
# nothing with them; and what is wrong on purpose is found. Which way is faster is not tested.
. tests/lib.sh

repository=$PWD
mkdir "$scratch/copy"
cp -r Makefile common exercises "$scratch/copy"
cd "$scratch/copy" || exit 1
unset MAKEFLAGS MAKELEVEL

# build TARGET, soon done
build() {
    make --no-print-directory NVCC= MPICC= PLAIN=-O1 NATIVE=-O1 WIDTHS=128 "$1" >"$scratch/out" 2>"$scratch/err"
}

build build/common.a

for source in exercises/cards/*.c; do
    name=${source##*/} name=${name%.c}
    [ "$name" != card ] || continue
    build "card-$name"
    same "$name: status, and what it says besides" '0 0' "$? $(wc -l <"$scratch/err")"
    check "$name: a table with two ways or more" test "$(grep -cE ' [0-9.e+]+ +[0-9.e+]+ +[0-9.e+]+ +[0-9.e-]+$' "$scratch/out")" -ge 2
    check "$name: fits on 80 columns" sh -c "! grep -qE '.{81}' $scratch/out"
    check "$name: has a page" grep -q "^    make card-$name" "exercises/cards/$name.md"
    check "$name: is on the list" grep -q "($name.md)" exercises/cards/README.md
done

build/cards/legval --fast >"$scratch/out" 2>"$scratch/err"
same 'an option that there is not' '2 card-legval: --fast: this card has --print only' "$? $(cat "$scratch/err")"
build/cards/pages --print >"$scratch/out" 2>"$scratch/err"
same 'nor here' '2 card-pages: --print: this card has no options' "$? $(cat "$scratch/err")"

if python=$(sh common/python.sh numpy); then
    check "legval: NumPy's legval says the same" sh -c "build/cards/legval --print | $python -c '
import sys, numpy as np
x, y = np.loadtxt(sys.stdin).T
assert len(x) == 4096 and x[0] == -1 and x[-1] == 1
worst = abs(np.polynomial.legendre.legval(x, [(-1.0) ** k / (k + 1) for k in range(32)]) - y).max()
assert worst < 1e-13, worst'"
else
    skip "legval: NumPy's legval: no NumPy here (apt-get install python3-numpy)"
fi

# wrong WHAT CARD SED
wrong() {
    sed "$3" "$repository/exercises/cards/$2.c" >"exercises/cards/$2.c"
    cmp -s "$repository/exercises/cards/$2.c" "exercises/cards/$2.c" && not_ok "$1: nothing was changed"
    build "card-$2"
    same "$1: status, and called wrong" '2 1' "$? $(grep -c "^card-$2: FAILED: " "$scratch/err")" # make's
    check "$1: no table" sh -c "! grep -q 'x first' $scratch/out"
    cp "$repository/exercises/cards/$2.c" exercises/cards/
}
wrong 'alignment: the last vector left out' alignment 's/i < COUNT; i += LINE/i < COUNT - LINE; i += LINE/'
wrong 'pages: a number read twice' pages 's/table\[place(i)\]/table[place(i | 1)]/'
wrong 'precision: a term forgotten' precision 's|1\.0F / 24|0.0F|'
wrong 'precision: no number' precision 's|1\.0 / 5040|0.0 / 0.0|'
wrong 'blocking: a tile left out' blocking 's/row = 0; row < N/row = TILE; row < N/'
wrong 'legval: a quotient that is wrong' legval 's|back\[k\] = k / (k + 1.0)|back[k] = k / (k + 2.0)|'
wrong 'legval: points left out' legval 's/i = 0; i < POINTS; i += TOGETHER/i = TOGETHER; i < POINTS; i += TOGETHER/'
exit $failed
