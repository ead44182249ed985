#!/bin/sh
# Strong and weak scaling: the same work on 1, 2, 3, 4, 6, 8, 12 ... ranks, and as much for each of
# them; what the times say of the serial part, and where it stops paying.
#
#   sh common/scaling.sh OUTDIR NP SIZE PROGRAM...
#
#   NP                             the most ranks
#   SIZE                           cells, or matrices of eigh; '' is ten million, or 96
#   PROGRAM                        stages of one workload that MPI starts, traffic or eigh
#   OUTDIR/scaling.csv             the records of all runs
#   OUTDIR/scaling.txt             the table
#   OUTDIR/strong.svg .png, weak   speedup and efficiency
#
# All take turns, so that what else the machine does harms none more than others: ROUNDS times [5].
# A rank has one thread, unless OMP_NUM_THREADS says otherwise. LAUNCHER names what starts ranks.
#
# Status 0: the scaling is whole; 1: a program failed; 2: nothing could be run.

[ $# -ge 4 ] || { echo "usage: sh common/scaling.sh OUTDIR NP SIZE PROGRAM..." >&2; exit 2; }
out=$1 most=$2 size=$3 me=scaling
shift 3
here=$(dirname "$0")
# shellcheck source=common/runs.sh
. "$here/runs.sh"
records=$work/scaling.csv
rounds=${ROUNDS:-5}
LAUNCHER=${LAUNCHER:-mpiexec}
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"

# check_number NAME VALUE
check_number() {
    case $2 in '' | *[!0-9]* | 0* | ??????????*) end 2 "$1=$2 is no number to go on with" ;; esac
}

check_all() {
    check_number NP "$most"
    check_number ROUNDS "$rounds"
    check_number N "${size:=$usual}"
    threads=${OMP_NUM_THREADS%%,*}
    check_number OMP_NUM_THREADS "$threads"
    command -v "${LAUNCHER%% *}" >/dev/null || end 2 "there is no ${LAUNCHER%% *} here, which would start ranks"
    for program; do
        [ -x "$program" ] || end 2 "there is no program $program: it is another stage's name, or make"
    done
    [ $((most * threads)) -le "$cores" ] ||
        echo "scaling: $((most * threads)) threads are more than the $cores cores here: on these they wait for each other" >&2
}

# 1, 2, 3, 4, 6, 8, 12 ...: powers of two, what is half-way between them, and all.
counts() {
    power=1
    while [ $power -lt "$most" ]; do
        echo $power
        [ $power -eq 1 ] || [ $((power * 3 / 2)) -ge "$most" ] || echo $((power * 3 / 2))
        power=$((2 * power))
    done
    echo "$most"
}

# on RANKS PROGRAM [ARGUMENT...]
# shellcheck disable=SC2086 # a launcher may be several words
on() {
    ranks=$1
    shift
    [ ! -t 1 ] || printf '\r\033[K[%d/%d] %s on %d ranks' "$round" "$rounds" "${1##*/}" "$ranks"
    run $LAUNCHER -n "$ranks" "$@"
}

# Random numbers that each rank makes for itself, where there are some.
# shellcheck disable=SC2086
find_random() {
    random=numpy
    $LAUNCHER -n 1 "$1" --random philox --cells 64 --steps 1 >/dev/null 2>&1 </dev/null &
    child=$!
    ! wait "$child" || random=philox
    child=''
}

# As many steps as take one rank a second; all others get as many.
find_steps() {
    rm -f "$work/steps.csv"
    on 1 "$1" --cells "$size" --random "$random" --steps 100 --report 100 --min-time 1 \
        --record "$work/steps.csv"
    [ -s "$work/steps.csv" ] || end 1 "$1 ended without a record"
    steps=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } END { print $at["steps"] }' \
        "$work/steps.csv")
    echo "$1 $steps" >>"$work/steps"
}

# scale RANKS PROGRAM WORK: that much in all.
scale() {
    case $workload in
    traffic)
        steps=$(awk -v program="$2" '$1 == program { print $2 }' "$work/steps")
        on "$1" "$2" --cells "$3" --random "$random" --steps "$steps" --report "$steps" \
            --record "$records"
        ;;
    eigh) on "$1" "$2" --size 500 --tasks "$3" --record "$records" ;;
    esac
    runs=$((runs + 1))
    [ "$(wc -l <"$records")" -gt "$runs" ] || end 1 "${2##*/} on $1 ranks left no record"
}

one_round() {
    for p in $(counts); do
        for program; do
            scale "$p" "$program" "$size"
            [ "$p" -eq 1 ] || scale "$p" "$program" $((size * p))
        done
    done
}

# draw MODE: of both, those that were there are gone.
draw() {
    gnuplot -e "mode='$1'; data='$work/points.csv'; output='$work/$1'; cores=$cores" \
        -e "what='$(echo "$size" | sed ':a; s/\B[0-9]\{3\}\>/,&/; ta') $what'" "$here/scaling.gp" || end 1 "gnuplot could not draw $work/points.csv"
}

draw_both() {
    [ "$most" -gt 1 ] || return 0
    if ! command -v gnuplot >/dev/null; then
        echo "No plots: gnuplot is not here (apt-get install gnuplot-nox)."
        return
    fi
    draw strong
    draw weak
    mv "$work"/*.[sp][vn]g "$out"
    echo "Plots: $(echo "$out"/strong.[sp][vn]g "$out"/weak.[sp][vn]g)"
}

case ${1##*/} in
traffic-*) workload=traffic usual=10240000 what=cells ;;
eigh-*) workload=eigh usual=96 what='matrices of 500 rows' ;;
*) end 2 "only traffic and eigh have stages for ranks" ;;
esac
check_all "$@"
claim_folder
round=0 runs=0
if [ "$workload" = traffic ]; then
    find_random "$1"
    for program; do find_steps "$program"; done
fi
while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    one_round "$@"
done
[ ! -t 1 ] || printf '\r\033[K'
awk -v cores="$cores" -v what="$what" -v points="$work/points.csv" -f "$here/scaling.awk" "$records" \
    >"$work/scaling.txt" || exit 1
rm -f "$out"/strong.[sp][vn]g "$out"/weak.[sp][vn]g
mv "$records" "$work/scaling.txt" "$out" || end 2 "$out cannot be written"
cat "$out/scaling.txt"
draw_both
