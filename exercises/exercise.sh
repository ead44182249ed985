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
state=$MINE/state

give_up() {
    echo "exercise: $*" >&2
    exit 2
}

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
    [ -f "$mine" ] || cp "$stub" "$mine" 2>/dev/null || give_up "cannot write $mine"
}

# happened WHAT [HOW]
happened() {
    echo "$(date +%Y-%m-%dT%H:%M:%S) $number $*" >>"$state" || give_up "cannot write $state"
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
        [ "$tries" -eq 0 ] || how="checked $tries times"
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

# build PROGRAM...: or says why not. Always anew: so that a warning is said again, and what was built is
# never another's file. A warning is as good as an error to those who learn C.
build() {
    [ -f build/common.a ] || echo "One moment: what all programs share is built first, this once."
    rm -f "build/stages/$program.o" "build/stages/$program.d" # which names a file that may have gone
    "$MAKE" --no-print-directory "$@" >"$work/make" 2>&1 && ! complaints | grep -q "^$mine:.*warning:" &&
        return
    verdict=compiler
    say_build_failed
    return 1
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
        tail -n 5 "$work/make"
    fi
}

# on RANKS SECONDS PROGRAM [ARGUMENT...]: no ranks, no launcher
on() {
    ranks=$1 seconds=$2
    shift 2
    if [ -n "$ranks" ]; then
        for launcher in mpiexec.mpich mpiexec srun; do
            command -v "$launcher" >/dev/null && break
        done
        set -- "$launcher" -n "$ranks" "$@"
    fi
    timeout -k 2 "$seconds" "$@" </dev/null
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
    1) verdict=$(sed -n 's/.*\[\([a-z-]*\)\].*/\1/p' "$work/said" | paste -s -d + -) ;;
    2) give_up "$(cat "$work/err")" ;;
    124 | 137)
        verdict=waits
        if [ -n "$(fact ranks)" ]; then
            echo "Not right yet: after ten seconds it is still waiting [waits]. A rank waits for a"
            echo "message that nobody sends, or all of them send and nobody receives: a deadlock."
        else
            echo "Not right yet: after ten seconds it still runs [waits]. Which loop does not end?"
        fi ;;
    *)
        verdict=crash
        echo "It crashed, with status $status [crash]: it read or wrote outside of its arrays."
        echo "Which loop goes further than they do?"
        grep -m 2 -vE '^$|^=' "$work/err" ;;
    esac
    if [ -z "$verdict" ]; then
        verdict=ended
        echo "It ended before the teacher had seen all of it [ended]:"
        cat "$work/err"
    fi
}

# measure RANKS PROGRAM [OPTION...]: its rate on a road of this exercise, into $rate; the driver judges it
measure() {
    ranks=$1 measured=$2
    shift 2
    rm -f "$work/record.csv"
    on "$ranks" 30 "$measured" --cells "$(fact cells)" --min-time 0.3 --repeat 3 --record "$work/record.csv" "$@" \
        >"$work/out" 2>"$work/err" || return
    rate=$(awk -F, 'END { print $11 }' "$work/record.csv")
    cores=$(awk -F, 'END { print $6 * $7 }' "$work/record.csv")
}

# What bin/limits has measured here before, if it has: the rule alone, on so many cores.
percent_of_roof() {
    [ -f results/ladder.csv ] || return
    awk -F, -v rate="$rate" -v cores="$cores" -v host="$(uname -n)" '
        $1 == "limits" && $2 == "logic" && $7 == cores && $17 == host && $11 > roof { roof = $11 }
        END { if (roof) printf ", %.3g %% of what this machine can do", 100 * rate / roof }' results/ladder.csv
}

# Right on small roads: is it on a long one, and how fast?
judge_speed() {
    measure '' bin/traffic-naive || give_up "bin/traffic-naive does not run: $(tail -n 1 "$work/err")"
    naive=$rate steps=$(fact steps) on_two=$(fact ranks)
    # shellcheck disable=SC2086 # none, or four words
    measure "${on_two:+2}" "bin/exercises/$program" ${steps:+--steps $steps --report $steps}
    case $? in
    0) ;;
    124 | 137)
        echo "Not timed: that takes more than half a minute here, as with ranks that share a core."
        return ;;
    *)
        verdict=long-road
        echo "On small roads it is right, on one of $(fact cells) cells it is not [long-road]:"
        grep -m 3 -vE '^$|^=' "$work/err"
        return ;;
    esac
    speed=$rate ratio=$(quotient "$rate" "$naive") enough=$ratio
    echo "Speed: $(printf %.0f "$rate") MCOPs, $ratio x naive$(percent_of_roof)."
    if [ -n "$than" ]; then
        measure '' "bin/$than" ${steps:+--steps $steps --report $steps} || give_up "bin/$than does not run"
        enough=$(quotient "$speed" "$rate")
        echo "That is $enough x $than."
    fi
    if awk "BEGIN { exit !($enough < $(fact faster)) }"; then
        verdict=slow
        echo "Right, but not fast enough yet [slow]: $(fact faster) x ${than:-naive} is the least here."
    fi
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
        /<\/summary>/ { inside = number == wanted; next } inside' "$folder/README.md" | fmt -s -w 78
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
