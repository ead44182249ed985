#!/bin/sh
# The workshop's script by itself: odd folders, full disks, two checks at a time, ^C, a room. Nothing is built;
# what a check would have built, and how fast that is, is made up.
. tests/lib.sh

cp -R exercises "$scratch/copy"
mkdir "$scratch/workshop" "$scratch/tmp"
mv "$scratch/copy" "$scratch/workshop/exercises"
cd "$scratch/workshop" || exit 1
unset MINE DIR NAME UNTIMED LAUNCHER
export MAKE=true TMPDIR="$scratch/tmp"

# exercise WHAT...: with what it says in $scratch/out and $scratch/err
exercise() {
    sh exercises/exercise.sh "$@" >"$scratch/out" 2>"$scratch/err"
}

# program PATH LINE...: a shell script
program() {
    path=$1
    shift
    mkdir -p "$(dirname "$path")"
    printf '%s\n' '#!/bin/sh' "$@" >"$path"
    chmod +x "$path"
}

# ---------------------------------------------------------------------------------- folders ---

for odd in 'my files' 'mine$' 'a#b' 'c++' '[ab]' 'a:b'; do
    MINE=$odd exercise check 01
    same "MINE=$odd is refused" "2 1 exercise: MINE=$odd: make" \
        "$? $(wc -l <"$scratch/err") $(sed 's/: make .*/: make/' "$scratch/err")"
done
program elsewhere 'case $* in *" MINE=mine/åsa "*) ;; *) exit 1 ;; esac' \
    'echo "mine/åsa/traffic_01_road.c:7:3: error: so it is called"' 'exit 1'
MAKE=./elsewhere MINE=./mine/åsa/ exercise check 01
check 'a folder has one name' grep -q '^mine/åsa/traffic_01_road.c:7:3: error' "$scratch/out"
program abroad '[ "$LC_ALL" = C ] && word=error || word=Fehler' 'echo "mine/traffic_01_road.c:7:3: $word: expected"' 'exit 1'
LC_ALL=de_DE.UTF-8 MAKE=./abroad exercise check 01
check 'compilers speak one language' grep -q '^mine/traffic_01_road.c:7:3: error: expected' "$scratch/out"

(ulimit -f 1 && MINE=full exercise check 01) 2>/dev/null
same 'on a full disk: status, words' '2 exercise: cannot write full/traffic_01_road.c' "$? $(cat "$scratch/err")"
same 'on a full disk: no half of a file is left' '' "$(ls full)"

# ------------------------------------------------------------------------------ two at a time ---

program slow 'echo begin >>turns' 'sleep 0.2' 'echo end >>turns' 'exit 1'
MAKE=./slow MINE=anna sh exercises/exercise.sh check 01 >"$scratch/anna" &
MAKE=./slow MINE=bert sh exercises/exercise.sh check 01 >"$scratch/bert" &
wait
if command -v flock >/dev/null; then
    same 'two checks in one folder take turns' 'begin end begin end' "$(xargs <turns)"
    same 'and who waits is told' 1 "$(cat "$scratch/anna" "$scratch/bert" | grep -c '^Another check is under way')"
else
    skip 'two checks in one folder: no flock here (apt-get install util-linux)'
fi

mkdir "$scratch/lockless"
program "$scratch/lockless/flock" 'echo "flock: 9: Function not implemented" >&2' 'exit 71'
PATH=$scratch/lockless:$PATH MAKE=./slow exercise check 01
same 'where there are no locks nobody waits' '1 0 0' \
    "$? $(grep -c '^Another check' "$scratch/out") $(wc -l <"$scratch/err")"

program build/teacher/traffic-01-road "echo \$\$ >'$scratch/pid'" 'exec sleep 60'
sh exercises/exercise.sh check 01 >"$scratch/out" 2>"$scratch/err" &
end_behind $! "$scratch/pid"
same 'interrupted: status' 130 $status
check 'interrupted: soon' test $took -le 5
same 'interrupted: no temporary folder is left' '' "$(ls "$scratch/tmp")"
check 'interrupted: nobody is left' sh -c "! kill -0 $(cat "$scratch/pid") 2>/dev/null"

# ----------------------------------------------------------------------------------- verdicts ---

program build/teacher/traffic-01-road 'kill -FPE $$'
exercise check 01
check 'a division by zero is called so' grep -q 'status 136 \[crash\]: it divided by zero' "$scratch/out"
program build/teacher/traffic-01-road 'echo "my cell[i] is 1"' 'echo "It looks as if so [open-road]."' 'exit 1'
exercise check 01
same 'what an attendee prints is no verdict' 'check open-road' "$(tail -n 1 mine/state | sed 's/^[^ ]* 01 //; s/ *$//')"

# What records a rate: of each turn another.
rates='while [ "$1" != --record ]; do shift; done
name=${0##*/} && echo "$name" >>order && turn=$(grep -cx "$name" order)
case $name,$turn in
traffic-naive,2) rate=1000 ;; traffic-naive,*) rate=100 ;;
traffic-lanes,3) rate=9000 ;; traffic-lanes,*) rate=4000 ;;
*,1) rate=6000 ;; *) rate=300 ;; esac
echo "traffic,$name,0,0,0,1,1,0,0,0,$rate" >>"$2"'
for name in bin/traffic-naive bin/traffic-lanes bin/exercises/traffic-05-lanes; do
    program "$name" "$rates"
done
program build/teacher/traffic-05-lanes 'exit 0'
exercise check 05
same 'speeds are measured in turns' "$(printf 'traffic-%s\n' naive lanes 05-lanes naive lanes 05-lanes naive lanes 05-lanes)" \
    "$(cat order)"
check 'and the best of each counts' grep -q '^Speed: 6000 MCOPs, 6 x naive\.$' "$scratch/out"
check 'also of the one to compare with' grep -q '^That is 0.667 x traffic-lanes\.$' "$scratch/out"
program bin/exercises/traffic-05-lanes 'while [ "$1" != --record ]; do shift; done' \
    'echo traffic,lanes,0,0,0,1,1,0,0,0,0.0123 >>"$2"'
exercise check 05
same 'one that is slow: status, words' '1 Speed: 0.0123 MCOPs, 0.000123 x naive.' "$? $(grep '^Speed' "$scratch/out")"
program bin/exercises/traffic-05-lanes 'exit 0'
exercise check 05
same 'one that records nothing is not fast enough' 1 $?

mkdir "$scratch/bare"
for tool in sh mktemp rm awk basename cp mv mkdir tr touch grep sed cat timeout; do
    ln -s "$(command -v $tool)" "$scratch/bare/$tool"
done
PATH=$scratch/bare exercise check 09
check 'without a launcher: said' grep -q '^exercise: nothing here starts ranks' "$scratch/err"
program build/teacher/traffic-09-halo 'exit 0'
program starts 'shift 2' 'echo started >>launched' 'exec "$@"'
UNTIMED=1 LAUNCHER=./starts exercise check 09
same 'a launcher that was named is taken' '0 started' "$? $(cat launched)"

# ----------------------------------------------------------------------------------- the room ---

mkdir "$scratch/room"
DIR=$scratch/room NAME=anna exercise share
DIR=$scratch/room NAME=berta exercise share
DIR=$scratch/room exercise board
same 'who shares under another name is there once' 'berta' "$(sed -n 's/^\([a-z][a-z]*\) .*/\1/p' "$scratch/out")"
exercise exercise
check 'what was tried more often' grep -q ' 05 .* checked 3 times$' "$scratch/out"
check 'and what once' grep -q ' 09 .* checked once$' "$scratch/out"
exit $failed
