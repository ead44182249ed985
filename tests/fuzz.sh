#!/bin/sh
# Every parser under fire: those in C behind libFuzzer, build/fuzz/*, which finds its way into them by
# what of them it has not run yet; the others are given spoiled files (tests/fuzz_text.sh).
# Usage: FUZZ_SECONDS=60 sh tests/fuzz.sh FUZZER...      for so long each
#
# What a fuzzer has found worth trying stays in build/fuzz/corpus, and the next one goes on from there.
# An input that something is wrong with stays in build/fuzz/found: once that is mended it belongs into
# tests/fuzz/seeds/FUZZER, and make test tries it for ever. FUZZ_SEED makes a run again, nearly.

. tests/lib.sh
seconds=${FUZZ_SECONDS:-60}
case $seconds in '' | *[!0-9]* | 0* | ??????*) echo "fuzz: FUZZ_SECONDS=$seconds is no number of seconds" >&2 && exit 2 ;; esac
seed=${FUZZ_SEED:-$(date +%s)}
echo "Fuzzing, $seconds s for each parser (FUZZ_SEED=$seed)"

# A file is asked for each input: in memory, if there is room.
TMPDIR=$(mktemp -d -p /dev/shm 2>/dev/null) || TMPDIR=$scratch
export TMPDIR
trap 'rm -rf "$scratch" "$TMPDIR"' EXIT

for fuzzer; do
    corpus=build/fuzz/corpus/$fuzzer log=build/fuzz/$fuzzer.log
    mkdir -p "$corpus" build/fuzz/found
    timeout $((seconds + 60)) "build/fuzz/$fuzzer" -seed=$((seed % 2147483648)) -max_total_time="$seconds" \
        -max_len=16384 -timeout=10 -print_final_stats=1 -artifact_prefix="build/fuzz/found/$fuzzer-" \
        "$corpus" "tests/fuzz/seeds/$fuzzer" >"$log" 2>&1
    status=$?
    tried=$(awk '/^stat::number_of_executed_units/ { print $2 }' "$log")
    edges=$(awk '{ for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) } END { print edges }' "$log")
    if [ $status -eq 0 ]; then
        ok "$fuzzer: $tried inputs, $edges edges seen"
    else
        not_ok "$fuzzer: status $status, $(grep -aE '^not as|^SUMMARY|runtime error|ERROR' "$log" | head -n 1)"
        sed -n 's/.*Test unit written to /    /p' "$log"
    fi
done
sh tests/fuzz_text.sh $((seed % 1000000 * 1000)) 1000000 "$seconds" || failed=1
exit $failed
