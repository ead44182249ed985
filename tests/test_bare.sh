#!/bin/sh
# Built with nothing but a C compiler: no libpng, no Random123, no MPI. What is missing is said in one line.
. tests/lib.sh

copy=$scratch/copy
mkdir "$copy"
cp -r Makefile common serial vectorized mpi gpu tests "$copy"
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL
export NVCC=
check "it builds" make HAVE_PNG= HAVE_PHILOX= MPICC= programs build/tests/test-random build/tests/test-image
same "without MPI: said in one line" 1 "$(grep -c '^skipped: .*apt-get install mpich' "$scratch/printed")"
check "without MPI: none of its programs" test ! -e bin/traffic-halo -a ! -e bin/mpi-roundtrip
same "its compiler has nothing to warn of" '' "$(grep -i warning "$scratch/printed")"
check "it runs" bin/traffic-packed --cells 1000

# without PATTERN OPTION...
without() {
    pattern=$1
    shift
    bin/traffic-packed --cells 1000 "$@" >"$scratch/out" 2>"$scratch/err"
    same "$*: status" 2 $?
    same "$*: says how to get it" 1 "$(grep -c "$pattern" "$scratch/err")"
}
without 'apt-get install librandom123-dev' --random philox
without 'apt-get install libpng-dev' --image "$scratch/road.png"
bin/street-cars >"$scratch/out" 2>"$scratch/err"
same 'the other roads: status, says how to get it' '2 1' "$? $(grep -c 'apt-get install librandom123-dev' "$scratch/err")"
check "--image road.pgm needs nothing" bin/traffic-packed --cells 1000 --image "$scratch/road.pgm"
for unit in random image; do
    build/tests/test-$unit >"$scratch/out"
    same "test-$unit passes" 0 $?
    check "test-$unit says what it skips" grep -q '^skip - ' "$scratch/out"
done
exit $failed
