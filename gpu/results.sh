#!/bin/sh
# Measures every stage in CUDA on the GPU that is here, each result verified, and writes what came
# out as gpu/RESULTS.md: the work alone, with the copies, and the first call, apart.
#
#   sh gpu/results.sh [FILE]
#
#   BIN              the folder of the programs
#   CELLS, SIZES     lengths of the road, and of the vectors: lists
#   POINTS           of integral, to a side
#   ROWS, TASKS      of eigh
#
# Without a GPU the file stays as it is. Status 0: all verified; 1: not so; 2: nothing was measured.

file=${1:-gpu/RESULTS.md}
BIN=${BIN:-bin}
CELLS=${CELLS:-1000 10000013 4000000000}
SIZES=${SIZES:-100000000}
POINTS=${POINTS:-102400}
ROWS=${ROWS:-1000}
TASKS=${TASKS:-128}
failed=0

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
records=$work/records.csv

if ! "$BIN/limits-cuda" --probe 2>"$work/why"; then
    echo "gpu-results: nothing is measured, $file stays as it is: $(cat "$work/why" 2>&1)" >&2
    exit 2
fi

# measure PROGRAM ARGUMENT...
measure() {
    program=$1
    shift
    echo "$program $*"
    if ! "$BIN/$program" "$@" --record "$records" >"$work/out" 2>"$work/err"; then
        echo "    failed: $(tail -n 1 "$work/err")"
        failed=1
    fi
}

each() {
    for path in "$BIN/$1"-*cu[ds][ao]*; do
        [ ! -x "$path" ] || echo "${path##*/}"
    done
}

# The judge of a long road takes most of a minute: it looks once.
for cells in $CELLS; do
    repeat=5
    [ "$cells" -lt 100000000 ] || repeat=1
    for program in $(each traffic); do
        measure "$program" --cells "$cells" --report 100 --steps 100 --min-time 0.3 --repeat $repeat
    done
done
for size in $SIZES; do
    for program in $(each vecadd); do measure "$program" --size "$size" --min-time 0.3 --repeat 7; done
done
for program in $(each integral); do measure "$program" --size "$POINTS" --min-time 0.3 --repeat 5; done
for program in $(each eigh); do measure "$program" --size "$ROWS" --tasks "$TASKS" --repeat 3; done
measure limits-cuda
[ -s "$records" ] || exit 2

{
    about=$("$BIN/limits-cuda" | sed -n 's/^on //p')
    echo '# Results on a GPU'
    echo
    echo "On $about; $(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD 2>/dev/null)."
    echo 'Written by `make gpu-results`. Every result was verified where it says so.'
    awk -F, -f "$(dirname "$0")/results.awk" "$records"
} >"$work/results.md" && cp "$work/results.md" "$file" || exit 2
echo "written: $file"
exit $failed
