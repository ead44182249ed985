#!/bin/sh
# The workshop, for those who take part and those who teach it; called by the Makefile.
#
#   exercise                  where you are, and what is next
#   check NN                  builds your file, tries it, and says what a teacher would
#   hint NN                   one more hint at each call
#   reset NN                  the exercise's file as it was; yours is kept beside it
#   share                     from now on what you have done is in DIR too, under NAME, if there is one
#   board                     a line for each who shares in DIR
#
# UNTIMED=1 leaves out how fast it is, for tests on machines that do other things as well.
#
# All that is yours is in $MINE: a copy of each exercise's file, and one text file, state, with a line
# for all that happened: date, exercise, what, and how it went.
#
# Status 0: right, or done; 1: not right yet; 2: it cannot be tried.

MINE=${MINE:-mine} MAKE=${MAKE:-make}
MINE=${MINE%/} MINE=${MINE#./} # by one name, as compilers will say it
state=$MINE/state child=

# Elsewhere compilers say Fehler, and numbers are 3,14.
export LC_ALL=C

give_up() {
    echo "exercise: $*" >&2
    exit 2
}

[ -z "$(printf %s "$MINE" | tr -d 'A-Za-z0-9/._@~\200-\377-')" ] ||
    give_up "MINE=$MINE: make finds no file in a folder of such a name: letters, digits and . _ - @ ~ only"

# fact NAME: what exercises/NN-*/facts says of this one
fact() {
    awk -v name="$1" '$1 == name { sub(/^[^ ]+ +/, ""); print }' "$folder/facts"
}

# choose NN: sets what is known of this exercise, and sees to it that the attendee has a file. The stub
# is the one that has the exercise's number in its name; of a stage there is a program.
choose() {
    number=$1 folder=$(echo exercises/"$1"-*)
    [ -f "$folder/facts" ] || give_up "there is no exercise $1: make exercise shows which there are"
    stub=$(echo "$folder"/*"$1"[._-]*) mine=$MINE/${stub##*/}
    program=$(basename "${stub%.c*}" | tr _ -)
    mkdir -p "$MINE" 2>/dev/null
    [ -f "$mine" ] || copy_stub || give_up "cannot write $mine"
}

# Half a file, of a full disk, would be taken for the attendee's.
copy_stub() {
    { cp "$stub" "$mine.part" && mv "$mine.part" "$mine"; } 2>/dev/null || { rm -f "$mine.part" && false; }
}

# happened WHAT [HOW]
happened() {
    { echo "$(date +%Y-%m-%dT%H:%M:%S) $number $*" >>"$state"; } 2>/dev/null || give_up "cannot write $state"
    tell_the_board
}

tell_the_board() {
    [ -f "$MINE/share" ] || return 0
    read -r board <"$MINE/share"
    cp "$state" "$board" 2>/dev/null || echo "exercise: cannot write $board: not shared" >&2
}

# passed NN
passed() {
    grep -q "^[^ ]* $1 check right" "$state" 2>/dev/null
}

# how_often WORD NN: how often that happened
how_often() {
    grep -c "^[^ ]* $2 $1" "$state" 2>/dev/null || [ -f "$state" ] || echo 0
}

# ------------------------------------------------------------------------------- what is next ---

show_all() {
    next=
    printf 'Exercises\n\n'
    for folder in exercises/[0-9][0-9]-*; do
        number=${folder#exercises/} number=${number%%-*}
        mark=' ' how=
        if passed "$number"; then
            mark=x
        elif [ -z "$next" ]; then
            next=$number mark='>'
        fi
        tries=$(how_often check "$number")
        case $tries in 0) ;; 1) how='checked once' ;; *) how="checked $tries times" ;; esac
        printf '  %s %s  %-42s %3s min  %s\n' "$mark" "$number" "$(fact title)" "$(fact minutes)" "$how"
    done
    echo
    if [ -z "$next" ]; then
        echo "All done. CONTRIBUTING.md shows how to write a rung of your own."
        return
    fi
    choose "$next"
    echo "Next: read $folder/README.md,"
    echo "      edit $mine, and then: make check-$next"
}

# -------------------------------------------------------------------------------------- check ---

# What is built here is taken for what this check has built: so there is one check at a time. Status 1 is that of
# a lock that is held; not all file systems have locks.
take_turn() {
    command -v flock >/dev/null || return 0
    { mkdir -p build && touch build/turn; } 2>/dev/null || give_up "cannot write build/: work in a copy of this folder"
    exec 9>build/turn
    flock -n 9 2>/dev/null || [ $? -ne 1 ] ||
        { echo "Another check is under way in this folder, and comes first." && flock 9; }
}

# build PROGRAM...: or says why not. Always anew: so that a warning is said again, and what was built is
# never another's file. A warning is as good as an error to those who learn C.
build() {
    [ -f build/common.a ] || echo "One moment: what all programs share is built first, this once."
    for folder_of in stages shim tsan; do
        rm -f "build/$folder_of/$program.o" "build/$folder_of/$program.d" # which names a file that may have gone
    done
    if ! "$MAKE" --no-print-directory MINE="$MINE" "$@" >"$work/make" 2>&1 9>&- ||
        complaints | grep -q "^$mine:.*warning:"; then
        verdict=compiler
        say_build_failed
        return 1
    fi
    [ -z "$(fact ranks)" ] || find_launcher
}

# What the compiler said, but that gcc takes MPICH's MPI_STATUSES_IGNORE for an array that is too small.
complaints() {
    sed '/warning: .*MPI_.*-Wstringop-overflow/d' "$work/make"
}

say_build_failed() {
    if grep -q 'No rule to make target' "$work/make"; then
        give_up "$folder needs an MPI: apt-get install mpich libmpich-dev"
    elif grep -q "^$mine:" "$work/make"; then
        echo "The compiler does not understand it yet. Its first message:"
        echo
        complaints | grep -A 4 -m 1 -E "^$mine:.*(error|warning):" | fold -s -w 80
    else
        echo "It cannot be built:"
        echo
        tail -n 5 "$work/make" | fold -s -w 80
    fi
}

find_launcher() {
    for launcher in ${LAUNCHER:+"$LAUNCHER"} mpiexec.mpich mpiexec srun; do
        command -v "$launcher" >/dev/null && return
    done
    give_up "nothing here starts ranks, neither mpiexec nor srun: LAUNCHER=..., if it has another name"
}

# on RANKS SECONDS PROGRAM [ARGUMENT...]: no ranks, no launcher. In the background, where ^C reaches it.
on() {
    ranks=$1 seconds=$2
    shift 2
    [ -z "$ranks" ] || set -- "$launcher" -n "$ranks" "$@"
    timeout -k 2 "$seconds" "$@" </dev/null 9>&- &
    child=$!
    wait "$child"
    ended=$? child=
    return $ended
}

interrupted() {
    [ -z "$child" ] || kill "$child" 2>/dev/null
    exit 130
}

# right WORDS, unless something was wrong; wrong NAME WORDS: "It looks as if ..." Its status is 1.
right() {
    [ -n "$verdict" ] || { verdict=right && echo "Right: $*" | fmt -s -w 78; }
}

wrong() {
    if [ -n "$verdict" ]; then begins=And; else begins='Not right yet. It looks'; fi
    verdict=${verdict:+$verdict+}$1
    echo "$begins as if $2 [$1]." | fmt -s -w 78
    return 1
}

# answer KEY: what stands behind "KEY:" in a file of answers; of a number, 12,000 is as good as 12000
answer() {
    awk -v key="$1:" 'index($0, key) == 1 {
        $0 = substr($0, length(key) + 1)
        sub(/#.*/, "")
        gsub(/^[ \t]+|[ \t\r]+$/, "")
        if (/^[0-9]+(,[0-9][0-9][0-9])+(\.[0-9]*)?$/) gsub(/,/, "")
        print
    }' "$mine"
}

# Whether anything stands behind any key.
any_answer() {
    grep -q '^[^#:]*: *[0-9.]' "$mine"
}

# true_that CONDITION: awk's; nothing is true of what is no number
true_that() {
    awk "BEGIN { exit !($1) }"
}

# within FACTOR ONE OTHER: both are more than 0, and neither is more than so many times the other
within() {
    awk -v factor="$1" -v one="$2" -v other="$3" 'BEGIN {
        one += 0; other += 0; factor += 0
        exit !(one > 0 && other > 0 && one <= factor * other && other <= factor * one) }'
}

# calc EXPRESSION: awk's
calc() {
    awk "BEGIN { printf \"%.15g\", $1 }"
}

# expect KEY RIGHT FACTOR [TIMES NAME WORDS]...: whether an answer is right within that factor. If it is so
# many times what is right, that is a mistake with a name. RIGHT and TIMES are expressions.
expect() {
    key=$1 is=$2 near=$3 given=$(answer "$1")
    shift 3
    if [ -z "$given" ]; then
        wrong empty "nothing stands behind \"$key:\" in $mine yet"
        return
    elif ! echo "$given" | grep -qxE '[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?'; then
        wrong no-number "\"$key: $given\" is no plain number, as 12000, 1.5 or 3e-9 is"
        return
    elif ! within 1 "$given" "$given"; then
        wrong no-number "\"$key: $given\" should be more than 0"
        return
    fi
    is=$(calc "$is")
    ! within "$near" "$given" "$is" || return 0
    while [ $# -ge 3 ] && ! within "$near" "$given" "$(calc "($1) * $is")"; do
        shift 3
    done
    wrong "${2:-off}" "${3:-\"$key: $given\" should be about $(calc "sprintf(\"%.3g\", $is) + 0")}"
}

# The verdict is the name of the mistake, or of both.
ask_toys() {
    on "$(fact ranks)" 10 "build/teacher/$program" >"$work/said" 2>"$work/err"
    status=$?
    [ $status -gt 1 ] || cat "$work/said" # else it is the launcher who speaks
    case $status in
    0) verdict=right ;;
    1) verdict=$(sed -n 's/.*\[\([a-z-]*\)\]\..*/\1/p' "$work/said" | paste -s -d + -) ;;
    2) give_up "$(cat "$work/err")" ;;
    124 | 137) verdict=waits && say_it_waits ;;
    *) verdict=crash && say_it_crashed ;;
    esac
    if [ -z "$verdict" ]; then
        verdict=ended
        echo "It ended before the teacher had seen all of it [ended]:"
        complaint
    fi
}

say_it_waits() {
    if [ -n "$(fact ranks)" ]; then
        echo "Not right yet: after ten seconds it is still waiting [waits]. A rank waits for a"
        echo "message that nobody sends, or all of them send and nobody receives: a deadlock."
        echo "(Or the machine is very busy: then try again.)"
    else
        echo "Not right yet: after ten seconds it still runs [waits]. Which loop does not end?"
    fi
}

say_it_crashed() {
    if [ "$status" -eq 136 ]; then
        echo "It crashed, with status $status [crash]: it divided by zero."
        echo "Which divisor may be 0, on a road of one cell?"
    else
        echo "It crashed, with status $status [crash]: it read or wrote outside of its arrays."
        echo "Which loop goes further than they do?"
    fi
    complaint
}

# The first that it said on stderr, but for the frame that an MPI draws.
complaint() {
    grep -m 3 -vE '^$|^=' "$work/err" | fold -s -w 80
}

# record RANKS PROGRAM [OPTION...]: runs it; what it records comes behind what it has recorded before
record() {
    ranks=$1
    shift
    on "$ranks" 30 "$@" --record "$work/${1##*/}.csv" >"$work/out" 2>"$work/err"
}

# The same of a program that is not the attendee's.
reference() {
    record '' "$@" || give_up "$1 does not run: $(tail -n 1 "$work/err")"
}

# fastest PROGRAM: the best of all rates that it has recorded
fastest() {
    awk -F, '$11 + 0 > most + 0 { most = $11 } END { print most }' "$work/${1##*/}.csv"
}

# What bin/limits has measured here before, if it has: the rule alone, on so many cores.
percent_of_roof() {
    [ -f results/ladder.csv ] || return
    awk -F, -v rate="$1" -v cores="$2" -v host="$(uname -n)" '
        $1 == "limits" && $2 == "logic" && $7 == cores && $17 == host && $11 > roof { roof = $11 }
        END { if (roof) printf ", %.3g %% of what this machine can do", 100 * rate / roof }' results/ladder.csv
}

# Right on small roads: is it on a long one, and how fast? The programs take turns, and of each the best
# turn counts: what else the machine does harms none of them more than others.
judge_speed() {
    yours=bin/exercises/$program steps=$(fact steps) on_two=$(fact ranks)
    least=$(fact seconds) road="--cells $(fact cells) --min-time ${least:-0.3}"
    call=${steps:+--steps $steps --report $steps}
    # shellcheck disable=SC2086 # words
    for turn in 1 2 3; do
        reference bin/traffic-naive $road
        [ -z "$than" ] || reference "bin/$than" $road $call
        record "${on_two:+2}" "$yours" $road $call || { say_no_speed $?; return; }
    done
    ratio=$(quotient "$(fastest "$yours")" "$(fastest bin/traffic-naive)") enough=$ratio
    used=$(awk -F, 'END { print $6 * $7 }' "$work/$program.csv")
    printf 'Speed: %s MCOPs, %s x naive%s.\n' "$(mcops "$(fastest "$yours")")" "$ratio" \
        "$(percent_of_roof "$(fastest "$yours")" "$used")"
    if [ -n "$than" ]; then
        enough=$(quotient "$(fastest "$yours")" "$(fastest "bin/$than")")
        echo "That is $enough x $than."
    fi
    if ! true_that "$enough >= $(fact faster)"; then
        verdict=slow
        echo "Right, but not fast enough yet [slow]: $(fact faster) x ${than:-naive} is the least here."
    fi
}

# say_no_speed STATUS: of a program that did not come to its end, or was wrong
say_no_speed() {
    case $1 in
    124 | 137) echo "Not timed: that takes more than half a minute here, as with ranks that share a core." ;;
    *)
        verdict=long-road
        echo "On small roads it is right, on one of $(fact cells) cells it is not [long-road]:"
        complaint ;;
    esac
}

# mcops RATE: of a slow one three digits
mcops() {
    awk "BEGIN { rate = $1; printf rate < 10 ? \"%.3g\" : \"%.0f\", rate }"
}

quotient() {
    awk "BEGIN { print sprintf(\"%.3g\", $1 / $2) + 0 }" # no 1.8e+03
}

# Of a stage of the road. An exercise that is none brings a teacher.sh with a `teach` of its own, which
# has all of the above at hand: it says what it sees, and the last that it calls is right, or wrong.
teach() {
    than=$(fact than)
    build "bin/exercises/$program" "build/teacher/$program" bin/traffic-naive ${than:+"bin/$than"} || return
    ask_toys
    [ "$verdict" != right ] || [ "$UNTIMED" ] || judge_speed
}

check() {
    work=$(mktemp -d) || give_up "no temporary folder"
    trap 'rm -rf "$work"' EXIT
    trap interrupted INT TERM HUP
    take_turn
    verdict='' ratio=''
    # shellcheck source=/dev/null
    [ ! -f "$folder/teacher.sh" ] || . "./$folder/teacher.sh"
    teach
    [ -n "$verdict" ] || give_up "$folder/teacher.sh has not said whether it is right"
    happened check "$verdict" "$ratio"
    echo
    if [ "$verdict" = right ]; then
        solution=$(fact solution)
        echo "Exercise $number is done.${solution:+ Compare with $solution.} What to ask yourself" \
            "stands in $folder/README.md. On you go: make exercise" | fmt -s -w 78
        exit 0
    fi
    echo "Stuck? make hint-$number"
    exit 1
}

# ------------------------------------------------------------------------------- hint, reset ---

# The README's folded hints: what stands between <details> and </details>.
hint() {
    given=$(how_often hint "$number")
    wanted=$((given + 1))
    hints=$(grep -c '^<details>' "$folder/README.md")
    [ "$wanted" -le "$hints" ] || wanted=$hints
    echo "Hint $wanted of $hints:"
    awk -v wanted="$wanted" '/^<details>/ { number++; next } /^<\/details>/ { inside = 0 }
        /<\/summary>/ { inside = number == wanted; next } inside' "$folder/README.md"
    if [ "$wanted" -eq "$hints" ]; then
        solution=$(fact solution)
        echo "That was the last one.${solution:+ A solution: $solution}"
    fi
    happened hint "$wanted"
}

reset() {
    kept=1
    while [ -e "$mine.$kept" ]; do
        kept=$((kept + 1))
    done
    { mv "$mine" "$mine.$kept" && cp "$stub" "$mine"; } 2>/dev/null || give_up "cannot write $mine"
    happened reset
    echo "$mine is as it was; yours is $mine.$kept"
}

# ---------------------------------------------------------------------------------- the room ---

# Nobody is named who has not given a name.
share() {
    [ -d "$DIR" ] || give_up "DIR=$DIR is no folder: make share DIR=/where/all/can/write [NAME=you]"
    # shellcheck disable=SC2153 # not the name that the board has for somebody
    case $NAME in *[!A-Za-z0-9_-]*) give_up "NAME=$NAME: letters, digits, - and _ only" ;; esac
    { mkdir -p "$MINE" && touch "$state"; } 2>/dev/null || give_up "cannot write $MINE"
    [ ! -f "$MINE/share" ] || rm -f "$(cat "$MINE/share")" # under another name, or in another room
    id=$(od -An -N4 -tx4 /dev/urandom | tr -d ' \n')
    echo "$DIR/${NAME:-someone}-$id.exercises" >"$MINE/share" || give_up "cannot write $MINE/share"
    tell_the_board
    echo "Shared as ${NAME:-someone}. To end it: rm $MINE/share"
}

board() {
    [ -d "$DIR" ] || give_up "DIR=$DIR is no folder: make board DIR=the folder that was shared"
    printf '%-16s' ''
    for folder in exercises/[0-9][0-9]-*; do
        number=${folder#exercises/}
        printf ' %s' "${number%%-*}"
    done
    printf '\n'
    people=0
    for state in "$DIR"/*.exercises; do
        [ -f "$state" ] || continue
        people=$((people + 1)) name=${state##*/} name=${name%-*}
        [ "$name" != someone ] || name="someone $people"
        board_line
    done
    printf '\n%s here.  x done, 1-9 tried so often, h hints taken, . not begun\n' "$people"
}

board_line() {
    printf '%-16.16s' "$name"
    for folder in exercises/[0-9][0-9]-*; do
        number=${folder#exercises/} number=${number%%-*}
        tries=$(how_often check "$number") mark=.
        [ "$tries" -eq 0 ] || mark=$((tries > 9 ? 9 : tries))
        ! passed "$number" || mark=x
        [ "$(how_often hint "$number")" -eq 0 ] && helped=' ' || helped=h
        printf ' %s%s' "$mark" "$helped"
    done
    printf '\n'
}

case $1 in
exercise) show_all ;;
share) share ;;
board) board ;;
check | hint | reset) choose "$2" && "$1" ;;
*) give_up "usage: sh exercises/exercise.sh exercise | check NN | hint NN | reset NN | share | board" ;;
esac
