#!/bin/sh
# Runs every test, as many at once as there are cores, and counts the lines that they print.
# Usage: sh tests/run.sh [TEST...]      all tests, or only those whose names contain one of the words

logs=build/tests/logs
rm -rf "$logs"
mkdir -p "$logs" || exit 1

wanted() {
    [ $# -eq 1 ] && return 0
    name=$1
    shift
    for word; do
        case $name in *"$word"*) return 0 ;; esac
    done
    return 1
}

# The longest first, so that the cores end together.
for test in tests/test_golden_python.sh tests/test_*.sh build/tests/test-*; do
    [ -f "$test" ] && wanted "$(basename "$test")" "$@" && echo "$test"
done | awk '!seen[$0]++' >"$logs/list"

# shellcheck disable=SC2016
xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 sh -c '
    log=$0/$(basename "$1").log
    case $1 in
    *.sh) sh "$1" >"$log" 2>&1 ;;
    *) "$1" >"$log" 2>&1 ;;
    esac
    status=$?
    if [ $status -ne 0 ] && ! grep -q "^not ok - " "$log"; then
        echo "not ok - $(basename "$1") ended with status $status" >>"$log"
    elif ! grep -Eq "^(ok|not ok|skip) - " "$log"; then
        echo "not ok - $(basename "$1") tested nothing" >>"$log"
    fi
    printf "%-24s %5d passed\n" "$(basename "$1" .sh)" "$(grep -c "^ok - " "$log")"
    grep -E "^(not ok|skip) - " "$log" | sed "s/^/    /"
' "$logs" <"$logs/list"

count() {
    cat "$logs"/*.log 2>/dev/null | grep -c "^$1 - "
}
echo
echo "$(count ok) passed, $(count 'not ok') failed, $(count skip) skipped"
[ "$(count 'not ok')" -eq 0 ] && [ "$(count ok)" -gt 0 ]
