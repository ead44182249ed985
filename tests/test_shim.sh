#!/bin/sh
# The shim of CUDA on the host (tests/shim): what it supplies is right, and what a program must not
# do, or what goes wrong on request, it says. Run by hand under a sanitizer it is the same test.
. tests/lib.sh

shim=build/tests/test-shim
misdeeds=build/tests/shim-misdeeds

for program in $shim $misdeeds; do
    [ -x "$program" ] || { skip "$program is not built: no C++20 compiler (apt-get install g++)"; exit 0; }
done
export TSAN_OPTIONS="atexit_sleep_ms=0 $TSAN_OPTIONS" # else each program sleeps for a second
sanitizer=$(LC_ALL=C grep -aowm 1 -e __tsan_init -e __asan_init $misdeeds | head -n 1)

# do_it MISDEED [VARIABLE=VALUE...]: does it; prints what came of it in one line, the status first.
do_it() {
    misdeed=$1
    shift
    env "$@" $misdeeds "$misdeed" >"$scratch/out" 2>"$scratch/err"
    echo "status $?" | cat - "$scratch/out" "$scratch/err" | tr '\n' ' '
}

# says NAME PATTERN WHAT-CAME
says() {
    case $3 in *$2*) ok "$1" ;; *) not_ok "$1: expected '$2', got '$3'" ;; esac
}

# ---------------------------------------------------------------- every primitive, in every order

for seed in 1 2 3 4 5; do
    if SHIM_SEED=$seed SHIM_LEAKS=1 $shim >"$scratch/printed" 2>&1; then
        ok "the unit test with seed $seed: $(grep -c '^ok' "$scratch/printed") checks"
    else
        grep -v '^ok' "$scratch/printed"
        not_ok "the unit test with seed $seed: $(tail -n 1 "$scratch/printed")"
    fi
done
digest() { do_it in-place "SHIM_SEED=$1" | grep -o 'digest [0-9a-f]*'; }
first=$(digest 7)
same 'the same seed, the same order' "$first" "$(digest 7)"
check 'another seed, another order' [ "$first" != "$(digest 8)" ]

# ------------------------------------------------------------------------------ what is wrong only sometimes

for seed in 1 2 3 4 5; do
    says "honest, seed $seed: right" 'status 0 right' "$(do_it reverse SHIM_SEED=$seed)"
    says "honest in warps, seed $seed: right" 'status 0 right' "$(do_it warps SHIM_SEED=$seed)"
    for misdeed in reverse-no-barrier warps-no-barrier in-place; do
        says "$misdeed, seed $seed: wrong" ' wrong' "$(do_it $misdeed SHIM_SEED=$seed)"
    done
done
if [ "$sanitizer" = __tsan_init ]; then
    for misdeed in reverse-no-barrier warps-no-barrier in-place no-atomics; do
        says "$misdeed: a data race" 'ThreadSanitizer: data race' "$(do_it $misdeed)"
    done
fi

# -------------------------------------------------------------------------------- what is never right

sync=cudaErrorIllegalAddress
says 'a write behind memory' "synchronize: $sync free: $sync shim: something wrote" "$(do_it write-behind)"
says 'a write before memory' "synchronize: $sync free: $sync shim: something wrote" "$(do_it write-before)"
says 'a host pointer for a kernel' "synchronize: $sync free: $sync shim: write_at" "$(do_it host-pointer)"
while read -r misdeed message; do
    came=$(do_it "$misdeed")
    says "$misdeed: the end" 'status 3 ' "$came"
    says "$misdeed: why" "$message" "$came"
done <<'END'
write-far shim: write_at, block 0,0,0: a thread touched byte 5152 of 1152
read-far shim: read_at, block 0,0,0: a thread touched
write-nowhere shim: write_nowhere, block 0,0,0: a thread touched
stack shim: need_much_stack, block 0,0,0: a thread touched
host-touch shim: the host touched device memory, byte 12 of 1152
host-touch-new shim: the host touched device memory, byte 20 of 1152
shared-behind shim: write_behind_shared, block 0,0,0: wrote behind a shared variable of 384 bytes
shared-much shim: fill_too_much_shared, block 0,0,0: 52000 bytes of __shared__ variables
two-barriers shim: wait_in_two_places, block 0,0,0: its threads wait at different barriers
deadlock shim: wait_for_good, block 0,0,0: its threads wait for each other for good
returned shim: meet_the_returned, block 0,0,0: the mask of __shfl_down_sync
two-masks shim: meet_by_two_masks, block 0,0,0: threads
not-in-mask shim: meet_without_oneself, block 0,0,0: thread
END
if [ "$sanitizer" != __tsan_init ]; then # which delivers no signal to a loop that calls nothing
    says 'a loop that does not end' 'status 3 launch: cudaSuccess shim: wait_in_a_loop' "$(do_it endless SHIM_PATIENCE=1)"
fi
says 'what is not given back' \
    'status 3 shim: not given back: device memory 1 (1152 bytes), pinned memory 1 (10 bytes), streams 1, events 1' \
    "$(do_it leak SHIM_LEAKS=1)"
says '... said when asked' 'status 0 ' "$(do_it leak)"

# --------------------------------------------------------------------------------- faults on request

all_well='count: cudaSuccess malloc: cudaSuccess to: cudaSuccess launch: cudaSuccess synchronize: cudaSuccess'
says 'an honest program' "status 0 $all_well right from: cudaSuccess free: cudaSuccess devices: 1" "$(do_it walk)"
says 'no device' 'count: cudaErrorNoDevice malloc: cudaErrorNoDevice' "$(do_it walk SHIM_DEVICES=0)"
says '... and none is counted' 'devices: 0' "$(do_it walk SHIM_DEVICES=0)"
says 'an old driver' 'count: cudaErrorInsufficientDriver' "$(do_it walk SHIM_DRIVER=old)"
says 'an old device' 'launch: cudaErrorNoKernelImageForDevice' "$(do_it walk SHIM_ARCH=old)"
says 'little memory' 'malloc: cudaErrorMemoryAllocation' "$(do_it walk SHIM_MEMORY=1151)"
says 'enough memory' 'malloc: cudaSuccess' "$(do_it walk SHIM_MEMORY=1152)"
says 'no launch' "$all_well wrong, digest" "$(do_it walk SHIM_SABOTAGE=no-launch)"
says 'half of the blocks' "$all_well wrong, digest" "$(do_it walk SHIM_SABOTAGE=half-blocks)"
says 'stale reads' "$all_well wrong, digest" "$(do_it walk SHIM_SABOTAGE=stale-read)"
says 'an error at the launch' 'launch: cudaErrorLaunchOutOfResources synchronize: cudaSuccess wrong,' \
    "$(do_it walk SHIM_SABOTAGE=launch-error)"
says 'an error after the launch' 'launch: cudaSuccess synchronize: cudaErrorLaunchFailure wrong' \
    "$(do_it walk SHIM_SABOTAGE=late-error)"
says 'the second copy fails' 'from: cudaErrorUnknown' "$(do_it walk SHIM_FAIL=cudaMemcpy:2)"
says 'the first launch fails' 'launch: cudaErrorUnknown' "$(do_it walk SHIM_FAIL=cudaLaunchKernel:1)"

# ----------------------------------------------------------------------------------------- launch.sed

same 'a launch' 'SHIM_LAUNCH((a::k<32, true>), (n + 1) / 2, 32, 0, s)(x);' \
    "$(echo 'a::k<32, true><<<(n + 1) / 2, 32, 0, s>>>(x);' | sed -f tests/shim/launch.sed)"
same 'a launch in two lines' 'SHIM_LAUNCH((k), a,|b)(x);' \
    "$(printf 'k<<<a,\nb>>>(x);' | sed -f tests/shim/launch.sed | tr '\n' '|' | sed 's/|$//')"
exit $failed
