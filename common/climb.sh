#!/bin/sh
# Climbs the ladder of a workload: runs every program that can run here, each long enough for its
# clock to be trusted, and shows the records as a table and a plot; traffic has a roofline too.
#
#   sh common/climb.sh OUTDIR PROGRAM...
#
#   OUTDIR/ladder.csv              the records of this climb and of no other
#   OUTDIR/speedup.txt .svg .png   the table, and how fast each rung is
#   OUTDIR/roofline.svg .png       what memory and logic allow it
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
lock=$out/climb.lock # a folder: of all that try to make it at once, one succeeds
workload=traffic roof=logic
case " $* " in
*[\ /]eigh-*) workload=eigh roof=dgemm ;;
*[\ /]vecadd-*) workload=vecadd roof=copy-memory ;;
*[\ /]integral-*) workload=integral ;;
esac
# Threads stay put; but not those of a library, which would inherit the one core of their maker.
[ $workload = eigh ] ||
    export OMP_PROC_BIND="${OMP_PROC_BIND:-close}" OMP_PLACES="${OMP_PLACES:-cores}"
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

# Whether whoever made the lock may be climbing still; of another host nobody here can tell. /proc
# knows other users' processes too.
is_held() {
    host='' pid=''
    read -r host pid 2>/dev/null <"$lock/owner"
    [ "$host" = "$(uname -n)" ] || return 0
    case $pid in '' | *[!0-9]*) pid=''; return 0 ;; esac
    kill -0 "$pid" 2>/dev/null || [ -d "/proc/$pid" ]
}

# The lock of a climb that died is taken over within it: one gets to make the folder "heir", then
# looks again, as there may have been an heir before. The name is moved, not written, into place:
# should the lock have become another by now, there is no "heir" in it and the move fails.
inherit_lock() {
    is_held && return 1
    mkdir "$lock/heir" 2>/dev/null || return 1
    if is_held; then
        rmdir "$lock/heir"
        return 1
    fi
    sign_lock "$lock/heir" && mv "$lock/heir/owner" "$lock/owner" && rmdir "$lock/heir"
} 2>/dev/null

sign_lock() {
    echo "$(uname -n) $$" >"$1/owner"
}

claim_lock() {
    if mkdir "$lock" 2>/dev/null; then
        sign_lock "$lock"
    elif ! inherit_lock; then
        who='another climb'
        [ -z "$pid" ] || who="process $pid on $host"
        give_up "$who is climbing in $out already (if it is not, remove $lock)"
    fi
}

claim_folder() {
    mkdir -p "$out" 2>/dev/null || give_up "$out cannot be made a folder"
    [ -w "$out" ] || give_up "$out is not a folder that may be written to"
    disk_takes_more || give_up "$out cannot be written to: is the disk full?"
    claim_lock
    trap clean_up EXIT
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP
    remove_parts
    true 2>/dev/null >"$records.part" || give_up "$records.part cannot be written to"
}

remove_parts() {
    rm -f "$records.part" "$out"/*.log.part "$out/errors.part" "$out/disk.part" \
        "$out/skipped.part" "$out/speedup.txt.part" "$out"/*.dat.part "$out"/plot.part.*
}

# shellcheck disable=SC2317 # the traps call these two
clean_up() {
    remove_parts
    rm -rf "$lock"
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
# limits of a machine only the roof of one core is shown.
outcome() {
    awk -F, -v from="$1" -v roof="$roof" '
        function grouped(number,    text, rest) {
            text = sprintf("%.0f", number)
            for (rest = ""; length(text) > 3; text = substr(text, 1, length(text) - 3))
                rest = "," substr(text, length(text) - 2) rest
            return text rest
        }
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        NR >= from && ($column["workload"] != "limits" ||
            $column["stage"] == roof && ($column["threads"] == 1 || $column["gpus"] == 1)) {
            rate = $column["rate"]
            word = $column["verified"]
            text = rate < 100 ? sprintf("%.2f", rate) : grouped(rate)
            text = sprintf("%11s %s   ", text, $column["unit"])
            if (word == "yes") word = "verified"
            else word = word == "no" ? "NOT VERIFIED" : "not verified: " word
            if ($column["workload"] == "limits") word = "the roof of one " ($column["gpus"] > 0 ? "GPU" : "core")
        }
        END { print text word }' "$records.part"
}

# Naive Python would take minutes over the road that the others need to be timed at all; the jump
# takes as long for any number of steps, so more of them would not make it longer. The naive solver
# of matrices takes half a minute for one, and a library's sine a second for all points.
run() {
    log=$out/$1.log
    case $1 in
    limits | limits-cuda) set -- "$2" ;;
    traffic-naive.py) set -- "$2" --cells 1024000 --steps 20 ;;
    traffic-jump) set -- "$2" --steps 50000000 --report 500000 --repeat 5 ;;
    eigh-jacobi*) set -- "$2" --tasks 1 ;;
    eigh-*) set -- "$2" --tasks 1 --min-time 1 --repeat 5 ;;
    integral-naive*) set -- "$2" --repeat 3 ;;
    vecadd-* | integral-*) set -- "$2" --min-time 0.2 --repeat 5 ;;
    *) set -- "$2" --min-time 0.5 --repeat 7 ;;
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
    run "$1" "$2"
    status=$?
    if [ $status -eq 0 ] && [ "$(wc -l <"$records.part")" -gt "$before" ]; then
        ran=$((ran + 1))
        show "$1" "$(outcome $((before + 1)))"
    else
        disk_takes_more || give_up "$out cannot be written to any more: is the disk full?"
        failed=$((failed + 1))
        show "$1" "FAILED: $(reason_of_failure "$1")"
    fi
}

# The program's last word, without what the line says already.
reason_of_failure() {
    [ $status -ne 0 ] || { echo "ended without a record"; return; }
    reason=$(last_line <"$out/errors.part")
    reason=${reason#"$1: "}
    reason=${reason#FAILED: }
    echo "${reason:-status $status and not a word; see $log}"
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
        reason=$(printf '%s\n' "$reason" | last_line)
        echo "${1##*/}|${reason#"${1##*/}: "}" >>"$out/skipped.part"
    fi
}

# A line for each reason: one GPU that is not there would else be said a dozen times.
say_skipped() {
    [ ! -s "$out/skipped.part" ] || awk -F'|' '
        { why = substr($0, length($1) + 2); if (!(why in names)) order[++reasons] = why
          names[why] = names[why] (why in names && names[why] != "" ? ", " : "") $1 }
        END { for (i = 1; i <= reasons; i++) print "skipped: " names[order[i]] ": " order[i] }' \
        "$out/skipped.part"
    rm -f "$out/skipped.part"
}

# What belongs to the climb before goes at the moment when the new records take its place.
publish() {
    rm -f "$out"/speedup.txt "$out"/speedup.dat "$out"/speedup.svg "$out"/speedup.png \
        "$out"/roofline.dat "$out"/roofline.svg "$out"/roofline.png
    mv "$records.part" "$records" || give_up "$records cannot be written"
    set -- --workload "$workload" --plot "$out/speedup.dat"
    [ $workload != traffic ] || set -- "$@" --roofline "$out/roofline.dat"
    "$LADDER" "$@" "$records" >"$out/speedup.txt.part"
    verdict=$?
    [ $verdict -le 1 ] || return
    mv "$out/speedup.txt.part" "$out/speedup.txt" || give_up "$out/speedup.txt cannot be written"
    cat "$out/speedup.txt"
}

# draw NAME: the picture of that name, from the data of that name.
draw() {
    if gnuplot -e "data='$out/$1.dat'; output='$out/plot.part'; workload='$workload'" \
        "$here/$1.gp"; then
        for kind in svg png; do
            [ ! -s "$out/plot.part.$kind" ] || mv "$out/plot.part.$kind" "$out/$1.$kind"
        done
        echo "Plot: $(echo "$out/$1".[sp][vn]g)"
    else
        echo "speedups: gnuplot could not draw $out/$1.dat" >&2
        failed=$((failed + 1))
    fi
}

draw_all() {
    if command -v gnuplot >/dev/null; then
        draw speedup
        [ $workload != traffic ] || draw roofline
    else
        echo "No plots: gnuplot is not here (apt-get install gnuplot-nox)."
    fi
}

find_ladder "$1"
find_width "$@"
claim_folder
for program; do
    visit "$program"
done
say_skipped
echo
if [ ! -s "$records.part" ]; then
    echo "speedups: no program left a record" >&2
    [ $failed -gt 0 ] && exit 1
    exit 2
fi
publish
[ $verdict -gt 1 ] || { echo; draw_all; }
echo "$ran of $total ran, $skipped skipped, $failed failed"
[ $failed -eq 0 ] || exit 1
exit $verdict
