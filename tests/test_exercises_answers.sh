#!/bin/sh
# The workshop's exercises with a script to be mended and with questions: right answers are right, and what
# is misunderstood is called by its name. The machine that the answers are of is made up.
# shellcheck disable=SC2016 # make's and sed's dollars
. tests/lib.sh
. tests/lessons.sh
mkdir mine bin results

# answers NN KEY VALUE...: the file as it is at first, filled in so
answers() {
    file=mine/$(file_of "$1")
    shift
    while [ $# -gt 0 ]; do
        grep -q "^$1:" "$file" || not_ok "there is no question $1"
        sed -i "s|^$1:[^#]*|$1: $2  |" "$file"
        shift 2
    done
}

# ----------------------------------------------------------------- 13, threads in the library ---

typed wrong-variable 13 's/  OMP_NUM_THREADS=/  export OMP_NUM_THREAD=/'
typed set-too-late 13 '/  OMP_NUM_THREADS=/d; s/--timeit/&\n    export OMP_NUM_THREADS=$threads/'
typed no-value 13 's/  OMP_NUM_THREADS=\$/  export OMP_NUM_THREADS=/'
typed one-number 13 's/  OMP_NUM_THREADS=$threads/  export OMP_NUM_THREADS=4/'
typed nothing-run 13 '/bin/d'
typed empty 13 's/  OMP_NUM/  export OMP_NUM/'
typed empty 13 '/  OMP_NUM_THREADS=/d; s/bin/OMP_NUM_THREADS=$threads bin/'
typed empty 13 '/  OMP_NUM_THREADS=/d; s/--timeit/--threads $threads &/'

cores=$(nproc)
right_13() {
    sed 's/  OMP_NUM/  export OMP_NUM/' exercises/13-library/13-threads.sh >mine/13-threads.sh
    answers 13 'threads by default' "$cores" 'msec with one' 100 knee 1 'msec at the knee' 100 speedup 1 efficiency 100
}

# wrong_13 NAME KEY VALUE...
wrong_13() {
    name=$1
    shift
    right_13
    answers 13 "$@"
    verdict "13, $1: $2: $name is named" "$name" 13
}
right_13
verdict '13: no mistake is named where there is none' '' 13
check '13: right is right' grep -q '^Right: the knee is at 1' "$scratch/out"
wrong_13 oversubscribed knee $((cores + 1))
wrong_13 no-number knee 1.5
wrong_13 no-number knee 0
wrong_13 empty efficiency ''
[ "$cores" -eq 1 ] || wrong_13 one-by-default 'threads by default' 1
wrong_13 off 'threads by default' 12345
wrong_13 upside-down 'msec with one' 200 speedup 0.5
wrong_13 fraction efficiency 1
if [ "$cores" -gt 1 ]; then
    two() {
        wrong_13 "$1" knee 2 'msec with one' 300 speedup 3 efficiency 150 "$2" "$3"
    }
    two '' efficiency 150
    two threads-taken speedup 2
    two speedup-again efficiency 3
    two not-divided efficiency 300
fi

# Times, as of a library that gains nothing from a second thread, or half of all from all.
library_of() {
    cat >bin/eigh-lapack <<PROGRAM
#!/bin/sh
for word; do [ "\$before" = --threads ] && threads=\$word; before=\$word; done
case \$threads in 1) echo '1 loop, best of 5: 100 msec per loop' ;; *) echo '1 loop, best of 5: $1 msec per loop' ;; esac
PROGRAM
    chmod +x bin/eigh-lapack
}
# timed_13 NAME, with what is right_13 but for KEY VALUE...
timed_13() {
    name=$1
    shift
    right_13
    answers 13 "$@"
    lesson check-13
    same "13, timed, $1: $2: $name is named" "$name" "$(called)"
}
lesson bin/eigh-lapack # what make has built it does not build again

# The teacher looks for half a second whether others compute; here they do, or not.
mkdir "$scratch/quiet" "$scratch/busy"
printf '#!/bin/sh\nexit 0\n' >"$scratch/quiet/sleep"
printf '#!/bin/sh\ntimeout 0.5 sh -c "while :; do :; done"\n' >"$scratch/busy/sleep"
chmod +x "$scratch/quiet/sleep" "$scratch/busy/sleep"
if [ "$cores" -gt 1 ]; then
    library_of 50
    PATH=$scratch/quiet:$PATH timed_13 too-few knee 1
    timed_13 '' knee 2 'msec at the knee' 50 speedup 2 efficiency 100
    timed_13 seconds knee 2 'msec with one' 0.1 'msec at the knee' 50
    timed_13 microseconds knee 2 'msec at the knee' 50000
    library_of 120
    timed_13 '' knee 1
    PATH=$scratch/quiet:$PATH timed_13 too-many knee 2
    PATH=$scratch/busy:$PATH timed_13 '' knee 2 efficiency 50
    check '13: and why it is not checked' grep -q '^(Others compute on this machine: ' "$scratch/out"
fi

# -------------------------------------------------------------------------- 18, the barrier ---

# The rungs that are asked for, and what lanes does of the roof: of this host, and of another that is not asked.
row() {
    echo "$1,$2,10240000,100,0,1,$3,0,1,1,$4,MCOPs,yes,1,1,0,$5"
}
{
    row traffic naive.py 1 10 "$(uname -n)"
    row traffic naive 1 500 "$(uname -n)"
    row traffic naive-native 1 2000 "$(uname -n)"
    row traffic lanes 1 2e6 "$(uname -n)"
    row traffic lanes 1 9e9 elsewhere
    row traffic threads 4 6e6 "$(uname -n)"
    row traffic jump 1 9e8 "$(uname -n)"
    row limits logic 1 4e6 "$(uname -n)"
} >results/ladder.csv

right_18() {
    cp exercises/18-barrier/18-barrier.txt mine
    answers 18 'threads over Python' 600,000 'threads over lanes' 3 efficiency 75 'of the roof' 50 \
        cores 4 'MCOPs on one' 20000 'MCOPs on all' 40000 'serial part' 33.3 'at most' 3 \
        'all together' 1.5e12 'cells in 2 us' 4e6 'cells each' 13.65 'at work' 3.41e-4
}
right_18
lesson check-18
same '18: half a ladder is refused' 1 "$(grep -c 'results/ladder.csv has no whole ladder of .*: make speedups' "$scratch/err")"
row limits logic 4 12e6 "$(uname -n)" >>results/ladder.csv
verdict '18: no mistake is named where there is none' '' 18
check '18: right is right' grep -q '^Right: on 4 cores it is 600000 times' "$scratch/out"

while read -r name key; do
    value=${key##*: } key=${key%: *}
    right_18
    answers 18 "$key" "$value"
    verdict "18, $key: $value: $name is named" "$name" 18
done <<'WRONG'
c-baseline threads over Python: 12000
native-baseline threads over Python: 3000
jump-taken threads over Python: 9e7
lanes-baseline threads over Python: 3
slow-baseline threads over lanes: 12000
slow-baseline threads over lanes: 600000
upside-down threads over lanes: 0.333
fraction efficiency: 0.75
speedup-again efficiency: 3
not-divided efficiency: 300
slow-baseline efficiency: 300000
slow-baseline efficiency: 15000000
fraction of the roof: 0.5
roof-of-all of the roof: 16.7
one-core cores: 1
too-short MCOPs on all: 20100
too-long MCOPs on all: 80000
off MCOPs on all: 4e10
off MCOPs on all: 400000
fraction serial part: 0.333
lost-efficiency serial part: 50
parallel-part serial part: 66.7
fraction at most: 0.03
parallel-part at most: 1.5
cores-only at most: 4
not-yet-all at most: 2
rate-of-all all together: 4.5e12
not-millions all together: 1.5e18
not-millions cells in 2 us: 4
milliseconds cells in 2 us: 4e9
one-microsecond cells in 2 us: 2e6
rate-of-all cells in 2 us: 1.2e7
upside-down cells each: 0.0733
fraction at work: 3.41e-6
off at work: 99
no-number at work: ten
WRONG

# The two timings are compared with one of this machine.
right_18
printf '#!/bin/sh\nfor file; do :; done\necho ,,,,,,,,,,2e10 >"$file"\n' >bin/traffic-openmp && chmod +x bin/traffic-openmp
lesson check-18
same '18: MCOPs that were taken for a million times as many' not-millions "$(called)"
exit $failed
