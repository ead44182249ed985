#!/bin/sh
# Strong and weak scaling: by made-up programs whose times are known to follow a law, so that its serial
# part must come out; by programs that fail; and a tiny real run.

# shellcheck source=tests/lib.sh
. tests/lib.sh
# shellcheck source=tests/ranks.sh
. tests/ranks.sh

mkdir "$scratch/bin" "$scratch/tools"
out=$scratch/out
unset OMP_NUM_THREADS MAKEFLAGS MAKELEVEL

header=workload,stage,size,steps,tasks,ranks,threads,gpus,seconds_best,verified,host,cpu

# program NAME LINE...: in the lines $p is on how many ranks it is, $work how much it has to do; what it
# sets as $t is how long it took.
program() {
    name=$1
    shift
    {
        echo '#!/bin/sh'
        echo 'echo "$p $*" >>'"'$scratch/arguments'"
        echo 'steps=700 ranks=$p threads=1 verified=yes work=0 file=/dev/null t=1'
        echo 'while [ $# -gt 0 ]; do case $1 in --cells | --tasks) work=$2 ;; --record) file=$2 ;; esac; shift; done'
        printf '%s\n' "$@"
        echo "[ -s \$file ] || echo $header >\$file"
        echo "echo ${name%%-*},${name#*-},\$work,\$steps,\$work,\$ranks,\$threads,0,\$t,\$verified,lab3,Fast >>\$file"
    } >"$scratch/bin/$name"
    chmod +x "$scratch/bin/$name"
}

# What starts them says on how many ranks. There are 4 cores.
printf '#!/bin/sh\np=$2\nexport p\nshift 2\nexec "$@"\n' >"$scratch/tools/launch"
printf '#!/bin/sh\necho 4\n' >"$scratch/tools/nproc"
chmod +x "$scratch/tools/launch" "$scratch/tools/nproc"

# law STRONG WEAK: seconds, for awk, of the ranks p; a rank alone has 1000 to do.
law() {
    echo "t=\$(awk -v p=\$p -v work=\$work 'BEGIN { printf \"%.12g\", work == 1000 ? $1 : $2 }')"
}

# scaling NP SIZE NAME...: what is said in $scratch/said and $scratch/errors.
scaling() {
    most=$1 size=$2
    shift 2
    for name; do
        shift
        set -- "$@" "$scratch/bin/$name"
    done
    : >"$scratch/arguments"
    PATH=$scratch/tools:$PATH LAUNCHER=${LAUNCHER:-launch} ROUNDS=${ROUNDS:-2} \
        sh common/scaling.sh "$out" "$most" "$size" "$@" >"$scratch/said" 2>"$scratch/errors" </dev/null
}

# table AWKARGUMENT... : of the records in $scratch/x.csv
table() {
    awk -v cores=4 -v what=cells -v points="$scratch/points.csv" -f common/scaling.awk "$scratch/x.csv" \
        >"$scratch/said" 2>"$scratch/errors"
}

# records LINE...: "RANKS WORK SECONDS [VERIFIED]" of a stage
records() {
    echo "$header" >"$scratch/x.csv"
    for line; do
        # shellcheck disable=SC2086 # words
        set -- $line
        echo "traffic,rung,$2,1,0,$1,1,0,$3,${4:-yes},lab3,Fast" >>"$scratch/x.csv"
    done
}

shows() {
    if grep -Eq -- "$2" "$scratch/said"; then ok "$1"; else
        not_ok "$1: no line like '$2' in: $(cat "$scratch/said" "$scratch/errors")"; fi
}

shows_not() {
    if grep -Eq -- "$2" "$scratch/said"; then not_ok "$1: a line like '$2'"; else ok "$1"; fi
}

# column NUMBER HEADING: of the numbers of ranks behind 1, in the table under that heading
column() {
    awk -v column="$1" -v heading="$2" '/scaling:/ { on = index($0, heading) == 1 }
        on && $1 ~ /^[0-9]+$/ && NF == 7 { printf "%s ", $column }' "$scratch/said"
}

# --------------------------------------------------------------------------------- the laws ---

test_laws() {
    program traffic-amdahl "$(law '0.1 + 0.9 / p' 'p / (p - 0.1 * (p - 1))')"
    scaling 16 1000 traffic-amdahl
    same 'a scaling: status' 0 $?
    same 'powers of two, and what is between them' '2 3 4 6 8 12 16 ' "$(column 1 Strong)"
    same 'speedup' '1.82 2.50 3.08 4.00 4.71 5.71 6.40 ' "$(column 4 Strong)"
    same 'efficiency' '91 83 77 67 59 48 40 ' "$(column 5 Strong)"
    same 'the law of Amdahl: Karp and Flatt have its serial part on all ranks' \
        '0.100 0.100 0.100 0.100 0.100 0.100 0.100 ' "$(column 7 Strong)"
    shows 'and the fit has it' '^amdahl +serial part 0\.100 \(Amdahl\): at most 10 times as fast'
    same 'to all its digits' 0.1 "$(awk -v cores=4 -v what=x -v points=/dev/stdout -f common/scaling.awk \
        "$out/scaling.csv" | sed -n 's/^strong,amdahl,16,.*,//p')"
    shows 'it stops paying where a rank gives less than half' \
        '^ +It stops paying at 4 ranks: one more gives 0\.46 of a rank\.$'
    same 'the law of Gustafson: its serial part on all ranks' \
        '0.100 0.100 0.100 0.100 0.100 0.100 0.100 ' "$(column 7 Weak)"
    same 'its speedup is in work' '1.90 2.80 3.70 5.50 7.30 10.90 14.50 ' "$(column 4 Weak)"
    shows 'its fit' '^amdahl +serial part 0\.100 \(Gustafson\): 100 ranks would do the work of 90\.1\.'
    shows 'which pays on' '^ +It stops paying nowhere up to 16 ranks\.$'
    shows 'the machine is named' '^machine +lab3, Fast, 4 cores; a rank is one thread$'
    shows 'more ranks than cores are' '^ +16 ranks are more than that: they waited'
    same 'before they run as well' \
        'scaling: 16 threads are more than the 4 cores here: on these they wait for each other' \
        "$(cat "$scratch/errors")"
}

# What is run: in each round all numbers of ranks and both ways, one rank alone once.
test_rounds() {
    program traffic-one 't=1'
    program traffic-two 't=1'
    scaling 3 1000 traffic-one traffic-two
    same 'all take turns' '1 1000;1 1000;2 1000;2 2000;2 1000;2 2000;3 1000;3 3000;3 1000;3 3000;' \
        "$(sed -n '/min-time/d; s/^\([0-9]*\) --cells \([0-9]*\) .*/\1 \2/p' "$scratch/arguments" |
            sed -n '1,10p' | tr '\n' ';')"
    same 'in rounds' 20 "$(grep -c -- '--steps 700 --report 700 --record' "$scratch/arguments")"
    same 'with as many steps as a rank does in a second' 2 \
        "$(grep -c -- '^1 --cells 1000 .*--min-time 1 ' "$scratch/arguments")"
    same 'all records are kept' 21 "$(wc -l <"$out/scaling.csv")"
    check 'the table is' grep -q '^Strong scaling' "$out/scaling.txt"
    program eigh-one 't=1'
    scaling 2 24 eigh-one
    same 'matrices: status' 0 $?
    same 'as many, and as many for each' '1 24;2 24;2 48;' \
        "$(sed -n 's/^\([0-9]*\) --size 500 --tasks \([0-9]*\) .*/\1 \2/p' "$scratch/arguments" |
            sed -n '1,3p' | tr '\n' ';')"
    scaling 2 '' eigh-one
    shows 'a size of its own' '^Strong scaling: 96 matrices of 500 rows'
    OMP_NUM_THREADS=3 scaling 2 1000 traffic-one
    same 'threads count as well' \
        'scaling: 6 threads are more than the 4 cores here: on these they wait for each other' \
        "$(cat "$scratch/errors")"
}

test_best_and_median() {
    records '1 1000 8' '1 1000 9' '1 1000 7' '2 1000 6' '2 1000 4' '2 1000 30' '2 1000 4.5' '2 2000 9'
    table
    same 'best and median: status' 0 $?
    shows 'the best of three, and the middle one' '^rung +1 +7 +8 +1\.00 '
    shows 'of four, half-way between two' '^ +2 +4 +5\.25 +1\.75 +88 % +0\.143$'
    shows 'rows whose runs are far apart' '^ +in 1 row they are more than 20 % apart'
}

test_odd_times() {
    records '1 1000 8' '2 1000 3' '4 1000 1.5' '2 2000 8' '4 4000 8'
    table
    same 'more than p times: status' 0 $?
    shows 'more than p times as fast: so it says' '^ +2 .* 2\.67 +133 % +-0\.250$'
    shows 'and fits nothing' '^rung +more than so many ranks explain \(caches\?\): no serial part\.$'
    shows 'no serial part at all' '^rung +serial part 0\.000 \(Gustafson\): 100 ranks would do the work of 100\.'
    records '1 1000 1' '2 1000 4' '2 2000 9'
    table
    same 'slower on more ranks: both ways' 2 "$(grep -c 'slower on more ranks than on one: no law fits' "$scratch/said")"
    shows 'and what a rank costs' 'It stops paying at 1 rank: one more costs 0\.75 of a rank\.'
    records '1 1000 1' '4 1000 0.325' '8 1000 0.2125' '8 8000 1'
    table
    shows 'numbers of ranks that are missing do not matter to the fit' 'serial part 0\.100 \(Amdahl\)'
    records '1 1000 0.05' '2 1000 0.03' '2 2000 0.05'
    table
    shows 'times too short to be trusted' '^ +3 runs took less than 0\.1 s.* N=10,000 is longer'
}

# refused WHAT TEXT: records of which no table can be made
refused() {
    rm -f "$scratch/said"
    table
    same "$1: status, table, lines" '1 0 1' "$? $(wc -l <"$scratch/said") $(wc -l <"$scratch/errors")"
    check "$1: says so" grep -q "^scaling: .*$2" "$scratch/errors"
}

test_bad_records() {
    for t in nan NaN -nan inf 0 -1 '' fast 1.2.3; do
        records '1 1000 8' "2 1000 ${t:-,}"
        refused "a time of '$t'" "rung on 2 ranks took '.*' seconds, which is no time"
    done
    records '2 1000 8' '4 1000 4'
    refused 'nothing on one rank' 'nothing is known of rung on 1 rank'
    records '1 1000 8' '2 1000 4 no'
    refused 'a wrong result' 'rung on 2 ranks was not right'
    records '1 1000 8' '2 1500 4'
    refused 'other work' 'rung on 2 ranks had neither'
    echo "$header" >"$scratch/x.csv"
    refused 'no records' 'no records'
}

test_one_rank() {
    program traffic-one 't=2'
    scaling 1 1000 traffic-one
    same 'one rank: status, complaints' '0 ' "$? $(cat "$scratch/errors")"
    shows 'one rank: nothing to fit' '^one +one number of ranks alone: nothing to fit\.$'
    shows_not 'nor to be told weak from strong' Weak
    shows_not 'nor where it stops' stops
    same 'nor to draw' '' "$(find "$out" -name '*.png' -o -name '*.svg')"
}

# ------------------------------------------------------------------------------- what fails ---

# fails CASE STATUS TEXT NP SIZE NAME...: one line that holds the text, and nothing saved is lost.
fails() {
    case=$1 expected=$2 text=$3
    shift 3
    cp "$out/scaling.csv" "$scratch/before"
    scaling "$@"
    same "$case: status, lines" "$expected 1" "$? $(wc -l <"$scratch/errors")"
    check "$case: says '$text'" grep -qF -- "$text" "$scratch/errors"
    check "$case: what was saved is as it was" cmp "$out/scaling.csv" "$scratch/before"
    same "$case: no parts are left" '' "$(find "$out" -name '*.part*')"
}

test_failures() {
    program traffic-one '[ $p -lt 3 ] || { echo warned >&2; echo "one: FAILED: cell 3" >&2; exit 1; }'
    fails 'a wrong result on 3 ranks' 1 'failed: one: FAILED: cell 3' 4 1000 traffic-one
    check 'and on how many ranks is said' grep -q -- '^scaling: launch -n 3 .*traffic-one ' "$scratch/errors"
    program traffic-one '[ $p -lt 2 ] || kill -9 $$'
    fails 'a program that is killed' 1 'status 137 and not a word' 2 1000 traffic-one
    program traffic-one '[ $p -lt 2 ] || t=nan'
    fails 'a time that is none' 1 "one on 2 ranks took 'nan' seconds" 2 1000 traffic-one
    program traffic-one '[ $p -lt 2 ] || exit 0'
    fails 'a run without a record' 1 'traffic-one on 2 ranks left no record' 2 1000 traffic-one
    program traffic-one 't=1'
    fails 'no such stage' 2 "there is no program $scratch/bin/traffic-none" 2 1000 traffic-one traffic-none
    LAUNCHER=no-such-launcher fails 'no launcher' 2 'there is no no-such-launcher here' 2 1000 traffic-one
    for np in 0 x -1 1.5 ''; do
        fails "NP '$np'" 2 "NP=$np is no number" "$np" 1000 traffic-one
    done
    fails 'a size that is none' 2 'N=many is no number' 2 many traffic-one
    ROUNDS=0 fails 'no rounds' 2 'ROUNDS=0 is no number' 2 1000 traffic-one
    fails 'another workload' 2 'only traffic and eigh have stages for ranks' 2 1000 vecadd-one
    sh common/scaling.sh "$out" 2 1000 2>"$scratch/errors"
    same 'no stage: status, usage' '2 1' "$? $(grep -c '^usage: ' "$scratch/errors")"
    make -n scaling MPICC= NVCC= >"$scratch/said" 2>&1
    shows 'no MPI: how to get it' 'echo "scaling: no MPI here \(apt-get install mpich libmpich-dev\)" >&2; exit 2'
    make -n scaling NP=0 >"$scratch/said" 2>&1
    same 'make scaling NP=0: status, lines' '2 1' "$? $(wc -l <"$scratch/said")"
}

# ------------------------------------------------------------------------------- pictures, a run ---

test_pictures() {
    program traffic-amdahl "$(law '0.1 + 0.9 / p' 'p / (p - 0.1 * (p - 1))')"
    program traffic-super "$(law '1 / p ^ 1.2' '1')"
    program traffic-slower "$(law 'p' 'p')"
    scaling 6 1000 traffic-amdahl traffic-super traffic-slower
    same 'three stages: status' 0 $?
    if ! command -v gnuplot >/dev/null; then
        skip 'pictures: gnuplot is not here (apt-get install gnuplot-nox)'
        return
    fi
    for picture in strong weak; do
        check "$picture.png is drawn" [ -s "$out/$picture.png" ]
        check "$picture.svg is drawn" grep -q '</svg>' "$out/$picture.svg"
    done
    same 'gnuplot has no complaint' 1 "$(wc -l <"$scratch/errors")"
    check 'stages and serial parts are in them' grep -qF 'amdahl: serial part 0.100' "$out/strong.svg"
    check 'also those without' grep -qF 'super: no law fits' "$out/strong.svg"
    check 'as is the law' grep -q 'dashed: as Amdahl has it' "$out/strong.svg"
    check 'of either' grep -q 'dashed: as Gustafson has it' "$out/weak.svg"
    shows 'they are named' "^Plots: $out/strong.png $out/strong.svg $out/weak.png $out/weak.svg$"
}

test_interrupted() {
    program traffic-slow "echo \$\$ >'$scratch/slow.pid'" 'exec sleep 120'
    PATH=$scratch/tools:$PATH LAUNCHER=launch sh common/scaling.sh "$out" 2 1000 "$scratch/bin/traffic-slow" \
        >/dev/null 2>&1 &
    end_behind $! "$scratch/slow.pid"
    same 'interrupted: status' 143 $status
    check 'and before the program would have ended' [ $took -lt 100 ]
    check 'nothing is left running' [ ! -d "/proc/$(cat "$scratch/slow.pid")" ]
    same 'nor any part' '' "$(find "$out" -name '*.part*')"
}

test_real_run() {
    if [ -n "$no_ranks" ]; then
        skip "a real run: $no_ranks"
        return
    fi
    LAUNCHER=$launcher ROUNDS=1 timeout 300 sh common/scaling.sh "$scratch/real" 2 24 bin/eigh-local \
        >"$scratch/said" 2>"$scratch/errors" </dev/null
    same 'a real run: status' 0 $?
    shows 'has its rows' '^ +2 +[0-9.e-]+ +[0-9.e-]+ +[0-9.]+ +[0-9]+ % +-?[0-9.]+$'
    same 'and verified records' 3 "$(grep -c ',tasks/s,yes,' "$scratch/real/scaling.csv")"
}

test_laws
test_rounds
test_best_and_median
test_odd_times
test_bad_records
test_one_rank
test_failures
test_pictures
test_interrupted
test_real_run
exit $failed
