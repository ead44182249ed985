#!/bin/sh
# The driver and the stages in C under valgrind, where they succeed and where they must not: no bad
# access, nothing uninitialised, and after a run that succeeds nothing lost.
. tests/lib.sh

command -v valgrind >/dev/null || { skip "valgrind: apt-get install valgrind"; exit 0; }

# clean STATUS PROGRAM ARGUMENT...
clean() {
    status=$1
    shift
    valgrind -q --error-exitcode=99 --leak-check=full "$@" >"$scratch/out" 2>"$scratch/err"
    same "valgrind $*" "$status" $?
    ! grep '^==' "$scratch/err" || failed=1
}

export OMP_NUM_THREADS=1 # an OpenMP runtime keeps its threads' stacks to the end
for stage in naive array openmp packed lanes threads jump; do
    program=$BIN/traffic-$stage
    clean 0 "$program" --cells 1000 --repeat 2
    clean 0 "$program" --cells 1 --steps 3
    clean 0 "$program" --cells 4097 --steps 9000 --report 4000 --random uni --no-verify
    clean 0 "$program" --cells 100 --random philox --min-time 0.001
    clean 0 "$program" --cells 1000 --record "$scratch/a.csv"
    for kind in png pgm pbm; do
        clean 0 "$program" --cells 1000 --image "$scratch/a.$kind" --image-every 7
    done
    clean 0 "$program" --help
    clean 2 "$program" --density 2
    clean 2 "$program" --record "$scratch"
done
for stage in naive threads; do
    for size in 1 1000 4097; do
        clean 0 "$BIN/vecadd-$stage" --size $size --repeat 2 --record "$scratch/b.csv"
        clean 0 "$BIN/integral-$stage" --size $((size % 99 + 1)) --repeat 2 --record "$scratch/b.csv"
    done
    clean 2 "$BIN/vecadd-$stage" --size 0
    clean 2 "$BIN/integral-$stage" --low 2 --high 1
done
for wrong in build/wrong/traffic-*; do
    clean "$([ "${wrong##*-}" = none ]; echo $?)" "$wrong" --cells 1000 --repeat 2 \
        --image "$scratch/a.pbm" --image-every 25
done
clean 0 "$BIN/ladder" --plot "$scratch/plot" "$scratch/a.csv"
clean 2 "$BIN/ladder" "$scratch/plot"
exit $failed
