#!/bin/sh
# The fundamental diagram: real roads, which must lie on the curves, and programs that lie or fail.

# shellcheck source=tests/lib.sh
. tests/lib.sh

out=$scratch/out
table=$out/diagram.csv
mkdir "$scratch/bin"

# diagram CELLS ROADS PROGRAM: what is said in $scratch/said and $scratch/errors.
diagram() {
    sh common/diagram.sh "$out" "$@" >"$scratch/said" 2>"$scratch/errors"
}

# program NAME LINE...: a shell script; "$@" are its arguments.
program() {
    name=$1
    shift
    printf '%s\n' '#!/bin/sh' "$@" >"$scratch/bin/$name"
    chmod +x "$scratch/bin/$name"
}

# ends STATUS PATTERN WHAT CELLS ROADS PROGRAM: so it ends, with one line, and the table there was stays.
ends() {
    status=$1 pattern=$2 what=$3
    shift 3
    cp "$table" "$scratch/before.csv"
    diagram "$@"
    same "$what: status, lines" "$status 1" "$? $(wc -l <"$scratch/errors")"
    check "$what: says so" grep -q "^diagram: .*$pattern" "$scratch/errors"
    check "$what: the table before is still there" cmp "$table" "$scratch/before.csv"
    same "$what: nothing else is left" '' "$(ls -d "$out"/*part* 2>/dev/null)"
}

diagram 500 4 "$BIN/traffic-packed"
same 'real roads: status' 0 $?
same 'real roads: nothing on stderr' '' "$(cat "$scratch/errors")"
check 'all of them are exact in the end' \
    grep -q '^after 250 steps the flow of 196 of 196 roads is exactly min(cars, cells - cars) / cells$' "$scratch/said"
check 'soon after the start they lie around the curve' \
    grep -Eq "^after 10 steps (3[7-9]|4[0-9]) of 49 points lie within two standard errors" "$scratch/said"
same 'a line for each density' '0.02 0.98 49' \
    "$(awk -F, 'NR == 2 { first = $1 } END { print first, $1, NR - 1 }' "$table")"

# The table's own figures, once more: the mean lies below the curve where roads lie on either side of its top.
same 'flow is min(d, 1 - d)' '' "$(awk -F, 'NR > 1 {
    law = $2 < 0.5 ? $2 : 1 - $2
    free = $1 < 0.4 || $1 > 0.6
    if (!($4 <= law + 1e-6 && $4 >= law - (free ? 1e-6 : 0.03))) print "d = " $2 ": " $4 }' "$table")"
same 'velocity is min(1, (1 - d) / d)' '' "$(awk -F, 'NR > 1 {
    law = $2 < 0.5 ? 1 : (1 - $2) / $2
    if (!($6 <= law + 0.01 && $6 >= law - 0.07)) print "d = " $2 ": " $6 }' "$table")"
same 'the densities are those asked for' '' "$(awk -F, 'NR > 1 && !($1 - $2 < 0.06 && $2 - $1 < 0.06)' "$table")"
same 'an error is a deviation by the root of 4' '' "$(awk -F, 'NR > 1 && $1 < 0.4 &&
    !($5 < 3 * sqrt($1 * (1 - $1) / 500 / 4) && $5 > 0.1 * sqrt($1 * (1 - $1) / 500 / 4))' "$table")"
if command -v gnuplot >/dev/null; then
    check 'it is drawn' [ -s "$out/diagram.svg" -a -s "$out/diagram.png" ]
    check 'with both curves' grep -q 'after 250 steps' "$out/diagram.svg"
else
    skip 'the picture: gnuplot is not here (apt-get install gnuplot-nox)'
fi

real=$PWD/$BIN/traffic-packed
program traffic-slow "'$real' \"\$@\" | sed 's/^\\(At iteration 2[0-9]* .*(\\)[0-9]* /\\17 /'"
diagram 500 2 "$scratch/bin/traffic-slow"
same 'other cars in the end: status' 1 $?
check 'other cars in the end: said' grep -q '^diagram: the points do not lie on the curves' "$scratch/errors"
program traffic-fast "'$real' \"\$@\" | sed 's/^\\(At iteration 10 .*(\\)\\([0-9]\\)\\([0-9]*\\) /\\11\\2\\3 /'"
diagram 500 2 "$scratch/bin/traffic-fast"
same 'other cars soon after the start: status' 1 $?
check 'other cars soon after the start: said' \
    grep -q '^diagram: the points do not lie on the curves' "$scratch/errors"
check 'a table of neither is kept' grep -q '^0.98,.*,4,' "$table"

program traffic-fails 'case $* in *"--density 0.50"*) echo "traffic-fails: FAILED: it broke" >&2 && exit 1 ;; esac' \
    "exec '$real' \"\$@\""
ends 1 'traffic-fails failed: traffic-fails: FAILED: it broke' 'a program that fails' 500 2 "$scratch/bin/traffic-fails"
program traffic-mute 'exit 0'
ends 1 'no road was driven' 'a program that says nothing' 500 2 "$scratch/bin/traffic-mute"
ends 2 'there is no program' 'no such program' 500 2 "$scratch/bin/traffic-none"
for number in abc 0 -5 1.5 123456789; do
    ends 2 "N=$number is" "N=$number" "$number" 2 "$real"
done
ends 2 'N=19 is too few' 'N=19' 19 2 "$real"
ends 2 'ROADS=1 is too few' 'ROADS=1' 500 1 "$real"

# Cars that brake. 6 roads of a density: 2 standard errors hold 9 of 10 points.
table=$out/braking.csv
cars=$PWD/$BIN/street-cars
if why=$("$cars" --probe 2>&1); then
    diagram 30 6 "$cars" 0.3 0.7
    same 'braking: status' 0 $?
    same 'braking: nothing on stderr' '' "$(cat "$scratch/errors")"
    same 'braking: on both exact curves' 2 \
        "$(grep -Ec '^braking with probability 0.[37]: (3[7-9]|4[0-9]) of 49 points lie within two' "$scratch/said")"
    same 'braking: a line for each density and probability' '49 49 99' \
        "$(awk -F, '{ n[$1]++ } END { print n["0.3"], n["0.7"], NR }' "$table")"
    same 'braking: theory is 1 - sqrt(1 - 4 q d (1 - d)) by two, as good as 30 cells can be' '' \
        "$(awk -F, 'NR > 1 { law = (1 - sqrt(1 - 4 * (1 - $1) * $3 * (1 - $3))) / 2
            if (!($9 <= law + 0.01 && $9 >= law - 0.03)) print "d = " $3 ": " $9 ", " law }' "$table")"
    if command -v gnuplot >/dev/null; then
        check 'braking: it is drawn' [ -s "$out/braking.svg" -a -s "$out/braking.png" ]
        check 'braking: the other diagram is still there' [ -s "$out/diagram.svg" ]
    fi
    program street-slow "'$cars' \"\$@\" | sed 's/^\\(Flow of the last .* was 0.\\).\\(.*\\)/\\10\\2/'"
    ends 1 'the points do not lie on the curve' 'braking: fewer cars' 30 6 "$scratch/bin/street-slow" 0.3
    for brake in 0 1 1.5 -0.5 half '' 0.5.5; do
        ends 2 "BRAKE=$brake is no probability" "BRAKE=$brake" 30 2 "$cars" 0.5 "$brake"
    done
    ends 2 'ROADS=5 is too few' 'braking, ROADS=5' 30 5 "$cars" 0.5
    ends 1 'failed: traffic-packed: there is no option' 'braking: a program that knows of none' 30 6 \
        "$real" 0.5
else
    skip "$why"
fi
table=$out/diagram.csv

mkdir "$scratch/bare"
for tool in sh dirname mkdir rm mv grep awk tail xargs nproc; do
    ln -s "$(command -v $tool)" "$scratch/bare/$tool"
done
PATH=$scratch/bare sh common/diagram.sh "$out" 20 2 "$real" >"$scratch/said" 2>&1
same 'without gnuplot: status' 0 $?
same 'without gnuplot: one line about it' 'No plot: gnuplot is not here (apt-get install gnuplot-nox).' \
    "$(tail -n 1 "$scratch/said")"
check 'without gnuplot: no picture of other roads is left' [ ! -e "$out/diagram.png" -a ! -e "$out/diagram.svg" ]
exit $failed
