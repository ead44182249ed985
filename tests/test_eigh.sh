#!/bin/sh
# The driver of eigh: sizes that are awkward, numbers that NumPy gives, what is refused, what is
# recorded, and workers that die.
. tests/lib.sh

find_programs eigh

# run ARGUMENT...: $program; its output in $scratch/out and err, its status in $status.
run() {
    timeout 100 "$program" "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# says NAME PATTERN [FILE]
says() {
    if grep -Eq -- "$2" "$scratch/${3:-out}"; then
        ok "$1"
    else
        not_ok "$1: no '$2' in '$(cat "$scratch/${3:-out}")'"
    fi
}

for program in $programs; do
    name=$(basename "$program")
    for size in 0 1 2 3 5 10 33; do
        run --size $size --tasks 3
        same "$name: $size rows" "0 completed all tasks!" \
            "$status $(grep -o 'completed all tasks!' "$scratch/out")"
    done
    run --size 10 --tasks 0
    same "$name: no tasks" 0 $status
    run --size 100 --tasks 5 --record "$scratch/record.csv"
    says "$name: the tutorials' head" '^n=100 ntasks=5$'
    says "$name: NumPy's eigenvalues" ' to 31\.06155319 and 2480\.56466945, sum 3303\.34438260$'
    says "$name: its rate" '^Processed 5 tasks in [0-9.e-]+s \([0-9.]+it/s\)$'
    says "$name: what took time besides" '^Besides, in seconds of all workers: make [0-9.]+, check'
    run --size 10 --tasks 2
    says "$name: NumPy's eigenvalues of 10 rows" 'from 0\.00575076.* to 2\.14371756 and 24\.15641310,'
    for bad in nan infinite; do
        [ "$name" != eigh-scalapack ] || continue # it has only NumPy's matrices
        run --size 20 --tasks 2 --matrix $bad
        same "$name: $bad is refused" 1 $status
        says "$name: and $bad named" 'task 0: its matrix has an entry that is not finite, in row' err
    done
    run --size 30 --tasks 2 --repeat 3 --no-verify
    says "$name: not verified when not asked for" '^Not verified \(--no-verify\)$'
done

same "a record for each program" "$(echo "$programs" | wc -w)" \
    "$(grep -c '^eigh,.*,100,0,5,.*,tasks/s,yes,' "$scratch/record.csv")"

# ---- bad usage ----

program=$BIN/eigh-jacobi

# bad PATTERN ARGUMENT...
bad() {
    pattern=$1
    shift
    run "$@"
    same "$*: one line and status 2" "2 1 0" \
        "$status $(wc -l <"$scratch/err") $(wc -l <"$scratch/out")"
    says "$*" "^eigh-jacobi: .*$pattern" err
}

bad 'takes a whole number' --size ten
bad 'must be ' --size -1
bad 'must be ' --tasks -1
bad 'need [0-9.e+]+ GB of memory' --size 1000000
bad 'seeds end at 4294967295' --seed 4294967295 --tasks 2
bad 'takes one of numpy, identity' --matrix round
bad 'there is no option' --threads 2
bad 'Is a directory|not a file|is a folder' --record "$scratch"

run --size 5 --tasks 1 --seed 4294967295
same "the last seed" 0 $status

# The machine's LAPACK counts in 32 bits, and its workspace is twice the matrix: known before any is made.
for name in lapack pool tasks; do
    program=$BIN/eigh-$name options='--solver lapack'
    case " $programs " in *" $program "*) ;; *) continue ;; esac
    [ $name != lapack ] || options=
    # shellcheck disable=SC2086 # words
    run --size 32767 $options
    same "eigh-$name: 32767 rows: one line and status 2" "2 1" "$status $(wc -l <"$scratch/err")"
    says "eigh-$name: 32767 rows" '32 bits, which is for 32766 rows at most$' err
done

# ---- workers ----

for way in pool tasks; do
    program=$BIN/eigh-$way
    case " $programs " in *" $program "*) ;; *) continue ;; esac
    for solver in lapack blocked fastest; do
        run --size 50 --tasks 5 --nproc 3 --solver $solver
        same "$way: solver $solver" 0 $status
    done
    BLAS=libnone.so run --size 50 --tasks 5
    says "$way: without a library it solves by itself" '^solved as eigh-blocked does'
    BLAS=libnone.so run --size 50 --tasks 5 --solver lapack
    same "$way: unless the library is asked for" 2 $status
    says "$way: and says what is missing" 'libnone\.so' err
    run --size 20 --tasks 3 --nproc 7
    same "$way: more workers than tasks" 0 $status
    says "$way: and than cores, which it warns of" 'more than [0-9]+ cores' err
    run --size 40 --tasks 37 --nproc 3 --seed 5
    same "$way: 37 tasks for 3 workers" 0 $status
    OPENBLAS_NUM_THREADS=2 run --size 20 --tasks 2 --nproc 1
    says "$way: OPENBLAS_NUM_THREADS is honoured" '^1 worker of 2 threads'
    says "$way: and named" 'threads set by OPENBLAS_NUM_THREADS'
    OPENBLAS_NUM_THREADS=2 run --size 20 --tasks 2 --nproc 1 --threads 1
    says "$way: --threads goes before it" '^1 worker of 1 thread on'
done

# A worker is killed in the midst of its work; the other goes on.
program=$BIN/eigh-pool
case " $programs " in *" $program "*)
    "$program" --size 300 --tasks 300 --nproc 2 >"$scratch/out" 2>"$scratch/err" &
    pool=$!
    victim='' tries=0
    until [ -n "$victim" ] || [ $tries -ge 300 ]; do # on a busy machine it is some time until they are two
        sleep 0.1
        tries=$((tries + 1))
        victim=$(cut -d ' ' -f 2 -s <"/proc/$pool/task/$pool/children")
    done
    sleep 0.2
    kill -9 "$victim"
    wait $pool
    same "a killed worker: status" 1 $?
    says "a killed worker: its task is named" 'FAILED: task [0-9]+ was lost: process [0-9]+ had it' err
    says "a killed worker: said as the tutorial says it" '^uh oh, something went wrong\.$'
    ;;
esac

exit $failed
