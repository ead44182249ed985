#!/bin/sh
# The fundamental diagram: how fast cars drive, and how many get through, on roads of all densities.
#
#   sh common/diagram.sh OUTDIR CELLS ROADS PROGRAM [BRAKE...]
#
#   CELLS                    of each road; '' is 10,000, and 200 where cars brake
#   ROADS                    of each density, from a seed each; '' is 8
#   PROGRAM                  a stage of traffic; of street where cars brake
#   BRAKE                    the probability that they do
#   OUTDIR/diagram.csv       a line for each density
#   OUTDIR/diagram.svg .png  flow and velocity, soon after the start and once nothing changes any more
#   OUTDIR/braking.*         instead of these where cars brake: once they have forgotten how it began
#
# Status 0: the points lie on the curves; 1: they do not, or a program failed; 2: nothing could be run.

[ $# -ge 4 ] || { echo "usage: sh common/diagram.sh OUTDIR CELLS ROADS PROGRAM [BRAKE...]" >&2; exit 2; }
out=$1 cells=$2 roads=${3:-8} program=$4 me=diagram
shift 4
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

# check_probability NAME VALUE
check_probability() {
    case $2 in *[!0-9.]* | *.*.* | '') false ;; *) awk "BEGIN { exit !($2 > 0 && $2 < 1) }" 2>/dev/null ;; esac ||
        end 2 "$1=$2 is no probability between 0 and 1"
}

# What a road said is in a file named after it. xargs goes no further after a 255.
# shellcheck disable=SC2016
drive='"$1" $6 --cells "$2" --steps "$3" --report "$4" --density "$7" --seed "$8" >"$5/$7-$8.road" 2>&1 || exit 255'

# drive_all REPORT [OPTION]
drive_all() {
    rm -f "$work"/*.road
    list_roads | xargs -P "$cores" -n 2 sh -c "$drive" drive "$program" "$cells" "$steps" "$1" "$work" "$2" \
        2>/dev/null &
    child=$!
    wait "$child" && child='' && return
    child=''
    for road in "$work"/*.road; do
        grep -q '^Verified' "$road" || end 1 "$program failed: $(tail -n 1 "$road")"
    done
    end 1 "$program could not be run for all roads"
}

# draw NAME WHAT
draw() {
    rm -f "$out/$1".[sp][vn]g
    if ! command -v gnuplot >/dev/null; then
        echo "No plot: gnuplot is not here (apt-get install gnuplot-nox)."
        return
    fi
    gnuplot -e "data='$out/$1.csv'; output='$work/$1'; $2; steps=$steps; cells=$cells" "$here/density.gp" \
        "$here/$1.gp" ||
        end 1 "gnuplot could not draw $out/$1.csv"
    mv "$work/$1".[sp][vn]g "$out"
    echo "Plot: $(echo "$out/$1".[sp][vn]g)"
}

# keep NAME
keep() {
    mv "$work/$1.csv" "$out" || end 2 "$out cannot be written"
    echo "Table: $out/$1.csv"
}

# Half a step for each cell, and the ring is what it will always be.
without_braking() {
    steps=$(((cells / 2 + soon - 1) / soon * soon))
    drive_all $soon
    awk -v soon=$soon -v steps="$steps" -v table="$work/diagram.csv" -f "$here/diagram.awk" "$work"/*.road || exit 1
    keep diagram
    draw diagram "soon=$soon"
}

# The first half of the steps is for forgetting, the second is measured.
with_braking() {
    steps=$((100 * cells))
    for brake; do
        drive_all $((steps / 4)) "--brake=$brake"
        awk -v brake="$brake" -v table="$work/$brake.table" -f "$here/diagram.awk" "$work"/*.road || exit 1
    done
    awk 'NR == 1 || FNR > 1' "$work"/*.table >"$work/braking.csv"
    keep braking
    draw braking "brakes='$*'"
}

cells=${cells:-$([ $# -gt 0 ] && echo 200 || echo 10000)}
check_number N "$cells" 20
check_number ROADS "$roads" 2
for brake; do check_probability BRAKE "$brake"; done
[ $# -eq 0 ] || check_number ROADS "$roads" 6 # of fewer the standard error is hardly known, and the flow is chance
[ -x "$program" ] || end 2 "there is no program $program: it is another stage's name, or make"
claim_folder
echo "$((49 * roads * ($# + ($# == 0)))) roads of $cells cells, $roads of each density, by $program, $cores at a time"
if [ $# -gt 0 ]; then with_braking "$@"; else without_braking; fi
