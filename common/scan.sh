#!/bin/sh
# The tutorials' scans: how the time of one matrix depends on threads and on size, and how many
# matrices a second many processes of many threads solve; and from which size on a GPU wins. A line
# for each point, and a picture.
#
#   sh common/scan.sh threads|size|nested|vecadd|traffic OUTDIR BIN [N...]
#
#   BIN       the folder of the programs
#   N         rows of the matrix; for size, vecadd and traffic a list of sizes
#   OUTDIR/scan-threads.csv .svg .png, scan-size..., scan-nested...
#
# Status 0: the scan is whole; 1: a program failed; 2: nothing could be run.

usage() {
    echo "usage: sh common/scan.sh threads|size|nested|vecadd|traffic OUTDIR BIN [N...]" >&2
    exit 2
}

[ $# -ge 3 ] || usage
what=$1 out=$2 bin=$3 lapack=$3/eigh-lapack pool=$3/eigh-pool
shift 3
here=$(dirname "$0")
me=scan-$what
# shellcheck source=common/runs.sh
. "$here/runs.sh"
csv=$work/scan-$what.csv

# timed PROGRAM [ARGUMENT...]: of what it says besides its figures only one thing matters here: that
# its timing does not.
timed() {
    run "$@"
    grep unreliable "$work/errors" >&2
}

# measure PATTERN PROGRAM [ARGUMENT...]: $line is what it printed that matches.
measure() {
    pattern=$1
    shift
    timed "$@"
    line=$(grep "$pattern" "$work/printed") || end 1 "$* ended without a time"
}

save() {
    { echo "$1" >>"$csv"; } 2>/dev/null || end 2 "$csv cannot be written: is the disk full?"
}

# 1, 2, 4, ... up to all cores, and one step beyond.
counts() {
    count=1
    while [ "$count" -lt "$cores" ]; do
        echo $count
        count=$((2 * count))
    done
    echo "$cores" $((2 * cores))
}

# --------------------------------------------------------------------------------- one matrix ---

# measure_one ARGUMENT...: $line is timeit's; $loops and $seconds of one loop are what it says.
measure_one() {
    measure 'loops*, best of 5: .* per loop$' "$lapack" "$@" --timeit
    loops=${line%% *}
    seconds=$(echo "$line" | awk '
        BEGIN { power["msec"] = -3; power["usec"] = -6; power["nsec"] = -9 }
        { printf "%.6g", $(NF - 3) * 10 ^ power[$(NF - 2)] }')
}

# The fewest threads that come within 10 % of the best time.
find_knee() {
    awk -F, 'NR > 1 { threads[NR] = $1; seconds[NR] = $2; if (NR == 2 || $2 < best) best = $2 }
        END { for (i = 2; seconds[i] > 1.1 * best; i++); print threads[i] }' "$csv"
}

scan_threads() {
    size=${1:-1000}
    save threads,seconds,size,loops,cores
    for threads in $(counts); do
        measure_one --size "$size" --threads "$threads"
        echo "nthreads=$threads | n=$size | $line"
        save "$threads,$seconds,$size,$loops,$cores"
        [ "$threads" -gt 1 ] || alone=$seconds
    done
    knee=$(find_knee)
    echo "knee: nthreads=$knee, more threads gain less than 10 %"
    publish curve "knee=$knee; size=$size"
    compare_with_batch
}

# What a scan tells of one matrix must hold for many.
compare_with_batch() {
    measure_batch "$lapack" --size "$size" --threads 1 --tasks 8 --min-time 1 --repeat 3
    awk -v batch="$seconds" -v tasks="$tasks" -v alone="$alone" 'BEGIN {
        batch /= tasks
        percent = sprintf("%.0f", 100 * (batch > alone ? batch / alone - 1 : 1 - batch / alone))
        printf "%.3g ms a task in the batch, %.3g ms by timeit: %s\n", 1e3 * batch, 1e3 * alone,
            percent + 0 < 5 ? "no bias" : "they differ by " percent " %" }'
}

scan_size() {
    [ $# -gt 0 ] || set -- 10 20 50 100 200 500 1000 2000
    save size,seconds,loops
    for size; do
        measure_one --size "$size"
        echo "n=$size | $line"
        save "$size,$seconds,$loops"
    done
    publish curve
}

# ------------------------------------------------------------------------------- many matrices ---

# measure_batch PROGRAM [ARGUMENT...]: $tasks, $seconds and $rate are what the program says in
# "Processed 128 tasks in 7.17s (17.84it/s)".
measure_batch() {
    measure '^Processed .* tasks in .*s (.*it/s)' "$@"
    tasks=${line#Processed } tasks=${tasks%% *}
    seconds=${line#* tasks in } seconds=${seconds%%s *}
    rate=${line#*(} rate=${rate%it/s*}
}

# As in a table: in brackets where more threads are asked for than there are cores.
cell() {
    if [ $((processes * threads)) -le "$cores" ]; then printf '%9s ' "$rate"
    else printf '%10s' "($rate)"; fi
}

# The fewest threads in all that come within 3 % of the best rate: "PROCESSES THREADS RATE".
find_best() {
    awk -F, 'NR > 1 { rate[NR] = $6; all[NR] = $1 * $2; found[NR] = $1 " " $2 " " $6
            if ($6 > most) most = $6 }
        END { for (i = 2; i <= NR; i++)
                  if (rate[i] >= 0.97 * most && (!best || all[i] < all[best])) best = i
              print found[best] }' "$csv"
}

scan_nested() {
    size=${1:-1000}
    tasks=$((cores > 8 ? 2 * cores : 16))
    save processes,threads,size,tasks,seconds,rate,cores
    echo "it/s of n=$size ntasks=$tasks; down: processes, across: threads of each"
    # shellcheck disable=SC2046 # a column for each
    printf '%6s' '' && printf '%9s ' $(counts) && echo
    for processes in $(counts); do
        printf '%6s' "$processes"
        for threads in $(counts); do
            measure_batch "$pool" --size "$size" --tasks "$tasks" --nproc "$processes" \
                --threads "$threads" --solver lapack --repeat 2
            cell
            save "$processes,$threads,$size,$tasks,$seconds,$rate,$cores"
        done
        echo
    done
    # shellcheck disable=SC2046 # three words
    set -- $(find_best)
    at=''
    [ "$size" -eq 1000 ] || at=" --size $size"
    echo "best here: $pool$at --solver lapack --nproc $1 --threads $2 ($3 it/s)"
    publish grid "best_processes=$1; best_threads=$2; size=$size"
}

# ----------------------------------------------------------------------- processor against GPU ---

# measure_record PROGRAM [ARGUMENT...]: sets $work_alone and $with_copies, in seconds, from what it
# records.
measure_record() {
    rm -f "$work/record.csv"
    timed "$@" --record "$work/record.csv"
    [ -s "$work/record.csv" ] || end 1 "$* ended without a record"
    times=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { best = $at["seconds_best"]
          print best, best + $at["seconds_open"] + $at["seconds_read"] }' "$work/record.csv")
    work_alone=${times% *} with_copies=${times#* }
}

# The least size from which on the GPU is never slower again: column $1 against the processor's.
find_crossover() {
    awk -F, -v column="$1" 'NR > 1 { if ($column > $2) since = ""; else if (since == "") since = $1 }
        END { print since == "" ? "none" : since }' "$csv"
}

from() {
    if [ "$1" = none ]; then echo 'nowhere here'; else echo "from n=$1 on"; fi
}

# scan_crossover OPTION CPU GPU SIZE...: the best stage of either, with and without copies.
scan_crossover() {
    option=$1 cpu=$bin/$2 gpu=$bin/$3
    shift 3
    run "$gpu" --probe
    save size,processor,gpu,gpu_with_copies
    for size; do
        measure_record "$cpu" "$option" "$size" --min-time 0.1 --repeat 3
        processor=$work_alone
        measure_record "$gpu" "$option" "$size" --min-time 0.1 --repeat 3
        printf 'n=%s | processor %.3g s | GPU %.3g s | with copies %.3g s\n' "$size" "$processor" \
            "$work_alone" "$with_copies"
        save "$size,$processor,$work_alone,$with_copies"
    done
    wins=$(find_crossover 3) wins_with_copies=$(find_crossover 4)
    echo "the GPU wins $(from "$wins"); with copies, $(from "$wins_with_copies")"
    publish crossover "cpu='$2'; gpu='$3'; wins='$wins'; wins_with_copies='$wins_with_copies'"
}

scan_vecadd() {
    [ $# -gt 0 ] || set -- 1000 10000 100000 1000000 10000000 100000000
    scan_crossover --size vecadd-threads vecadd-cuda-strided "$@"
}

scan_traffic() {
    [ $# -gt 0 ] || set -- 1000 10000 100000 1000000 10000000 100000000 1000000000
    scan_crossover --cells traffic-threads traffic-cuda-lanes "$@"
}

# ------------------------------------------------------------------------------------ the rest ---

# publish PICTURE [SETTINGS]: the pictures of the scan before go when its figures do.
publish() {
    rm -f "$out/scan-$what.svg" "$out/scan-$what.png"
    mv "$csv" "$out/scan-$what.csv" || end 2 "$out/scan-$what.csv cannot be written"
    draw "$@"
}

draw() {
    picture=$1 settings=$2
    if ! command -v gnuplot >/dev/null; then
        echo "No plot: gnuplot is not here (apt-get install gnuplot-nox)."
        return
    fi
    gnuplot -e "what='$what'; data='$out/scan-$what.csv'; output='$work/scan-$what'" \
        -e "cores=$cores; $settings" "$here/scan_$picture.gp" ||
        end 1 "gnuplot could not draw $out/scan-$what.csv"
    mv "$work/scan-$what".[sp][vn]g "$out"
    echo "Plot: $(echo "$out/scan-$what".[sp][vn]g)"
}

case $what in threads | size | nested | vecadd | traffic) ;; *) usage ;; esac
claim_folder
"scan_$what" "$@"
