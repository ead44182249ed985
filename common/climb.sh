#!/bin/sh
# Climbs the ladder: runs every program that can run here, each long enough for its clock to be
# trusted, and shows the records as a table and a plot.
#
#   sh common/climb.sh OUTDIR PROGRAM...
#
#   OUTDIR/ladder.csv              the records of this climb and of no other
#   OUTDIR/speedup.txt .svg .png   the table and the plot
#   OUTDIR/PROGRAM.log             all that a program printed
#
# Everything grows under names that end in .part and is renamed when it is whole, so what an
# interrupted climb leaves behind is the climb before. LADDER names another ladder program.
#
# Status 0: all that ran is verified; 1: a rung failed, the others are shown; 2: nothing was run.

[ $# -ge 2 ] || { echo "usage: sh common/climb.sh OUTDIR PROGRAM..." >&2; exit 2; }

out=$1
shift
here=$(dirname "$0")
records=$out/ladder.csv
owner=$out/climb.pid
total=$# number=0 ran=0 skipped=0 failed=0
child='' log=''

give_up() {
    echo "speedups: $*" >&2
    exit 2
}

# Once more than the disk's last few bytes: a file can often still be made when nothing fits in it.
disk_takes_more() {
    { printf '%4096s' '' >"$out/disk.part"; } 2>/dev/null
    taken=$?
    rm -f "$out/disk.part"
    return $taken
}

claim_folder() {
    mkdir -p "$out" 2>/dev/null || give_up "$out cannot be made a folder"
    [ -w "$out" ] || give_up "$out is not a folder that may be written to"
    disk_takes_more || give_up "$out cannot be written to: is the disk full?"
    other=$(cat "$owner" 2>/dev/null)
    if [ -n "$other" ] && kill -0 "$other" 2>/dev/null; then
        give_up "process $other is climbing in $out already (if it is not, remove $owner)"
    fi
    echo $$ >"$owner"
    trap clean_up EXIT
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP
    remove_parts
    : >"$records.part"
}

remove_parts() {
    rm -f "$records.part" "$out"/*.log.part "$out/errors.part" "$out/disk.part" \
        "$out/speedup.txt.part" "$out/speedup.dat.part" "$out"/plot.part.*
}

# shellcheck disable=SC2317 # the traps call these two
clean_up() {
    remove_parts
    rm -f "$owner"
}

# shellcheck disable=SC2317
interrupted() {
    trap '' INT TERM HUP
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null
        wait "$child" 2>/dev/null
    fi
    echo "speedups: interrupted" >&2
    exit "$1"
}

find_ladder() {
    [ -z "$LADDER" ] || return 0
    LADDER=$(dirname "$1")/ladder
    [ -x "$LADDER" ] || LADDER=bin/ladder
    [ -x "$LADDER" ] || give_up "the ladder program is not built: make"
}

find_width() {
    width=0
    for program; do
        name=${program##*/}
        [ ${#name} -le "$width" ] || width=${#name}
    done
}

# show NAME TEXT: the line of one rung; on a terminal it is drawn over the one that said "running".
show() {
    line=$(printf "[%*d/%d] %-*s  %s" ${#total} "$number" "$total" "$width" "$1" "$2")
    if [ -t 1 ]; then printf '\r\033[K%s\n' "$line"; else printf '%s\n' "$line"; fi
}

show_running() {
    [ ! -t 1 ] || printf "[%*d/%d] %-*s  running" ${#total} "$number" "$total" "$width" "$1"
}

last_line() {
    awk 'NF { line = $0 } END { print line }'
}

# What the lines of the record file from number $1 on say: the rate, and if it is verified. Of the
# limits of a machine only the roof is shown.
outcome() {
    awk -F, -v from="$1" '
        function grouped(number,    text, rest) {
            text = sprintf("%.0f", number)
            for (rest = ""; length(text) > 3; text = substr(text, 1, length(text) - 3))
                rest = "," substr(text, length(text) - 2) rest
            return text rest
        }
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        NR >= from && ($column["workload"] != "limits" || $column["stage"] == "logic") {
            rate = $column["rate"]
            word = $column["verified"]
            text = rate < 100 ? sprintf("%.2f", rate) : grouped(rate)
            text = sprintf("%11s %s   ", text, $column["unit"])
            if (word == "yes") word = "verified"
            else word = word == "no" ? "NOT VERIFIED" : "not verified: " word
            if ($column["workload"] == "limits") word = "the roof of one core"
        }
        END { print text word }' "$records.part"
}

# Naive Python would take minutes over the road that the others need to be timed at all.
run() {
    log=$out/$1.log
    case $1 in
    limits) set -- "$2" ;;
    traffic-naive.py) set -- "$2" --cells 1024000 --steps 20 ;;
    *) set -- "$2" --min-time 1 --repeat 3 ;;
    esac
    "$@" --record "$records.part" >"$log.part" 2>"$out/errors.part" </dev/null &
    child=$!
    wait "$child"
    status=$?
    child=''
    cat "$out/errors.part" >>"$log.part" && mv "$log.part" "$log"
    return $status
}

climb_rung() {
    before=$(wc -l <"$records.part")
    [ "$before" -gt 0 ] || before=1
    show_running "$1"
    if run "$1" "$2"; then
        ran=$((ran + 1))
        show "$1" "$(outcome $((before + 1)))"
    else
        status=$?
        disk_takes_more || give_up "$out cannot be written to any more: is the disk full?"
        failed=$((failed + 1))
        reason=$(last_line <"$out/errors.part")
        reason=${reason#"$1: "} # what the line says already
        reason=${reason#FAILED: }
        show "$1" "FAILED: ${reason:-status $status and not a word; see $log}"
    fi
}

# Can it run here? If not, the last line of $reason says why.
probe() {
    reason="there is no program $1"
    [ -x "$1" ] || return
    [ "${1##*/}" = limits ] || reason=$("$1" --probe 2>&1 </dev/null)
}

visit() {
    number=$((number + 1))
    if probe "$1"; then
        climb_rung "${1##*/}" "$1"
    else
        skipped=$((skipped + 1))
        show "${1##*/}" "skipped: $(printf '%s\n' "$reason" | last_line)"
    fi
}

# What belongs to the climb before goes at the moment when the new records take its place.
publish() {
    rm -f "$out/speedup.txt" "$out/speedup.dat" "$out/speedup.svg" "$out/speedup.png"
    mv "$records.part" "$records" || give_up "$records cannot be written"
    "$LADDER" --plot "$out/speedup.dat" "$records" >"$out/speedup.txt.part"
    verdict=$?
    [ $verdict -le 1 ] || return
    mv "$out/speedup.txt.part" "$out/speedup.txt" || give_up "$out/speedup.txt cannot be written"
    cat "$out/speedup.txt"
}

draw() {
    if ! command -v gnuplot >/dev/null; then
        echo "No plot: gnuplot is not here (apt-get install gnuplot-nox)."
    elif gnuplot -e "data='$out/speedup.dat'; output='$out/plot.part'" "$here/speedup.gp"; then
        for kind in svg png; do
            [ ! -s "$out/plot.part.$kind" ] || mv "$out/plot.part.$kind" "$out/speedup.$kind"
        done
        echo "Plot: $(echo "$out"/speedup.[sp][vn]g)"
    else
        echo "speedups: gnuplot could not draw $out/speedup.dat" >&2
        failed=$((failed + 1))
    fi
}

find_ladder "$1"
find_width "$@"
claim_folder
for program; do
    visit "$program"
done
echo
if [ ! -s "$records.part" ]; then
    echo "speedups: no program left a record" >&2
    [ $failed -gt 0 ] && exit 1
    exit 2
fi
publish
[ $verdict -gt 1 ] || { echo; draw; }
echo "$ran of $total ran, $skipped skipped, $failed failed"
[ $failed -eq 0 ] || exit 1
exit $verdict
