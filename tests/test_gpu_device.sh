#!/bin/sh
# Fourth tier of the GPU's tests: on a GPU. Roads that are short, odd and long, everything that the
# other stages must pass, and the watchers of CUDA's own toolkit.
. tests/lib.sh
. tests/golden.sh
. tests/ranks.sh

programs=$(ls "$BIN"/*-cuda* "$BIN"/*-cusolver* 2>/dev/null)
if [ -z "$programs" ]; then
    skip 'fourth tier, on a GPU: the stages in CUDA are not built (no nvcc)'
    exit 0
fi
if ! "$BIN/traffic-cuda" --probe 2>"$scratch/why"; then
    skip "fourth tier, on a GPU: $(cat "$scratch/why")"
    exit 0
fi

# verified PROGRAM ARGUMENT...
verified() {
    check "$*" "$@"
    check "$*: verified" grep -q ^Verified "$scratch/printed"
}

for program in $programs; do
    case $program in
    */traffic-*) golden_small "$program"
        golden_large "$program"
        for cells in 1 2 31 32 33 1000 4095 5119 5120 5121 100003 10000013; do
            verified "$program" --cells $cells --seed $cells --repeat 2
        done ;;
    */vecadd-*) for size in 1 3 4 1023 1000003 100000000; do
            verified "$program" --size $size
        done ;;
    */integral-*) for size in 1 15 17 1000 10240; do verified "$program" --size $size; done ;;
    */eigh-*) for size in 0 1 2 3 33 100 1000; do
            verified "$program" --size $size --tasks 5
        done ;;
    esac
done
if [ -z "$no_ranks" ]; then
    for ranks in 1 2 3; do
        verified "$launcher" -n $ranks "$BIN/traffic-cuda-mpi" --cells 10000013 --depth 100 --device-pointers no
        verified "$launcher" -n $ranks "$BIN/traffic-cuda-mpi" --cells 1001
        [ ! -x "$BIN/eigh-cuda-mpi" ] || verified "$launcher" -n $ranks "$BIN/eigh-cuda-mpi" --size 100 --tasks 7
    done
else
    skip "GPUs of several ranks: $no_ranks"
fi
verified "$BIN/traffic-cuda-lanes" --cells 4000000000 --random uni --steps 100 --report 100

sanitizer=$(command -v compute-sanitizer || ls "${CUDA_HOME:-/usr/local/cuda}"/bin/compute-sanitizer 2>/dev/null)
if [ -z "$sanitizer" ]; then
    skip 'memory and races watched on the GPU: no compute-sanitizer here'
    exit $failed
fi
for program in $programs; do
    case $program in
    */traffic-*) arguments='--cells 20011 --steps 70' ;;
    */vecadd-*) arguments='--size 10007' ;;
    */integral-*) arguments='--size 100' ;;
    */eigh-*) arguments='--size 20 --tasks 3' ;;
    esac
    for watch in memcheck racecheck synccheck; do
        # shellcheck disable=SC2086 # words are meant to split
        check "$watch: $program" "$sanitizer" --tool $watch --error-exitcode 3 "$program" $arguments
    done
done
exit $failed
