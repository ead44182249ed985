#!/bin/sh
# Exercises that bring their own teacher: measuring, first messages, job files. Stubs and solutions are tried
# with all others, in test_exercises.sh; here mistakes are made, and must be called by their names.
# shellcheck disable=SC2016 # sed's dollars
. tests/lib.sh
. tests/ranks.sh

repository=$PWD copy=$scratch/copy
mkdir "$copy"
cp -r Makefile common serial vectorized mpi gpu tests exercises archer2 "$copy"
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL MINE

# named WHAT EXPECTED [VARIABLE=VALUE...] NN: what is said of the file that is there
named() {
    what=$1 expected=$2
    shift 2
    timeout 300 make --no-print-directory NVCC= PLAIN=-O1 WIDTHS=128 "check-$1" >"$scratch/out" 2>"$scratch/err"
    same "$what" "$expected" "$(sed -n 's/.*\[\([a-z-]*\)\].*/\1/p' "$scratch/out" | paste -s -d + -)"
    same "$what: fits on 80 columns" '' "$(grep -E '.{81}' "$scratch/out")"
}

# changed NAME NN SED...: a mistake made in the solution
changed() {
    name=$1 number=$2 mine=mine/$(basename exercises/"$2"-*/*"$2"[._-]*)
    from=$(awk '$1 == "solution" { print $2 }' exercises/"$2"-*/facts)
    shift 2
    sed "$@" "$from" >"$mine"
    cmp -s "$from" "$mine" && not_ok "$number, $name: nothing was changed"
    named "$number: $name is named" "$name" "$number"
}

mkdir mine

# ------------------------------------------------------------------- 02: figures of a made-up machine ---

# Its programs write what they are to have measured, so that nothing depends on the machine's mood.
made_up=$scratch/made-up
mkdir -p "$made_up/bin" "$made_up/mine"
cp -r exercises "$made_up"
cat >"$made_up/bin/traffic-naive" <<'END'
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
chmod +x "$made_up/bin/traffic-naive"
cp "$made_up/bin/traffic-naive" "$made_up/bin/traffic-array"
cp "$made_up/bin/traffic-naive" "$made_up/bin/limits"

# What fits into this machine's L2; where it does not say, any number will do.
l2=1048576
for index in /sys/devices/system/cpu/cpu0/cache/index*; do
    [ "$(cat "$index/level" 2>/dev/null)" != 2 ] || l2=$(($(sed 's/K/*1024/; s/M/*1048576/' "$index/size")))
done

# figures NAME [KEY=VALUE...]: the right ones, but those; the name of what is wrong with them
figures() {
    name=$1 mine=$made_up/mine/02-measuring.txt
    shift
    cp exercises/02-measuring/02-measuring.txt "$mine"
    for answer in steps=300 best=0.6 median=0.63 MCOPs=500 'ns a cell=2.0' 'steps for a second=50,000' \
        bytes=8000000 "cells in L2=$((l2 / 2))" copy=20 estimate=10000 short=30000 long=9000 "$@"; do
        sed -i "s/^${answer%%=*}:.*/${answer%%=*}: ${answer#*=} # so I think/" "$mine"
    done
    (cd "$made_up" && MAKE=true sh exercises/exercise.sh check 02) >"$scratch/out" 2>"$scratch/err"
    same "02: ${name:-right}${1:+, $*}" "$name" "$(sed -n 's/.*\[\([a-z-]*\)\].*/\1/p' "$scratch/out" | paste -s -d + -)"
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
touch "$made_up/busy"
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
rm "$made_up/bin/traffic-naive"
(cd "$made_up" && MAKE=true sh exercises/exercise.sh check 02) >"$scratch/out" 2>"$scratch/err"
same '02: what cannot be measured' '2 exercise: bin/traffic-naive does not run' "$? $(sed 's/run:.*/run/' "$scratch/err")"

# ------------------------------------------------------------------------------- 08: first messages ---

if [ -n "$no_ranks" ]; then
    skip "exercises 08 and 12: $no_ranks"
    exit $failed
fi
export UNTIMED=1
changed who 08 's/^    return rank;/    return rank % 3;/'
changed how-many 08 's/^    return size;/    return 1 + 0 * size;/'
changed own-only 08 's/^    return total;/    return mine + 0 * total;/'
changed one-round 08 's/round < size()/round < 2 \&\& size() > 1/'
changed round-too-many 08 's/round < size()/round <= size()/'
changed missing 08 's/round < size()/round < size() - 1/'
changed same-again 08 's/total += passed;/total += passed, passed = mine;/'
changed own-forgotten 08 's/total = mine/total = 0/'
changed counted-twice 08 's/total += passed;/total += round == 2 ? 2 * passed : passed;/'
changed not-received 08 's/MPI_Recv(in,/MPI_Recv(rank() == 1 ? echo : in,/; s/^static void trip/static char echo[1 << 21];\n\n&/'
changed not-back 08 's/MPI_Recv(in,/MPI_Recv(rank() == 0 ? echo : in,/; s/^static void trip/static char echo[1 << 21];\n\n&/'
changed bytes 08 's/(out, bytes,/(out, bytes - bytes \/ 2,/; s/(in, bytes,/(in, bytes - bytes \/ 2,/'
changed waits 08 's/rank() == 0)/rank() == 1)/'
changed crash 08 's/^static void trip.*/&\n    *(volatile char *)0 = (char)bytes;/'

# ------------------------------------------------------------------------------------ 12: job files ---

ln -sf "$repository/bin/traffic-hybrid" "$repository/bin/ladder" bin
build_nothing=$(mktemp "$scratch/make.XXXXXX")
printf '#!/bin/sh\nexit 0\n' >"$build_nothing" && chmod +x "$build_nothing"

# job NAME SED...: a mistake made in the solution
job() {
    name=$1
    shift
    sed "$@" archer2/hybrid.job >mine/12.slurm
    cmp -s archer2/hybrid.job mine/12.slurm && not_ok "12, $name: nothing was changed"
    MAKE=$build_nothing sh exercises/exercise.sh check 12 >"$scratch/out" 2>"$scratch/err"
    same "12: $name is named" "1 $name" "$? $(sed -n 's/.*\[\([a-z-]*\)\].*/\1/p' "$scratch/out" | paste -s -d + -)"
}

job unseen 's|^#SBATCH --output=|&/home/t01/t01/anna/|'
job account 's/^#SBATCH --time/#SBATCH --account=t01\n&/'
job too-many 's/per-node=8/per-node=9/'
job not-read 's/^#SBATCH --qos/# SBATCH --qos/'
job not-said '/^#SBATCH --qos/d'
job too-long 's/--time=.*/--time=25:00:00/'
job too-long '/--time=/d'
job not-exported 's/^export OMP_NUM/OMP_NUM/'
job not-exported '/OMP_NUM_THREADS/d'
job one-cpu '/SRUN_CPUS/d'
job no-srun '/^srun/,/^$/{/^srun/d}'
job job 's/partition=standard/partition=standart/'
job cores-idle 's/per-node=8/per-node=4/'
job threads-not-cores 's/THREADS=16/THREADS=8/'
job does-not-run 's/^srun/false \&\& srun/'
job does-not-run 's|bin/traffic-hybrid|bin/traffic-hybrit|'
job does-not-run 's|^bin/ladder.*|bin/ladder no.csv|'
same '12: a job leaves nothing behind' '' "$(ls ./*.csv 2>/dev/null)"
exit $failed
