#!/bin/sh
# Stages in Python: which interpreter serves them, and one clear line whatever goes wrong in it.
# Interpreters, modules and stages that misbehave are made up in $scratch.
. tests/lib.sh
. tests/python.sh

find_python sys python3
numpy_stage=$BIN/traffic-numpy.py
naive_stage=$BIN/traffic-naive.py

# ---- what is wrong at the start ----

with_module unnamed numpy <<'END2'
raise ImportError("\nthe library\nis broken")
END2
with_module raises numpy <<'END2'
raise RuntimeError("too old a processor\nand more")
END2
with_module exits numpy <<'END2'
raise SystemExit("never")
END2
with_module absent numpy <<'END2'
raise ModuleNotFoundError("No module named 'numpy'", name="numpy")
END2
for fake in unnamed raises exits; do
    case $fake in
    unnamed) what='ImportError: the library$' ;;
    raises) what='RuntimeError: too old a processor$' ;;
    exits) what='SystemExit: never$' ;;
    esac
    one_line "numpy $fake" 2 "^traffic-numpy.py: python3 cannot run it: $what" \
        env PATH="$scratch/$fake:$PATH" PYTHON= "$numpy_stage" --probe
done
one_line "no numpy" 2 \
    '^traffic-numpy.py: no python3 with numpy was found: apt-get install python3-numpy$' \
    env PATH="$scratch/absent:$PATH" PYTHON= "$numpy_stage" --probe
one_line "no numpy in PYTHON" 2 "^traffic-numpy.py: PYTHON=$scratch/absent/python3 has no numpy" \
    env PYTHON="$scratch/absent/python3" "$numpy_stage" --probe
one_line "no python3, numpy wanted" 2 'no python3 was found: apt-get install python3-numpy$' \
    env PATH=/nonexistent PYTHON= "$(realpath "$numpy_stage")" --probe
one_line "no python3" 2 'no python3 was found: apt-get install python3$' \
    env PATH=/nonexistent PYTHON= "$(realpath "$naive_stage")" --probe
one_line "a PYTHON that is not there" 2 '^traffic-naive.py: PYTHON=/nonexistent cannot be run$' \
    env PYTHON=/nonexistent "$naive_stage" --probe

echo 'echo Fatal error: no codec >&2; exit 1' | interpreter fatal
one_line "an interpreter that fails" 2 'fatal/python3 cannot run it: Fatal error: no codec$' \
    env PYTHON="$scratch/fatal/python3" "$naive_stage" --probe
echo 'sleep 60' | interpreter hangs
one_line "an interpreter that hangs" 2 'hangs/python3 has not started in 1 s;' \
    env PYTHON="$scratch/hangs/python3" PYTHON_WAIT=1 "$naive_stage" --probe
echo 'while echo chatter; do :; done' | interpreter floods
one_line "an interpreter that never stops talking" 2 'floods/python3 has not started in 1 s;' \
    env PYTHON="$scratch/floods/python3" PYTHON_WAIT=1 "$naive_stage" --probe

with_module chatters sitecustomize <<'END2'
import os
import sys
print("hello", end="", flush=True)
print("unflushed")
os.write(2, b"and a warning\n")
END2
check "chatter before the start is passed over" \
    env PYTHON="$scratch/chatters/python3" "$naive_stage" --cells 100
same "and nothing of it on stderr but what came late" '' "$(grep -e Error -e warning "$scratch/printed")"

# ---- closed standard files ----

"$naive_stage" --cells 100 <&- >"$scratch/out" 2>"$scratch/err"
same "stdin closed: status and stderr" "0 " "$? $(cat "$scratch/err")"
"$naive_stage" --cells 100 <&- 2>&- >"$scratch/out"
same "stdin and stderr closed: status" 0 $?
"$naive_stage" --cells 100 >&- 2>"$scratch/err"
same "stdout closed: status and stderr" "1 traffic-naive.py: cannot write the output: Bad file descriptor" \
    "$? $(cat "$scratch/err")"

# ---- one rule for the interpreter ----

echo 'exit 1' | interpreter bad
echo "exec $real \"\$@\"" | interpreter good

# agree NAME VARIABLE=VALUE...: common/python.sh and the program come to the same answer.
agree() {
    name=$1
    shift
    env "$@" sh common/python.sh >"$scratch/out"
    shell=$?
    env "$@" "$naive_stage" --probe 2>"$scratch/err"
    same "$name: the program and python.sh agree" "$expected" "$((shell != 0)) $(($? != 0))"
}
expected='1 1'
agree "a bad PYTHON" PYTHON="$scratch/bad/python3" SYSTEM_PYTHON="$scratch/good/python3"
agree "no PYTHON there" PYTHON=/nonexistent PATH="$scratch/good:$PATH"
agree "all are bad" PYTHON= PATH="$scratch/bad:$PATH" SYSTEM_PYTHON="$scratch/bad/python3"
expected='0 0'
agree "a good PYTHON" PYTHON="$scratch/good/python3" PATH="$scratch/bad:$PATH"
agree "an empty PYTHON" PYTHON= PATH="$scratch/good:$PATH"
agree "the first is bad" PYTHON= PATH="$scratch/bad:$PATH" SYSTEM_PYTHON="$scratch/good/python3"

# ---- stages that misbehave ----

# The program runs what lies in its own tree: here, the stage on stdin.
mkdir -p "$scratch/tree/bin" "$scratch/tree/common" "$scratch/tree/serial"
cp "$naive_stage" "$scratch/tree/bin/"
cp common/*.py "$scratch/tree/common/"
misbehaving=$scratch/tree/bin/traffic-naive.py
export PYTHON="$real"

stage() {
    { cat serial/traffic_naive.py && cat; } >"$scratch/tree/serial/traffic_naive.py"
}

# ends_badly NAME PATTERN: status 1, and that line is the program's only one, and the last.
ends_badly() {
    timeout -k 5 20 "$misbehaving" --cells 1000 --steps 20 >"$scratch/out" 2>"$scratch/err"
    same "$1: status" 1 $?
    same "$1: the program's lines" 1 "$(grep -c '^traffic-naive.py: ' "$scratch/err")"
    tail -n 1 "$scratch/err" | grep -q -e "^traffic-naive.py: .*$2" ||
        not_ok "$1: says '$(tail -n 1 "$scratch/err")', not '$2'"
    same "$1: not verified" 0 "$(grep -c '^Verified' "$scratch/out")"
}

echo 'def advance(steps: return 1' | stage
one_line "a syntax error" 2 'cannot run it: SyntaxError: .*traffic_naive.py, line' \
    "$misbehaving" --probe

# What a step costs, as the stage says it, is recorded.
cost() { echo "$(field bytes "$scratch/cost.csv"),$(field operations "$scratch/cost.csv")"; }
printf 'bytes_per_step = 0.5\noperations = 7\n' | stage
"$misbehaving" --cells 100 --steps 2 --record "$scratch/cost.csv" >"$scratch/out" 2>"$scratch/err"
same "a stage may say what it costs" "0.5,7" "$(cost)"
echo 'del bytes_per_step, operations' | stage
"$misbehaving" --cells 100 --steps 2 --record "$scratch/cost.csv" >"$scratch/out" 2>"$scratch/err"
same "and need not" "0,0" "$(cost)"
echo 'operations = -1' | stage
one_line "a negative cost" 2 'cannot run it: ValueError: operations is -1.0$' "$misbehaving" --probe
echo 'bytes_per_step = "many"' | stage
one_line "a cost that is no number" 2 'cannot run it: ValueError: ' "$misbehaving" --probe

stage <<'END2'
def advance(steps):
    pass
END2
ends_badly "advance returns nothing" 'advance gives NoneType'
stage <<'END2'
def advance(steps):
    return 0.5
END2
ends_badly "advance returns a fraction" 'advance gives float'
stage <<'END2'
def read_road():
    return old_road[1:n]
END2
ends_badly "a cell too few" 'read_road gives 999 bytes for 1000 cells'
stage <<'END2'
def read_road():
    return [49] * n
END2
ends_badly "cells that are 49" 'read_road gives cells other than 0 and 1'
stage <<'END2'
def read_road():
    pass
END2
ends_badly "read_road returns nothing" 'TypeError'
stage <<'END2'
def open_road(cells):
    raise KeyError("a bug")
END2
ends_badly "a bug" "KeyError: 'a bug'\$"
check "a bug: its traceback is shown" grep -q '^Traceback' "$scratch/err"
stage <<'END2'
def advance(steps):
    raise SystemExit
END2
ends_badly "a stage that exits" 'SystemExit'
stage <<'END2'
def advance(steps):
    import os
    os._exit(3)
END2
ends_badly "a stage that ends its process" 'python ended before its work was done$'
stage <<'END2'
def open_road(cells):
    bytes(1 << 60)
END2
ends_badly "no memory" 'not enough memory$'
same "no memory: and no more than that" 1 "$(wc -l <"$scratch/err")"

stage <<'END2'
first = True
def advance(steps):
    global first, kept
    kept, first = "kept" in globals(), False
    print("a stage may print")
    return update([0] * (n + 2), [0] * (n + 2)) if not kept else None
END2
"$misbehaving" --cells 100 --density 0 --steps 1 --repeat 3 --no-verify >"$scratch/out" 2>"$scratch/err"
same "close gives back what open took" 0 $?
check "what a stage prints is shown" grep -q '^a stage may print' "$scratch/err"

# ---- the life of the process ----

# Waits until the stage has written its process down; sets child.
wait_for_child() {
    tries=0
    until [ -s "$scratch/child" ] || [ $tries -eq 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    child=$(cat "$scratch/child")
}

stage <<END2
def advance(steps):
    import os
    with open("$scratch/child", "w") as file:
        file.write(str(os.getpid()))
    while True:
        pass
END2
"$misbehaving" --cells 100 >"$scratch/out" 2>"$scratch/err" &
program=$!
wait_for_child
kill -TERM $program
wait $program 2>/dev/null
same "SIGTERM ends the program" 143 $?
check "SIGTERM: and its python" end_soon "$child"

rm -f "$scratch/child"
timeout -s INT -k 5 2 "$misbehaving" --cells 100 >"$scratch/out" 2>"$scratch/err"
wait_for_child
check "SIGINT to the group ends python too" end_soon "$child"
same "SIGINT: no traceback" '' "$(cat "$scratch/err")"
exit $failed
