#!/bin/sh
# What tests of MPI stages need besides lib.sh; sourced behind it. There are more ranks than cores, so
# the programs are those of build/patient: tests/patient.c. Threads sleep as well while they wait.
export OMP_WAIT_POLICY=passive

. tests/ranks.sh
if [ -n "$no_ranks" ]; then
    skip "the road on several ranks: $no_ranks"
    exit 0
fi

# right WHAT RANKS PROGRAM ARGUMENT...: it says that it has verified its result, and nothing else
right() {
    what=$1
    shift
    on "$@"
    same "$what" "0 1 0" "$? $(grep -c '^Verified' "$scratch/out") $(wc -l <"$scratch/err")"
}

# roads NAME RANKS CASES STEPS [OPTION...]: random roads, as the stage's own test makes them
roads() {
    name=$1 ranks=$2 cases=$3 steps=$4
    shift 4
    on "$ranks" build/random/"$name" "$ranks" "$cases" "$steps" "$@"
    same "$name${*:+ $*}: $cases random roads on $ranks ranks" \
        "0 ok - $name: $cases random roads from seed $ranks" "$? $(cat "$scratch/out" "$scratch/err")"
}

# ----------------------------------------------------------------------------- planted faults ---

repository=$PWD

# copy: a second repository, to plant faults in, becomes the current folder
copy() {
    copy=$scratch/copy
    mkdir -p "$copy/tests"
    cp -r Makefile common mpi "$copy"
    cp tests/patient.c tests/mpi_leaks.c "$copy/tests"
    cd "$copy" || exit 1
    unset MAKEFLAGS MAKELEVEL
}

# build NAME: with what sed changed
build() {
    make PLAIN=-O0 NATIVE=-O1 WIDTHS=128 build/patient/"$1" >"$scratch/made" 2>&1
}

# plant NAME WHAT FILE SED
plant() {
    sed "$4" "$repository/$3" >"$3"
    if cmp -s "$3" "$repository/$3"; then
        not_ok "$2: nothing was changed in $3"
    elif ! build "$1"; then
        not_ok "$2: does not build: $(grep -m 1 error "$scratch/made")"
    fi
}

# found NAME PATTERN WHAT FILE SED RANKS [ARGUMENT...]: the run fails, and says in which way
found() {
    name=$1 pattern=$2 what=$3 file=$4
    plant "$name" "$what" "$file" "$5"
    ranks=$6
    shift 6
    on "$ranks" build/patient/"$name" "$@"
    same "$what: status" 1 $?
    check "$what: says so" grep -q "^$name: FAILED: $pattern" "$scratch/err"
    check "$what: not called verified" sh -c "! grep -q ^Verified $scratch/out"
    cp "$repository/$file" "$file"
}

# Processes that still run a program of the copy.
left() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in "$copy"/*) echo "${process##*/}" ;; esac
    done
}
