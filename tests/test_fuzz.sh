#!/bin/sh
# The inputs that were kept for each fuzzer, without libFuzzer, so that they are tried everywhere; and
# some text spoiled anew. make fuzz is the long form.
. tests/lib.sh

export TMPDIR="$scratch"
for source in tests/fuzz/fuzz_*.c; do
    fuzzer=$(basename "$source" .c | sed 's/^fuzz_//')
    timeout 100 "build/replay/$fuzzer" "tests/fuzz/seeds/$fuzzer"/* >"$scratch/out" 2>&1
    same "$fuzzer: status" 0 $?
    same "$fuzzer: all inputs" "$(find "tests/fuzz/seeds/$fuzzer" -type f | wc -l)" "$(grep -c '^ok - ' "$scratch/out")"
done

printf 'one\ntwo\nthree\n' >"$scratch/text"
for seed in 1 2 3 4; do
    build/replay/mutate $seed <"$scratch/text" >"$scratch/$seed"
done
build/replay/mutate 1 <"$scratch/text" >"$scratch/again"
check "a seed spoils a file in one way" cmp "$scratch/1" "$scratch/again"
same "and another in another" 4 "$(md5sum "$scratch"/[1-4] | awk '!seen[$1]++' | wc -l)"

sh tests/fuzz_text.sh 1 25 || failed=1

# A parser that crashes is seen: awk without its file, and a shell that is lost.
echo 'END { exit 3 }' >"$scratch/wrong.awk"
sed "s|^for site|spoiled wrong '0 2' archer2/archer2.site awk -f $scratch/wrong.awk; exit \$failed\\nfor site|" \
    tests/fuzz_text.sh >"$scratch/wrong.sh"
sh "$scratch/wrong.sh" 1 3 >"$scratch/out"
same "a parser with a strange end is seen" 1 $?
check "by its status" grep -q "^not ok - wrong: .* status 3" "$scratch/out"
exit $failed
