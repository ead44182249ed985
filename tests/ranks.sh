#!/bin/sh
# What tests of several ranks share; sourced behind lib.sh. There are more ranks than cores, so the
# programs are those of build/patient: tests/patient.c. $no_ranks says why there can be no ranks.

no_ranks=
[ -x bin/mpi-roundtrip ] || no_ranks='no MPI here (apt-get install mpich libmpich-dev, then make)'
for launcher in mpiexec.mpich mpiexec srun; do
    command -v "$launcher" >/dev/null && break
done

# need_ranks WHAT: without ranks the test ends here
need_ranks() {
    [ -z "$no_ranks" ] || { skip "$1: $no_ranks" && exit 0; }
}

# on RANKS PROGRAM [ARGUMENT...]: no run may last; what it prints is in $scratch/out and $scratch/err.
on() {
    ranks=$1
    shift
    timeout 120 "$launcher" -n "$ranks" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
}

# right WHAT RANKS PROGRAM [ARGUMENT...]: it says that it has verified its result, and complains of nothing
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

# bad_on RANKS PATTERN ARGUMENT...: as bad in lib.sh; the ranks of $program say it once
bad_on() {
    ranks=$1 pattern=$2 name=${program##*/}
    shift 2
    on "$ranks" "$program" "$@"
    same "$name $*: status, lines" "2 1 0" "$? $(wc -l <"$scratch/err") $(wc -l <"$scratch/out")"
    check "$name $*: says why" grep -q "^$name: $pattern" "$scratch/err"
}

# ----------------------------------------------------------------------------- planted faults ---

# copy: a second repository, to plant faults in, becomes the current folder
copy() {
    repository=$PWD copy=$scratch/copy
    mkdir "$copy"
    cp -r Makefile common mpi gpu tests "$copy"
    cd "$copy" || exit 1
    unset MAKEFLAGS MAKELEVEL
}

# build PROGRAM: as the copy has it, and soon done
build() {
    make NVCC= PLAIN=-O0 NATIVE=-O1 WIDTHS=128 "$1" >"$scratch/made" 2>&1
}

# sound PROGRAM RANKS [ARGUMENT...]: with nothing planted nothing is found
sound() {
    build "$1" || not_ok "the copy does not build: $(tail -n 1 "$scratch/made")"
    program=$1 ranks=$2
    shift 2
    on "$ranks" "$program" "$@"
    same "nothing planted in ${program##*/}: verified" "0 1" "$? $(grep -c '^Verified' "$scratch/out")"
}

# plant PROGRAM WHAT FILE SED
plant() {
    sed "$4" "$repository/$3" >"$3"
    if cmp -s "$3" "$repository/$3"; then
        not_ok "$2: nothing was changed in $3"
    elif ! build "$1"; then
        not_ok "$2: does not build: $(grep -m 1 error "$scratch/made")"
    fi
}

pluck() {
    cp "$repository/$1" "$1"
}

# found PROGRAM PATTERN WHAT FILE SED RANKS [ARGUMENT...]: the run fails, and says once in which way
found() {
    program=$1 pattern=$2 what=$3 file=$4
    plant "$program" "$what" "$file" "$5"
    ranks=$6
    shift 6
    on "$ranks" "$program" "$@"
    same "$what: status" 1 $?
    check "$what: says so" grep -q "^${program##*/}: FAILED: $pattern" "$scratch/err"
    same "$what: says it once" '' "$(sort "$scratch/err" | uniq -d)"
    check "$what: not called verified" sh -c "! grep -q ^Verified $scratch/out"
    pluck "$file"
}

# left: processes that run a program of the copy
left() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in "$copy"/*) echo "${process##*/}" ;; esac
    done
}

# nobody_left WHAT: or only for a moment
nobody_left() {
    tries=0
    while [ -n "$(left)" ] && [ $tries -lt 20 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    same "$1: nobody is left" '' "$(left)"
}

# ends PROGRAM STATUS LINES WHAT FILE SED RANKS [ARGUMENT...]: so ends a job with that planted, soon
# and for all ranks, after so many lines of ours on stderr. The status `any` is any but 0.
ends() {
    program=$1 end="$2 $3" what=$4 file=$5
    plant "$program" "$what" "$file" "$6"
    ranks=$7
    shift 7
    began=$(date +%s)
    on "$ranks" "$program" "$@"
    status=$?
    case $end in any*) [ $status -eq 0 ] || status=any ;; esac
    same "$what: status, lines on stderr" "$end" "$status \
$(grep "^${program##*/}: " "$scratch/err" | grep -vc 'will wait for each other')"
    check "$what: within ten seconds" test $(($(date +%s) - began)) -le 10
    nobody_left "$what"
    pluck "$file"
}
