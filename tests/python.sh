#!/bin/sh
# Interpreters that are made up in $scratch; sourced after lib.sh by the tests of stages in Python.

# find_python MODULE PACKAGE: sets real, an interpreter that has the module; without one the test
# ends. From then on the system's is hidden.
find_python() {
    real=$(sh common/python.sh "$1")
    if [ -z "$real" ]; then
        skip "stages in Python: no python3 with $1 here: apt-get install $2"
        exit 0
    fi
    export SYSTEM_PYTHON=/nonexistent
}

# one_line NAME STATUS PATTERN COMMAND...: the command ends with this status and a line that matches
# on stderr, the only one; nothing is verified.
one_line() {
    name=$1 status=$2 pattern=$3
    shift 3
    timeout -k 5 20 "$@" >"$scratch/out" 2>"$scratch/err"
    same "$name: status" "$status" $?
    same "$name: lines on stderr" 1 "$(wc -l <"$scratch/err")"
    grep -q -e "$pattern" "$scratch/err" ||
        not_ok "$name: says '$(tail -n 1 "$scratch/err")', not '$pattern'"
    same "$name: not verified" 0 "$(grep -c '^Verified' "$scratch/out")"
}

# An interpreter that is the shell script on stdin.
interpreter() {
    mkdir -p "$scratch/$1"
    { echo '#!/bin/sh' && cat; } >"$scratch/$1/python3"
    chmod +x "$scratch/$1/python3"
}

# A real interpreter that finds the module on stdin before any other.
with_module() {
    mkdir -p "$scratch/$1"
    cat >"$scratch/$1/$2.py"
    echo "PYTHONPATH=$scratch/$1 exec $real \"\$@\"" | interpreter "$1"
}

# Whether all these processes end: gone, or zombies that nobody has collected yet.
end_soon() {
    for process; do
        for try in 1 2 3 4 5 6 7 8 9 10 failed; do
            grep -qs '^State:[^Z]*$' "/proc/$process/status" || break
            sleep 0.2
        done
        [ "$try" != failed ] || { echo "process $process lives on" && kill -KILL "$process" && return 1; }
    done
}
