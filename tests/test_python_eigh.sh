#!/bin/sh
# eigh stages in Python: what is missing, what goes wrong in a stage, and processes that are killed.
# That they are right, test_eigh.sh shows, as of all stages.
. tests/lib.sh
. tests/python.sh

find_python numpy python3-numpy
one=$BIN/eigh-numpy.py
pool=$BIN/eigh-multiprocessing.py

with_module absent numpy <<'END2'
raise ModuleNotFoundError("No module named 'numpy'", name="numpy")
END2
for program in "$one" "$pool"; do
    stage=$(basename "$program")
    one_line "$stage, no numpy" 2 \
        "^$stage: no python3 with numpy was found: apt-get install python3-numpy\$" \
        env PATH="$scratch/absent:$PATH" PYTHON= "$program" --probe
    one_line "$stage, no numpy in PYTHON" 2 "^$stage: PYTHON=$scratch/absent/python3 has no numpy" \
        env PYTHON="$scratch/absent/python3" "$program" --probe
    one_line "$stage, no python3" 2 'no python3 was found: apt-get install python3-numpy$' \
        env PATH=/nonexistent PYTHON= "$(realpath "$program")" --probe
done
export PYTHON="$real"

# run PROGRAM ARGUMENT...: its output in $scratch/out and err, its status in $status.
run() {
    timeout -k 5 60 "$@" >"$scratch/out" 2>"$scratch/err"
    status=$?
}

# ---- matrices at which solvers fail ----

for family in identity zero diagonal repeated clustered graded huge tiny wilkinson glued; do
    for program in "$one" "$pool"; do
        run "$program" --matrix $family --size 43 --tasks 2
        same "$(basename "$program"): $family" 0 $status
    done
done

# ---- processes and threads ----

one_line "one process only" 2 'there is no option' "$one" --nproc 2
run "$pool" --size 20 --tasks 3 --nproc 7
same "more processes than tasks" 0 $status
run "$pool" --size 30 --tasks 37 --nproc 3 --seed 5
same "37 tasks for 3 processes" 0 $status

# in_force NAME PATTERN COMMAND...: the line that says how many processes and threads.
in_force() {
    name=$1 pattern=$2
    shift 2
    run env -u OMP_NUM_THREADS -u OPENBLAS_NUM_THREADS "$@" --size 5 --tasks 1
    check "$name" grep -q "$pattern" "$scratch/out"
}
in_force "one thread for each of the pool's processes" '^2 workers of 1 thread on' "$pool" --nproc 2
if grep -q OpenBLAS "$scratch/out"; then
    in_force "what OMP_NUM_THREADS says goes first" '^1 worker of 2 threads' \
        OMP_NUM_THREADS=2 "$pool" --nproc 1
    in_force "and OPENBLAS_NUM_THREADS" '^1 worker of 2 threads' \
        OPENBLAS_NUM_THREADS=2 "$pool" --nproc 1
    in_force "also in one process" '^1 worker of 1 thread on' OMP_NUM_THREADS=1 "$one"
    check "NumPy's library and its kernels are named" \
        grep -q '^numpy [0-9.]* with OpenBLAS [0-9.]*, kernels for .' "$scratch/out"
fi

# ---- stages that misbehave ----

# The programs run what lies in their own tree.
mkdir -p "$scratch/tree/bin" "$scratch/tree/common" "$scratch/tree/vectorized"
cp "$one" "$pool" "$scratch/tree/bin/"
cp common/*.py "$scratch/tree/common/"

# stage NAME: its file, and behind it what is on stdin.
stage() {
    { cat "vectorized/eigh_$1.py" && cat; } >"$scratch/tree/vectorized/eigh_$1.py"
    program=$scratch/tree/bin/eigh-$1.py
}

# ends_badly NAME PATTERN: status 1, and a line on stderr like that; nothing is verified.
ends_badly() {
    run "$program" --size 10 --tasks 3
    same "$1: status" 1 $status
    check "$1: said" grep -q -e "^${program##*/}: .*$2" "$scratch/err"
    same "$1: not verified" 0 "$(grep -c '^Verified' "$scratch/out")"
}

stage numpy <<'END2'
def solve(a):
    raise np.linalg.LinAlgError("Eigenvalues did not converge")
END2
ends_badly "no solution" 'FAILED: task 0: Eigenvalues did not converge$'
stage multiprocessing <<'END2'
def process_data(i, matrix):
    raise np.linalg.LinAlgError("Eigenvalues did not converge")
END2
ends_badly "no solution in the pool" 'FAILED: task 0: Eigenvalues did not converge$'
stage numpy <<'END2'
def solve(a):
    raise KeyError("a bug")
END2
ends_badly "a bug" "KeyError: 'a bug'\$"
check "a bug: its traceback is shown" grep -q '^Traceback' "$scratch/err"
stage multiprocessing <<'END2'
def process_data(i, matrix):
    raise KeyError("a bug")
END2
ends_badly "a bug in the pool" "KeyError: 'a bug'\$"
stage numpy <<'END2'
def solve(a):
    w, v = np.linalg.eigh(a)
    return w[1:], v
END2
ends_badly "a value too few" ValueError
stage numpy <<'END2'
def solve(a):
    w, v = np.linalg.eigh(a)
    return w, v.T
END2
ends_badly "rows for columns" 'FAILED: task 0: '
stage numpy <<'END2'
def solve(a):
    return [0] * len(a), np.zeros_like(a)
END2
ends_badly "zeros" 'FAILED: task 0: '
stage multiprocessing <<'END2'
def process_data(i, matrix):
    return i, np.linalg.eigvalsh(matrix())
END2
ends_badly "values without vectors" 'FAILED: task 0: '
stage multiprocessing <<'END2'
right = process_data
def process_data(i, matrix):
    return i, right(0 if i == 1 else i, matrix)[1] * (1 + 1e-9 * (i == 1))
END2
ends_badly "values a little wrong in task 1" 'FAILED: task 1: '

# ---- killed processes ----

# start PROGRAM ARGUMENT...: sets driver, python, and workers, the processes of the pool, at work.
start() {
    timeout -k 5 40 "$@" --size 300 --tasks 1000 >"$scratch/out" 2>"$scratch/err" &
    limited=$!
    for try in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.3
        grep -q '^n=300' "$scratch/out" && break
    done
    sleep 0.5
    read -r driver <"/proc/$limited/task/$limited/children"
    read -r python <"/proc/$driver/task/$driver/children"
    workers=$(cat "/proc/$python"/task/*/children)
}

# ended NAME STATUS PATTERN
ended() {
    wait $limited 2>/dev/null
    same "$1: status" "$2" $?
    [ -z "$3" ] || check "$1: its task is named" grep -Eq "FAILED: task [0-9]+: $3" "$scratch/err"
    # shellcheck disable=SC2086 # a list
    check "$1: nobody lives on" end_soon $python $workers
}

start "$pool" --nproc 2
same "the pool has two processes" 2 "$(echo "$workers" | wc -w)"
kill -9 "${workers%% *}"
ended "one of the pool is killed" 1 'a process of the pool was killed$'
start "$pool" --nproc 2
kill -9 "$python"
ended "the pool's python is killed" 1 'python ended before its work was done$'
start "$pool" --nproc 2
kill -9 "$driver"
ended "the pool's driver is killed" 137
start "$one"
kill -9 "$python"
ended "the one process is killed" 1 'python ended before its work was done$'
exit $failed
