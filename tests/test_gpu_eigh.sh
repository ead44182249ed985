#!/bin/sh
# The eigh stages in CUDA without a GPU (tests/shim): every way to solve, awkward sizes and numbers of
# tasks, what is refused, memory that does not suffice, and libraries that lie.
. tests/lib.sh

program=build/shim/eigh-cusolver
random=build/random/eigh-cusolver
for built in $program $random; do
    [ -x "$built" ] || { skip "$built is not built: no C++20 compiler (apt-get install g++)"; exit 0; }
done
export TSAN_OPTIONS="atexit_sleep_ms=0 $TSAN_OPTIONS" # else each program sleeps for a second
methods='streams jacobi batched fastest'

# run ARGUMENT...: $program, where it fails as $faults say, NAME=VALUE; its output in $scratch/out and
# err, its status in $status.
faults=
run() {
    # shellcheck disable=SC2086 # words are meant to split
    env $faults timeout 100 $program "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# verified NAME ARGUMENT...: all that was asked for was solved, and no more said.
verified() {
    name=$1
    shift
    run "$@"
    same "$name" '0 completed all tasks! ' \
        "$status $(grep -o 'completed all tasks!' "$scratch/out") $(head -n 1 "$scratch/err")"
}

# says NAME PATTERN [FILE]
says() {
    if grep -Eq -- "$2" "$scratch/${3:-out}"; then
        ok "$1"
    else
        not_ok "$1: no '$2' in '$(cat "$scratch/${3:-out}")'"
    fi
}

# line NAME STATUS PATTERN: one line on stderr, and how it ended.
line() {
    same "$1: status, and one line" "$2 1" "$status $(wc -l <"$scratch/err")"
    says "$1" "^eigh-cusolver: .*$3" err
}

# ---- what is right ----

for method in $methods; do
    for size in 0 1 2 3 5 17 33 64 65; do
        verified "$method: $size rows" --method "$method" --size $size --tasks 3 --streams 1
    done
    for tasks in 0 1 7; do
        verified "$method: $tasks tasks" --method "$method" --size 9 --tasks $tasks
        run --method "$method" --size 9 --tasks $tasks --streams 3 --batch 2
        same "$method: $tasks tasks on 3 streams" 0 $status
    done
    for family in $($program --matrix list 2>&1 | sed 's/.*one of //; s/, or / /; s/,//g; s/nan.*//'); do
        verified "$method: $family" --method "$method" --matrix "$family" --size 33 --tasks 5
    done
    for bad in nan infinite; do
        run --method "$method" --matrix $bad --size 5 --tasks 2
        same "$method: $bad is refused" 1 $status
        says "$method: and $bad named" 'entry that is not finite, in row' err
    done
    SHIM_SEED=3 verified "$method: after a small batch a larger one" --method "$method" --size 70 \
        --tasks 11 --repeat 3 --min-time 0.1
    run --method "$method" --size 20 --timeit
    says "$method: timeit" 'loops?, best of 5: '
done
run --size 100 --tasks 5 --record "$scratch/record.csv"
says "NumPy's eigenvalues" ' to 31\.06155319 and 2480\.56466945, sum 3303\.34438260$'
says "a trial chose" '^fastest in a trial: cusolverDn[A-Za-z]*, [0-9]+ in a call, on [0-9]+ of'
says "the device's clock" '^By the device.s clock, in seconds: there [0-9.]+, kernels [0-9.]+, back [0-9.]+'
run --size 20 --tasks 8 --streams 3 --method batched
says "of how many streams its seconds are" '; of 3 streams at a time, together$'
says "two calls for each stream" '^cusolverDnXsyevBatched, 2 in a call, on 3 of'
run --size 20 --tasks 8 --streams 2 --method batched --batch 4
says "or as many matrices in a call as told" '^cusolverDnXsyevBatched, 4 in a call, on 2 of'

for seed in 1 2; do
    SHIM_SEED=$seed $random $seed >"$scratch/printed" 2>&1
    same "hard matrices, seed $seed: $(tail -n 1 "$scratch/printed")" 0 $?
done

# ---- what cannot be ----

run --method qr
line 'no such method' 2 'takes one of streams, jacobi, batched, fastest'
for option in streams batch; do
    for value in 0 -1 x 100000; do
        run --$option $value
        line "--$option $value" 2 "--$option"
    done
done
run --method batched --size 50000
line 'more entries than 32 bits count' 2 '50000 rows are more than it can take'
run --size 500000 --tasks 1
line "a matrix larger than the host's memory" 2 'need [0-9.e+]+ GB of memory'

# A matrix of 33 rows with its workspace takes 48 kB or so.
for method in $methods; do
    faults=SHIM_MEMORY=400000
    verified "$method: a GPU with room for a few matrices" --method "$method" --size 33 --tasks 40 --streams 2
    faults=SHIM_MEMORY=70000
    verified "$method: for one" --method "$method" --size 33 --tasks 5 --streams 2
    says "$method: which takes one stream" ' 1 in a call, on 1 of'
    faults=SHIM_MEMORY=30000
    run --method "$method" --size 33 --tasks 5
    line "$method: for none" 2 'matrix of 33 rows takes [0-9.e-]+ GB of the GPU.s memory, and'
done
faults=SHIM_DEVICES=0
run
line 'no GPU' 2 'no GPU here'

# ---- what goes wrong ----

for method in $methods; do
    for lie in nothing last unsorted rows mixed nan; do
        [ $lie = mixed ] && [ "$method" = streams ] && continue # it has but one in a call
        faults=SHIM_SABOTAGE=solver-$lie
        run --method "$method" --size 17 --tasks 8 --streams 2
        same "$method: solver-$lie is found out" '1 uh oh, something went wrong.' \
            "$status $(grep '^uh oh' "$scratch/out")"
        says "$method: solver-$lie, by the judge" 'FAILED: task [0-9]+: ' err
    done
    faults=SHIM_SABOTAGE=solver-info
    run --method "$method" --size 17 --tasks 8 --streams 2
    says "$method: no convergence" 'did not converge for matrix [0-9] of 8 \(its info is 3\)' err
    faults=SHIM_SABOTAGE=solver-argument
    run --method "$method" --size 17 --tasks 8 --streams 2
    says "$method: a refused argument" 'refused an argument for matrix 0 of 8 \(its info is -4\)' err
    faults=SHIM_SABOTAGE=stale-read
    run --method "$method" --size 17 --tasks 8 --streams 2
    same "$method: copies that copy nothing" 1 $status
done
faults=SHIM_FAIL=cusolverDnXsyevd:3
run --method streams --size 17 --tasks 8 --streams 2
line 'a call that fails' 1 'solver\.h:[0-9]+: cusolverDnXsyevd\(.*: an error inside the library .*status 7'
faults=SHIM_FAIL=cusolverDnXsyevd_bufferSize:2
run --method streams --size 17 --tasks 8 --streams 2
line 'a call before it' 1 'solver\.h:[0-9]+: cusolverDnXsyevd_bufferSize\('
faults=SHIM_FAIL=cusolverDnCreate:2
run --size 17 --tasks 8 --streams 2
line 'a library that cannot begin' 1 'cusolverDnCreate.*: the library could not begin'
for fault in cudaStreamCreate:2 cudaMallocHost:5 cudaMemcpyAsync:1 cudaEventRecord:5 \
    cudaEventSynchronize:5; do
    faults=SHIM_FAIL=$fault
    run --size 17 --tasks 8 --streams 2
    line "$fault fails" 1 "\.h:[0-9]+: ${fault%:*}.*cudaErrorUnknown"
done

exit $failed
