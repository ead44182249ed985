#!/bin/sh
# The fundamental diagram: how fast cars drive, and how many get through, on roads of all densities.
#
#   sh common/diagram.sh OUTDIR CELLS ROADS PROGRAM
#
#   CELLS                    of each road; '' is 10,000
#   ROADS                    of each density, from a seed each; '' is 8
#   PROGRAM                  a stage of traffic
#   OUTDIR/diagram.csv       a line for each density
#   OUTDIR/diagram.svg .png  flow and velocity, soon after the start and once nothing changes any more
#
# Status 0: the points lie on the curves; 1: they do not, or a program failed; 2: nothing could be run.

[ $# -eq 4 ] || { echo "usage: sh common/diagram.sh OUTDIR CELLS ROADS PROGRAM" >&2; exit 2; }
out=$1 cells=${2:-10000} roads=${3:-8} program=$4 me=diagram
here=$(dirname "$0")
# shellcheck source=common/runs.sh
. "$here/runs.sh"
export OMP_NUM_THREADS=1 # all cores are busy with a road each
soon=10                  # steps, after which the road is looked at for the first time

# check_number NAME VALUE LEAST
check_number() {
    case $2 in *[!0-9]* | 0* | ????????*) end 2 "$1=$2 is no number to go on with" ;; esac
    [ "$2" -ge "$3" ] || end 2 "$1=$2 is too few: at least $3"
}

# DENSITY SEED, of every road.
list_roads() {
    awk -v roads="$roads" 'BEGIN {
        for (d = 2; d <= 98; d += 2)
            for (road = 1; road <= roads; road++)
                printf "%.2f %d\n", d / 100, 1000 * d + road }'
}

# What a road said is in a file named after it. xargs goes no further after a 255.
# shellcheck disable=SC2016
drive='"$1" --cells "$2" --steps "$3" --report "$4" --density "$6" --seed "$7" >"$5/$6-$7.road" 2>&1 || exit 255'

drive_all() {
    list_roads | xargs -P "$cores" -n 2 sh -c "$drive" drive "$program" "$cells" "$steps" $soon "$work" \
        2>/dev/null &
    child=$!
    wait "$child" && child='' && return
    child=''
    for road in "$work"/*.road; do
        grep -q '^Verified' "$road" || end 1 "$program failed: $(tail -n 1 "$road")"
    done
    end 1 "$program could not be run for all roads"
}

draw() {
    rm -f "$out"/diagram.[sp][vn]g
    if ! command -v gnuplot >/dev/null; then
        echo "No plot: gnuplot is not here (apt-get install gnuplot-nox)."
        return
    fi
    gnuplot -e "data='$out/diagram.csv'; output='$work/diagram'; soon=$soon; steps=$steps; cells=$cells" \
        "$here/diagram.gp" || end 1 "gnuplot could not draw $out/diagram.csv"
    mv "$work"/diagram.[sp][vn]g "$out"
    echo "Plot: $(echo "$out"/diagram.[sp][vn]g)"
}

check_number N "$cells" 20
check_number ROADS "$roads" 2
[ -x "$program" ] || end 2 "there is no program $program: it is another stage's name, or make"
# Half a step for each cell, and the ring is what it will always be.
steps=$(((cells / 2 + soon - 1) / soon * soon))
claim_folder
echo "$((49 * roads)) roads of $cells cells, $roads of each density, by $program, $cores at a time"
drive_all
awk -v soon=$soon -v steps="$steps" -v table="$work/diagram.csv" -f "$here/diagram.awk" "$work"/*.road || exit 1
mv "$work/diagram.csv" "$out" || end 2 "$out cannot be written"
echo "Table: $out/diagram.csv"
draw
