#!/bin/sh
# Exercises that bring their own teacher: measuring, first messages, job files. Stubs and solutions are tried
# with all others, in test_exercises.sh; here mistakes are made, and must be called by their names.
. tests/lib.sh
. tests/ranks.sh

. tests/lessons.sh
mkdir mine bin

# ------------------------------------------------------------------- 02: figures of a made-up machine ---

# Its programs write what they are to have measured, so that nothing depends on the machine's mood.
cat >bin/traffic-naive <<'END'
#!/bin/sh
row() { echo "traffic,$1,0,0,0,1,${3:-1},0,0,0,$2"; }
rates() {
    case $1 in
    */limits*) [ ! -e busy ] || { rm busy && row copy-L3 20 && row copy-memory 10 && return; }
        row copy-L1 200; row copy-L2 100; row copy-L3 60; row copy-memory 20; row copy-memory 40 2 ;;
    */traffic-naive*'--cells 1000000 '*) row naive 500 ;;
    */traffic-array*'--cells 100000 '*) row array 30000 ;;
    */traffic-array*'--cells 64000000 '*) row array 9000 ;;
    *) echo "not known: $1" >&2 && exit 2 ;;
    esac
}
measured=$(rates "$0 $*") || exit
while [ "$1" != --record ]; do shift; done
echo "$measured" >>"$2"
END
chmod +x bin/traffic-naive
cp bin/traffic-naive bin/traffic-array
cp bin/traffic-naive bin/limits

# What fits into this machine's L2; where it does not say, any number will do.
l2=1048576
for index in /sys/devices/system/cpu/cpu0/cache/index*; do
    [ "$(cat "$index/level" 2>/dev/null)" != 2 ] || l2=$(($(sed 's/K/*1024/; s/M/*1048576/' "$index/size")))
done

# figures NAME [KEY=VALUE...]: the right ones, but those; the name of what is wrong with them
figures() {
    name=$1 mine=mine/02-measuring.txt
    shift
    cp exercises/02-measuring/02-measuring.txt "$mine"
    for answer in steps=300 best=0.6 median=0.63 MCOPs=500 'ns a cell=2.0' 'steps for a second=50,000' \
        bytes=8000000 "cells in L2=$((l2 / 2))" copy=20 estimate=10000 short=30000 long=9000 "$@"; do
        sed -i "s/^${answer%%=*}:.*/${answer%%=*}: ${answer#*=} # so I think/" "$mine"
    done
    MAKE=true sh exercises/exercise.sh check 02 >"$scratch/out" 2>"$scratch/err"
    same "02: ${name:-right}${1:+, $*}" "$name" "$(called)"
}

figures ''
check '02: right figures are called right' grep -q '^Right: your figures fit together, and fit this machine' "$scratch/out"
figures empty long=
figures no-number best=0,6
figures no-number 'best=0.6 s'
figures best-for-median best=0.63 median=0.6
figures too-short steps=30 best=0.06 median=0.063
figures median-for-best median=0.7 MCOPs=428.6
figures steps-forgotten MCOPs=1.667
figures thousand MCOPs=0.5
figures thousand MCOPs=500000
figures million MCOPs=5e8
figures off MCOPs=123
figures thousand best=600 median=630 MCOPs=0.5 'ns a cell=2000' 'steps for a second=50' # this machine is not so slow
figures off steps=3000 MCOPs=5000 'ns a cell=0.2'
figures seconds 'ns a cell=2e-9'
figures microseconds 'ns a cell=0.002'
figures whole-road 'ns a cell=2000000'
figures upside-down 'ns a cell=0.5'
figures runs 'steps for a second=5000'
figures thousand 'steps for a second=50'
figures cells bytes=1000000
figures one-array bytes=4000000
figures chars bytes=2000000
figures bits bytes=64000000
figures one-way estimate=20000
figures bits estimate=1250
figures thousand estimate=10
figures wrong-level copy=190
figures wrong-level copy=65
touch busy
figures '' # the machine was, when the teacher looked for the first time
figures thousand copy=20000
figures thousand short=30
figures off long=100000
figures swapped short=9000 long=12000
if [ -e /sys/devices/system/cpu/cpu0/cache/index0/level ]; then
    figures twice "cells in L2=$l2"
    figures bits "cells in L2=$((8 * l2))"
    figures ints "cells in L2=$((l2 / 8))"
else
    skip '02: the size of L2 is not known here'
fi
rm -r bin
MAKE=true sh exercises/exercise.sh check 02 >"$scratch/out" 2>"$scratch/err"
same '02: what cannot be measured' '2 exercise: bin/traffic-naive does not run' "$? $(sed 's/run:.*/run/' "$scratch/err")"

# ------------------------------------------------------------------------------- 08: first messages ---

if [ -n "$no_ranks" ]; then
    skip "exercises 08 and 12: $no_ranks"
    exit $failed
fi
mistake who 08 's/^    return rank;/    return rank % 3;/'
mistake how-many 08 's/^    return size;/    return 1 + 0 * size;/'
mistake no-sum 08 's/^    return total;/    return total - 5000;/'
mistake own-only 08 's/^    return total;/    return mine + 0 * total;/'
mistake one-round 08 's/round < size()/round < 2 \&\& size() > 1/'
mistake round-too-many 08 's/round < size()/round <= size()/'
mistake missing 08 's/round < size()/round < size() - 1/'
mistake same-again 08 's/total += passed;/total += passed, passed = mine;/'
mistake own-forgotten 08 's/total = mine/total = 0/'
mistake counted-twice 08 's/total += passed;/total += round == 2 ? 2 * passed : passed;/'
mistake not-received 08 's/MPI_Recv(in,/MPI_Recv(rank() == 1 ? echo : in,/; s/^static void trip/static char echo[1 << 21];\n\n&/'
mistake not-back 08 's/MPI_Recv(in,/MPI_Recv(rank() == 0 ? echo : in,/; s/^static void trip/static char echo[1 << 21];\n\n&/'
mistake bytes 08 's/(out, bytes,/(out, bytes - bytes \/ 2,/; s/(in, bytes,/(in, bytes - bytes \/ 2,/'
mistake waits 08 's/rank() == 0)/rank() == 1)/'
mistake crash 08 's/^static void trip.*/&\n    *(volatile char *)0 = (char)bytes;/'

# ------------------------------------------------------------------------------------ 12: job files ---

ln -sf "$repository/bin/traffic-hybrid" "$repository/bin/ladder" bin
maker=true # what the jobs run is there
mistake unseen 12 's|^#SBATCH --output=|&/home/t01/t01/anna/|'
mistake account 12 's/^#SBATCH --time/#SBATCH --account=t01\n&/'
mistake too-many 12 's/per-node=8/per-node=9/'
mistake not-read 12 's/^#SBATCH --qos/# SBATCH --qos/'
mistake not-said 12 '/^#SBATCH --qos/d'
mistake too-long 12 's/--time=.*/--time=25:00:00/'
mistake too-long 12 '/--time=/d'
mistake not-exported 12 's/^export OMP_NUM/OMP_NUM/'
mistake not-exported 12 '/OMP_NUM_THREADS/d'
mistake one-cpu 12 '/SRUN_CPUS/d'
mistake no-srun 12 '/^srun/,/^$/{/^srun/d}'
mistake job 12 's/partition=standard/partition=standart/'
mistake cores-idle 12 's/per-node=8/per-node=4/'
mistake threads-not-cores 12 's/THREADS=16/THREADS=8/'
mistake does-not-run 12 's/^srun/false \&\& srun/'
mistake does-not-run 12 's|bin/traffic-hybrid|bin/traffic-hybrit|'
mistake does-not-run 12 's|^bin/ladder.*|bin/ladder no.csv|'
same '12: a job leaves nothing behind' '' "$(ls ./*.csv 2>/dev/null)"
exit $failed
