#!/bin/sh
# Climbs the ladder of a workload: runs every program that can run here, each long enough for its
# clock to be trusted, and shows the records as a table and a plot; traffic has a roofline too.
#
#   sh common/climb.sh OUTDIR PROGRAM... [--ranks N PROGRAM...]
#
#   --ranks N                      what follows is started by the launcher, on N ranks
#   OUTDIR/ladder.csv              the records of this climb and of no other
#   OUTDIR/speedup.txt .svg .png   the table, and how fast each rung is
#   OUTDIR/roofline.svg .png       what memory and logic allow it
#   OUTDIR/PROGRAM.log             all that a program printed
#
# Everything grows under names that end in .part and is renamed when it is whole, so what an
# interrupted climb leaves behind is the climb before. LADDER names another ladder program, LAUNCHER
# what starts ranks.
#
# Status 0: all that ran is verified; 1: a rung failed, the others are shown; 2: nothing was run.

[ $# -ge 2 ] || { echo "usage: sh common/climb.sh OUTDIR PROGRAM... [--ranks N PROGRAM...]" >&2; exit 2; }

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
LAUNCHER=${LAUNCHER:-mpiexec}
total=0 number=0 rungs=0 width=0 ran=0 skipped=0 failed=0
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
        "$out/rungs.part" "$out/skipped.part" "$out/speedup.txt.part" "$out"/*.dat.part "$out"/plot.part.*
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

# Beside the last program: what comes last is always one.
find_ladder() {
    [ -z "$LADDER" ] || return 0
    for program; do :; done
    LADDER=$(dirname "$program")/ladder
    [ -x "$LADDER" ] || LADDER=bin/ladder
    [ -x "$LADDER" ] || give_up "the ladder program is not built: make"
}

# show NAME TEXT: the line of one rung; on a terminal it is drawn over the one that said "running".
show() {
    line=$(printf "[%*d/%d] %-*s  %s" ${#rungs} "$number" "$rungs" "$width" "$1" "$2")
    if [ -t 1 ]; then printf '\r\033[K%s\n' "$line"; else printf '%s\n' "$line"; fi
}

show_running() {
    [ ! -t 1 ] || printf "[%*d/%d] %-*s  running" ${#rungs} "$number" "$rungs" "$width" "$1"
}

# The last that is not empty, nor drawn.
last_line() {
    awk '/[[:alpha:]]/ { line = $0 } END { print line }'
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
            if ($column["ranks"] > 1)
                word = word ", " $column["ranks"] " ranks" \
                    ($column["threads"] > 1 ? " of " $column["threads"] " threads" : "")
            if ($column["workload"] == "limits") word = "the roof of one " ($column["gpus"] > 0 ? "GPU" : "core")
        }
        END { print text word }' "$records.part"
}

# start RANKS PROGRAM [ARGUMENT...]: the program takes the place of the shell that this is called in,
# so that who kills the one kills the other. Without a launcher, RANKS is 0. Threads stay put; but not
# those of a library, which would inherit the one core of their maker, nor those of ranks: a launcher
# that leaves all cores to all of them would find all their first threads on the first.
# shellcheck disable=SC2086 # a launcher may be several words
start() {
    ranks=$1
    shift
    [ "$ranks" -eq 0 ] || exec $LAUNCHER -n "$ranks" "$@"
    [ $workload = eigh ] ||
        export OMP_PROC_BIND="${OMP_PROC_BIND:-close}" OMP_PLACES="${OMP_PLACES:-cores}"
    exec "$@"
}

# run NAME RANKS PROGRAM
#
# Naive Python would take minutes over the road that the others need to be timed at all; the jump
# takes as long for any number of steps, so more of them would not make it longer. The naive solver
# of matrices takes half a minute for one, and a library's sine a second for all points.
run() {
    log=$out/$1.log
    case $1 in
    limits | limits-cuda) set -- "$2" "$3" ;;
    traffic-naive.py) set -- "$2" "$3" --cells 1024000 --steps 20 ;;
    traffic-jump) set -- "$2" "$3" --steps 50000000 --report 500000 --repeat 5 ;;
    eigh-jacobi*) set -- "$2" "$3" --tasks 1 ;;
    eigh-*) set -- "$2" "$3" --tasks 1 --min-time 1 --repeat 5 ;;
    integral-naive*) set -- "$2" "$3" --repeat 3 ;;
    vecadd-* | integral-*) set -- "$2" "$3" --min-time 0.2 --repeat 5 ;;
    *) set -- "$2" "$3" --min-time 0.5 --repeat 7 ;;
    esac
    start "$@" --record "$records.part" >"$log.part" 2>"$out/errors.part" </dev/null &
    child=$!
    wait "$child"
    status=$?
    child=''
    cat "$out/errors.part" >>"$log.part" && mv "$log.part" "$log"
    return $status
}

# climb_rung RANKS PROGRAM
climb_rung() {
    before=$(wc -l <"$records.part")
    [ "$before" -gt 0 ] || before=1
    number=$((number + 1)) name=${2##*/}
    show_running "$name"
    run "$name" "$1" "$2"
    status=$?
    if [ $status -eq 0 ] && [ "$(wc -l <"$records.part")" -gt "$before" ]; then
        ran=$((ran + 1))
        show "$name" "$(outcome $((before + 1)))"
    else
        disk_takes_more || give_up "$out cannot be written to any more: is the disk full?"
        failed=$((failed + 1))
        show "$name" "FAILED: $(reason_of_failure "$name")"
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

# probe RANKS PROGRAM: can it run here? If not, the last words of $reason say why.
probe() {
    reason="there is no program $2"
    [ -x "$2" ] || return
    reason="there is no ${LAUNCHER%% *} here, which would start it"
    [ "$1" -eq 0 ] || command -v "${LAUNCHER%% *}" >/dev/null || return
    [ "${2##*/}" = limits ] || reason=$(start "$1" "$2" --probe 2>&1 </dev/null)
}

# look_at RANKS PROGRAM: it becomes a rung, or is skipped.
look_at() {
    total=$((total + 1)) name=${2##*/}
    if probe "$@"; then
        rungs=$((rungs + 1))
        [ ${#name} -le "$width" ] || width=${#name}
        echo "$1 $2" >>"$out/rungs.part"
    else
        skipped=$((skipped + 1))
        reason=$(printf '%s\n' "$reason" | last_line)
        echo "$name|${reason#"$name: "}" >>"$out/skipped.part"
    fi
}

check_ranks() {
    case $1 in '' | *[!0-9]* | 0* | ???????*) give_up "--ranks $1: that is no number of ranks" ;; esac
    cores=$(unset OMP_NUM_THREADS OMP_THREAD_LIMIT; nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
    [ "$1" -le "$cores" ] ||
        echo "speedups: $1 ranks are more than the $cores cores here: on these they wait for each other" >&2
}

look_at_all() {
    ranks_wanted=0
    while [ $# -gt 0 ]; do
        if [ "$1" = --ranks ]; then
            check_ranks "$2"
            ranks_wanted=$2
            shift
        else
            look_at "$ranks_wanted" "$1"
        fi
        shift
    done
}

climb_all() {
    [ ! -e "$out/rungs.part" ] || while read -r ranks program; do
        climb_rung "$ranks" "$program"
    done <"$out/rungs.part"
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

find_ladder "$@"
claim_folder
look_at_all "$@"
climb_all
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
