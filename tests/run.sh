#!/bin/sh
# Runs every test, as many at once as there are cores, and counts the lines that they print.
# Usage: sh tests/run.sh [TEST...]      all tests, or only those whose names contain one of the words
#
# Status 0: some passed and none failed; 1: not so; 2: there is no such test.

cd "$(dirname "$0")/.." || exit 2
logs=build/tests/logs

# Several tests run at a time: threads that wait must leave their core to others.
export OMP_WAIT_POLICY=passive

# Those that last longest, by the seconds that are printed: they begin first, so that the cores end together.
LONG='slurm exercises golden_python gpu_shim exercises_own exercises_gpu mpi exercises_answers exercises_eigh checkpoint mpi_eigh site awkward gpu_wrong gpu_mpi make new_stage gpu_nvcc mpi_wrong random_roads bare mpi_hybrid mpi_window street'

# The tests. Programs are found by their sources: one that was not built must not be forgotten, one
# whose source has gone must not run.
list() {
    {
        for name in $LONG; do
            echo "tests/test_$name.sh"
        done
        printf '%s\n' tests/test_*.sh
    } | awk '!seen[$0]++' | while read -r test; do
        [ ! -f "$test" ] || echo "$test"
    done
    for source in tests/test_*.c; do
        [ ! -f "$source" ] || echo "$source" | sed 's|^|build/|; s|\.c$||; s|_|-|g'
    done
}

# Of the tests on stdin, those whose names contain one of the words.
choose() {
    while read -r test; do
        for word; do
            case ${test##*/} in *"$word"*) echo "$test" && break ;; esac
        done
    done
}

start() {
    case $1 in
    *.sh) sh "$1" ;;
    *) if [ -x "$1" ]; then "$1"; else echo "not ok - $1 is not built: make test"; fi ;;
    esac </dev/null
}

# A log may hold any bytes.
lines() { LC_ALL=C grep -E "$@"; }

# Runs one test. Its log gets its name last: a test without one did not end. On the way tr takes out
# the NULs, for which grep would not show a line, and awk ends the last line.
run_one() {
    name=${1##*/}
    log=$logs/$name.log
    began=$(date +%s)
    start "$1" >"$log.raw" 2>&1
    status=$?
    tr -d '\000' <"$log.raw" | LC_ALL=C awk 1 >"$log.part"
    if [ $status -ne 0 ] && ! lines -q '^not ok - ' "$log.part"; then
        echo "not ok - $name ended with status $status" >>"$log.part"
    elif ! lines -q '^(ok|not ok|skip) - ' "$log.part"; then
        echo "not ok - $name tested nothing" >>"$log.part"
    fi
    printf '%-24s %5d passed %5d s\n' "${name%.sh}" "$(lines -c '^ok - ' "$log.part")" $(($(date +%s) - began))
    lines '^(not ok|skip) - ' "$log.part" | LC_ALL=C sed 's/^/    /'
    rm -f "$log.raw"
    mv "$log.part" "$log"
}

if [ "$1" = --one ]; then # how xargs calls this script
    run_one "$2"
    exit 0
fi

rm -rf "$logs"
mkdir -p "$logs" || exit 2
[ -n "$(list)" ] || { echo "there are no tests"; exit 2; }
for word; do
    [ -n "$(list | choose "$word")" ] || { echo "no test is called $word"; exit 2; }
done
[ $# -gt 0 ] || set -- ''
list | choose "$@" >"$logs/list"

if command -v xargs >/dev/null; then
    cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
    xargs -P "$cores" -n 1 sh tests/run.sh --one <"$logs/list"
else
    while read -r test; do
        run_one "$test"
    done <"$logs/list"
fi

lost=0
while read -r test; do
    [ -f "$logs/${test##*/}.log" ] && continue
    echo "    not ok - ${test##*/} did not end"
    lost=$((lost + 1))
done <"$logs/list"

count() {
    cat "$logs"/*.log 2>/dev/null | lines -c "^$1 - "
}
passed=$(count ok)
failed=$(($(count 'not ok') + lost))
echo
echo "$passed passed, $failed failed, $(count skip) skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
