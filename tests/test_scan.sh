#!/bin/sh
# The tutorials' scans, of made-up programs on a made-up number of cores: nothing here waits for a
# real matrix.

# shellcheck source=tests/lib.sh
. tests/lib.sh

mkdir "$scratch/bin" "$scratch/tools"
out=$scratch/out

# script PATH LINE...
script() {
    path=$1
    shift
    printf '%s\n' '#!/bin/sh' "$@" >"$path"
    chmod +x "$path"
}

# program NAME LINE...: in the lines $size, $threads and $nproc are what the program was told.
program() {
    name=$1
    shift
    script "$scratch/bin/$name" 'echo "$@" >>'"'$scratch/arguments'" \
        'while [ $# -gt 0 ]; do case $1 in --size) size=$2 ;; --threads) threads=$2 ;;' \
        '--nproc) nproc=$2 ;; --timeit) timeit=yes ;; esac; shift; done' "$@"
}

# With 4 cores unless another number is given. The rest are the arguments of scan.sh.
scan() {
    : >"$scratch/arguments"
    what=$1
    shift
    PATH=$scratch/tools:$PATH sh common/scan.sh "$what" "$out" "$scratch/bin" "$@" \
        >"$scratch/said" 2>"$scratch/errors"
}

shows() {
    if grep -Fxq -- "$2" "$scratch/said"; then ok "$1: $2"; else
        not_ok "$1: no line '$2' in: $(cat "$scratch/said" "$scratch/errors")"; fi
}

script "$scratch/tools/nproc" 'echo 4'
tutorial='[ -n "$timeit" ] || { echo "Processed 8 tasks in 1.536s (5.21it/s)"; exit; }
case $threads in
1) echo "2 loops, best of 5: 188 msec per loop" ;;
2) echo "2 loops, best of 5: 126 msec per loop" ;;
4) echo "2 loops, best of 5: 117 msec per loop" ;;
8) echo "1 loop, best of 5: 1.07 sec per loop" ;;
*) echo "20000 loops, best of 5: 11.6 usec per loop" ;;
esac'

test_threads() {
    program eigh-lapack "$tutorial"
    scan threads
    same 'threads: status' 0 $?
    shows threads 'nthreads=1 | n=1000 | 2 loops, best of 5: 188 msec per loop'
    shows threads 'nthreads=8 | n=1000 | 1 loop, best of 5: 1.07 sec per loop'
    shows threads 'knee: nthreads=2, more threads gain less than 10 %'
    shows threads '192 ms a task in the batch, 188 ms by timeit: no bias'
    same 'as many threads as there are cores, and one step beyond' \
        '--size 1000 --threads 1 --timeit;--size 1000 --threads 2 --timeit;--size 1000 --threads 4 --timeit;--size 1000 --threads 8 --timeit;--size 1000 --threads 1 --tasks 8 --min-time 1 --repeat 3;' \
        "$(tr '\n' ';' <"$scratch/arguments")"
    same 'what is saved' 'threads,seconds,size,loops,cores;1,0.188,1000,2,4;2,0.126,1000,2,4;4,0.117,1000,2,4;8,1.07,1000,1,4;' \
        "$(tr '\n' ';' <"$out/scan-threads.csv")"
    scan threads 500
    shows 'other rows' 'nthreads=4 | n=500 | 2 loops, best of 5: 117 msec per loop'
    script "$scratch/tools/nproc" 'echo 6'
    scan threads
    same 'six cores' '1 2 4 6 12' "$(sed -n 's/^nthreads=\([0-9]*\) .*/\1/p' "$scratch/said" | xargs)"
    script "$scratch/tools/nproc" 'echo 1'
    scan threads
    same 'one core' '1 2' "$(sed -n 's/^nthreads=\([0-9]*\) .*/\1/p' "$scratch/said" | xargs)"
    script "$scratch/tools/nproc" 'echo ${OMP_NUM_THREADS:-4}'
    OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 scan threads
    same 'the cores are not what OMP_NUM_THREADS says' 4 "$(grep -c ^nthreads= "$scratch/said")"
}

# knee MSEC1 MSEC2 MSEC4 MSEC8
knee() {
    program eigh-lapack '[ -n "$timeit" ] || { echo "Processed 16 tasks in 16.00s (1.00it/s)"; exit; }' \
        "case \$threads in 1) t=$1 ;; 2) t=$2 ;; 4) t=$3 ;; 8) t=$4 ;; esac" \
        'echo "1 loop, best of 5: $t msec per loop"'
    scan threads
    sed -n 's/^knee: nthreads=\([0-9]*\),.*/\1/p' "$scratch/said"
}

test_knee() {
    same 'no gain at all: the knee is at one' 1 "$(knee 100 100 100 100)"
    same 'all gain: at the last' 8 "$(knee 800 400 200 100)"
    same 'a gain of 10 % is not worth it' 1 "$(knee 110 100 100 100)"
    same 'a gain of 11 % is' 2 "$(knee 111 100 100 100)"
    same 'a gain after a plateau counts' 4 "$(knee 200 195 100 150)"
    knee 1250 100 100 100 >/dev/null
    shows 'a bias' '1e+03 ms a task in the batch, 1.25e+03 ms by timeit: they differ by 20 %'
}

test_size() {
    program eigh-lapack 'case $size in
    10) echo "20000 loops, best of 5: 11.6 usec per loop" ;;
    20) echo "5000000 loops, best of 5: 47.1 nsec per loop" ;;
    *) echo "1 loop, best of 5: 2.38 sec per loop" ;;
    esac'
    scan size
    same 'size: status' 0 $?
    shows size 'n=10 | 20000 loops, best of 5: 11.6 usec per loop'
    shows size 'n=2000 | 1 loop, best of 5: 2.38 sec per loop'
    same 'the sizes' '10 20 50 100 200 500 1000 2000' \
        "$(sed -n 's/^n=\([0-9]*\) .*/\1/p' "$scratch/said" | xargs)"
    same 'every unit is seconds in what is saved' '10,1.16e-05,20000;20,4.71e-08,5000000;' \
        "$(sed -n 2,3p "$out/scan-size.csv" | tr '\n' ';')"
    same 'threads are left to the program' 0 "$(grep -c threads "$scratch/arguments")"
    scan size 10 20
    same 'sizes of one choosing' 2 "$(grep -c '^n=' "$scratch/said")"
}

# grid RATE...: of 1 process with 1, 2, 4 threads, then 2, then 4, on 2 cores.
grid() {
    script "$scratch/tools/nproc" 'echo 2'
    program eigh-pool "set -- $*" 'case $nproc in 2) shift 3 ;; 4) shift 6 ;; esac' \
        'case $threads in 2) shift ;; 4) shift 2 ;; esac' 'echo "n=1000 ntasks=16"' \
        'echo "Processed 16 tasks in 1.5s ($1it/s)"'
    scan nested
}

test_nested() {
    grid 3.01 3.30 2.00 5.90 3.00 2.50 5.20 2.80 2.10
    same 'nested: status' 0 $?
    same 'the grid' '1 3.01 3.30 (2.00)' "$(sed -n 3p "$scratch/said" | xargs)"
    same 'in brackets what is too much' '2 5.90 (3.00) (2.50)' "$(sed -n 4p "$scratch/said" | xargs)"
    shows nested "best here: $scratch/bin/eigh-pool --solver lapack --nproc 2 --threads 1 (5.90 it/s)"
    same 'what is saved' '1,2,1000,16,1.5,3.30,2' "$(sed -n 3p "$out/scan-nested.csv")"
    same 'and all of it' 10 "$(wc -l <"$out/scan-nested.csv")"
    check 'what is run' grep -qx -- '--size 1000 --tasks 16 --nproc 2 --threads 4 --solver lapack --repeat 2' \
        "$scratch/arguments"
    grid 3.01 3.30 2.00 5.90 3.00 2.50 6.00 2.80 2.10
    shows 'what is hardly better with more threads is not best' \
        "best here: $scratch/bin/eigh-pool --solver lapack --nproc 2 --threads 1 (5.90 it/s)"
    grid 3.01 3.30 2.00 5.90 3.00 2.50 6.20 2.80 2.10
    shows 'what is clearly better is' \
        "best here: $scratch/bin/eigh-pool --solver lapack --nproc 4 --threads 1 (6.20 it/s)"
    scan nested 500
    shows 'other rows' \
        "best here: $scratch/bin/eigh-pool --size 500 --solver lapack --nproc 4 --threads 1 (6.20 it/s)"
}

test_pictures() {
    if ! command -v gnuplot >/dev/null; then
        skip 'pictures: gnuplot is not here (apt-get install gnuplot-nox)'
        return
    fi
    for scan in threads size nested; do
        check "scan-$scan is drawn" [ -s "$out/scan-$scan.png" ]
        check 'twice' grep -q '</svg>' "$out/scan-$scan.svg"
    done
    same 'gnuplot has no complaint' '' "$(cat "$scratch/errors")"
    check 'the tutorials are in the picture' grep -q '94\.9' "$out/scan-threads.svg"
    check 'the knee is' grep -q '>knee<' "$out/scan-threads.svg"
    check 'what is too much stands in brackets' grep -q '>(2\.10)<' "$out/scan-nested.svg"
}

# Every tool but gnuplot.
test_no_gnuplot() {
    mkdir "$scratch/bare"
    for tool in sh dirname uname mkdir rm mv grep awk tail echo; do
        ln -s "$(command -v $tool)" "$scratch/bare/$tool"
    done
    ln -s "$scratch/tools/nproc" "$scratch/bare/nproc"
    PATH=$scratch/bare sh common/scan.sh size "$out" "$scratch/bin" 10 >"$scratch/said" 2>&1
    same 'without gnuplot: status' 0 $?
    same 'one line about it' 'No plot: gnuplot is not here (apt-get install gnuplot-nox).' \
        "$(tail -n 1 "$scratch/said")"
    check 'no picture of another scan is left' [ ! -e "$out/scan-size.png" ]
}

# fails CASE STATUS TEXT ARGUMENT...: one line that holds the text; nothing saved is lost.
fails() {
    case=$1 expected=$2 text=$3
    shift 3
    cp "$out/scan-threads.csv" "$scratch/before"
    scan "$@"
    same "$case: status" "$expected" $?
    same "$case: one line" 1 "$(wc -l <"$scratch/errors")"
    check "$case: says '$text'" grep -qF -- "$text" "$scratch/errors"
    check "$case: what was saved is as it was" cmp "$out/scan-threads.csv" "$scratch/before"
    same "$case: no parts are left" '' "$(find "$out" -name '*.part*')"
}

test_failures() {
    program eigh-lapack '[ $threads -lt 4 ] || { echo warned >&2; echo "FAILED: w is wrong" >&2; exit 1; }' \
        'echo "1 loop, best of 5: 300 msec per loop"'
    fails 'a wrong result' 1 '--threads 4 --timeit failed: FAILED: w is wrong' threads
    check 'what was found before is said' grep -q '^nthreads=2 ' "$scratch/said"
    program eigh-lapack 'echo "eigh-lapack: --size: not a number" >&2; exit 2'
    fails 'bad usage' 2 'not a number' threads abc
    program eigh-lapack 'kill -9 $$'
    fails 'a program that is killed' 1 '--threads 1 --timeit failed: status 137 and not a word' threads
    program eigh-lapack 'echo hello'
    fails 'a program without a time' 1 'ended without a time' threads
    rm "$scratch/bin/eigh-lapack"
    fails 'no program' 2 'make' threads
    script "$scratch/bin/eigh-pool" 'echo "FAILED: task 3" >&2; exit 1'
    fails 'a wrong batch' 1 'FAILED: task 3' nested
    program eigh-lapack 'echo "eigh-lapack: unreliable: four times" >&2' \
        'echo "eigh-lapack: more threads than cores" >&2' 'echo "1 loop, best of 5: 1 sec per loop"'
    scan size 10
    same 'only what says that a time means nothing is passed on' 'eigh-lapack: unreliable: four times' \
        "$(cat "$scratch/errors")"
    for arguments in '' 'threads x' 'colours x y'; do
        # shellcheck disable=SC2086 # words
        sh common/scan.sh $arguments 2>"$scratch/errors"
        same "bad usage '$arguments': status" 2 $?
        check 'shows the usage' grep -q '^usage: ' "$scratch/errors"
    done
    echo kept >"$scratch/plain"
    sh common/scan.sh threads "$scratch/plain" "$scratch/bin" 2>"$scratch/errors"
    same 'a file for a folder: status' 2 $?
    same 'and one line' 1 "$(wc -l <"$scratch/errors")"
}

# timed PROGRAM NAME=SECONDS...: records that it took so long, and so long to come and go; by size.
timed() {
    name=$1
    shift
    script "$scratch/bin/$name" '[ "$1" != --probe ] || exit 0' 'for file; do :; done' \
        "case \$2 in $*" '*) exit 1 ;; esac' \
        'printf "seconds_best,seconds_open,seconds_read\n$1,$2,$3\n" >"$file"'
}

test_crossover() {
    script "$scratch/tools/nproc" 'echo 4'
    timed vecadd-threads '1000) set -- 1e-6 9 9 ;;' '10000) set -- 1e-5 9 9 ;;' '100000) set -- 1e-4 9 9 ;;'
    timed vecadd-cuda-strided '1000) set -- 5e-6 1e-5 1e-5 ;;' '10000) set -- 5e-6 1e-4 1e-5 ;;' \
        '100000) set -- 6e-6 1e-5 2e-5 ;;'
    scan vecadd 1000 10000 100000
    same 'vecadd: status' 0 $?
    shows vecadd 'n=1000 | processor 1e-06 s | GPU 5e-06 s | with copies 2.5e-05 s'
    shows vecadd 'the GPU wins from n=10000 on; with copies, from n=100000 on'
    same 'what is saved of it' '10000,1e-5,5e-6,0.000115;' \
        "$(sed -n 3p "$out/scan-vecadd.csv" | tr '\n' ';')"
    check 'its picture' test -s "$out/scan-vecadd.svg"
    scan vecadd 1000
    shows 'a GPU that never wins' 'the GPU wins nowhere here; with copies, nowhere here'
    script "$scratch/bin/vecadd-cuda-strided" 'echo "vecadd-cuda-strided: no GPU here" >&2; exit 2'
    scan vecadd 1000
    same 'no GPU: status' 2 $?
    check 'no GPU: said so' grep -q 'failed: vecadd-cuda-strided: no GPU here$' "$scratch/errors"
}

test_interrupted() {
    program eigh-lapack "echo \$\$ >'$scratch/slow.pid'" 'exec sleep 60'
    sh common/scan.sh threads "$out" "$scratch/bin" >/dev/null 2>&1 &
    scanner=$!
    tries=0
    until [ -s "$scratch/slow.pid" ] || [ $tries -ge 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -TERM $scanner
    wait $scanner
    same 'interrupted: status' 143 $?
    check 'nothing is left running' [ ! -d "/proc/$(cat "$scratch/slow.pid")" ]
    same 'nor any part' '' "$(find "$out" -name '*.part*')"
}

test_threads
test_knee
test_size
test_nested
test_pictures
test_no_gnuplot
test_failures
test_crossover
test_interrupted
exit $failed
