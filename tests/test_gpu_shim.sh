#!/bin/sh
# Second tier of the GPU's tests: the kernels run on the processor (tests/shim), a stage in CUDA like
# every other under the driver and its judge. What a GPU may do wrong is done wrong on purpose.
. tests/lib.sh
. tests/golden.sh

programs=$(find gpu -name '*_*.cu' | sed 's|.*/||; s|\.cu$||' | tr _ - | sort)
if [ ! -x build/shim/traffic-cuda ]; then
    skip "second tier, CUDA's kernels on the processor: no compiler of C++ here (apt-get install g++)"
    exit 0
fi

# A small piece of work for each workload.
arguments() {
    case $1 in
    traffic-*) echo --cells 10240 --steps 20 ;;
    vecadd-*) echo --size 10001 ;;
    integral-*) echo --size 100 ;;
    eigh-*) echo --size 10 --tasks 3 ;;
    esac
}

# run NAME [VARIABLE=VALUE]... [ARGUMENT...]
run() {
    stage=$1
    shift
    setting=
    while case $1 in *=*) true ;; *) false ;; esac do setting="$setting $1"; shift; done
    # shellcheck disable=SC2046,SC2086 # words are meant to split
    env $setting build/shim/"$stage" $(arguments "$stage") "$@" >"$scratch/out" 2>"$scratch/err"
}

# one_line WHAT STATUS PATTERN: the last run ended so, and said why in one line.
one_line() {
    same "$1: status" "$2" "$status"
    same "$1: one line" 1 "$(wc -l <"$scratch/err")"
    check "$1: says why" grep -Eq -- "$3" "$scratch/err"
}

is_right() {
    run "$1"
    same "$1: status" 0 $?
    check "$1: verified, on what plays the GPU" \
        sh -c "grep -q ^Verified '$scratch/out' && grep -q '^on host shim' '$scratch/out'"
    check "$1: says what the device's clock says" grep -q "^By the device's clock" "$scratch/out"
    for seed in 2 3; do
        run "$1" SHIM_SEED=$seed
        same "$1: another order of threads" 0 $?
    done
    run "$1" SHIM_LEAKS=1 --repeat 2
    check "$1: gives all memory back" sh -c "! grep 'not given back' '$scratch/err' |
        grep -v 'device memory 0 .* pinned memory 0 .* streams 0'"
}

needs_a_gpu() {
    run "$1" SHIM_DEVICES=0; status=$?
    one_line "$1, no GPU" 2 'no GPU here'
    run "$1" SHIM_DRIVER=old; status=$?
    one_line "$1, an old driver" 2 "driver is too old"
    run "$1" SHIM_ARCH=old; status=$?
    one_line "$1, an old card" 2 'compute capability .* not built .*make CUDA_ARCH='
    run "$1" SHIM_MEMORY=4; status=$?
    one_line "$1, too little memory" 2 'the GPU needs .* GB more, and .* are free'
}

# Of a kernel that did not run, or in part, nobody tells the program: the judge must.
is_found_out() {
    for sabotage in no-launch half-blocks stale-read; do
        run "$1" SHIM_SABOTAGE=$sabotage
        same "$1, $sabotage: status" 1 $?
        check "$1, $sabotage: not called verified" sh -c "! grep -q ^Verified '$scratch/out'"
    done
    for sabotage in launch-error late-error; do
        run "$1" SHIM_SABOTAGE=$sabotage; status=$?
        one_line "$1, $sabotage" 1 'gpu/.*: (cuda|CUDA|cusolver).*\(cudaError'
    done
    for call in cudaMalloc cudaMemcpy cudaMemset cudaEventSynchronize cudaFree; do
        case $1:$call in eigh-*:cudaMemcpy) continue ;; esac # it copies on streams
        run "$1" SHIM_FAIL=$call:2; status=$?
        [ $status -ne 0 ] || ! grep -q "$call" gpu/*.h || not_ok "$1: $call may fail unseen"
    done
    ok "$1: a call that fails is told"
}

for program in $programs; do
    is_right "$program"
    needs_a_gpu "$program"
    is_found_out "$program"
done

# The roofs of a GPU, and what is written of all its stages, from a processor that plays one.
run limits-cuda --record "$scratch/limits.csv"
same "limits-cuda: status: $(cat "$scratch/err")" 0 $?
same "limits-cuda: all that it measures" 'copy logic sine there back launch' \
    "$(awk '$2 + 0 > 0 { print $1 }' "$scratch/out" | xargs)"
same "limits-cuda: recorded" 'copy-memory logic sine copy-there copy-back launch' \
    "$(awk -F, 'NR > 1 { print $2 }' "$scratch/limits.csv" | xargs)"
run limits-cuda SHIM_DEVICES=0; status=$?
one_line "limits-cuda, no GPU" 2 'no GPU here'
BIN=build/shim CELLS=5000 SIZES=1000 POINTS=40 ROWS=20 TASKS=3 sh gpu/results.sh "$scratch/results.md" \
    >"$scratch/out" 2>&1
same "gpu/results.sh: status" 0 $?
same "gpu/results.sh: a row for each stage, verified" "$(echo "$programs" | wc -l)" "$(grep -c '| yes |$' "$scratch/results.md")"
check "gpu/results.sh: names the GPU" grep -q '^On host shim, ' "$scratch/results.md"
echo kept >"$scratch/kept.md"
BIN=build/shim SHIM_DEVICES=0 sh gpu/results.sh "$scratch/kept.md" >"$scratch/out" 2>&1
same "gpu/results.sh, no GPU: status, and the file stays" '2 kept' "$? $(cat "$scratch/kept.md")"

for stage in $programs; do
    case $stage in traffic-*) ;; *) continue ;; esac
    golden_small "build/shim/$stage"
    for seed in 1 2 3; do
        check "$stage: 60 random roads, seed $seed" \
            env SHIM_SEED=$seed build/random/"$stage" $seed 60
    done
done
exit $failed
