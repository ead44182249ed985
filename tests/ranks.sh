#!/bin/sh
# What a test of several ranks needs; sourced, behind lib.sh. $no_ranks says why there can be none.

no_ranks=
[ -x bin/mpi-roundtrip ] || no_ranks='no MPI here (apt-get install mpich libmpich-dev, then make)'
for launcher in mpiexec.mpich mpiexec srun; do
    command -v "$launcher" >/dev/null && break
done

# on RANKS PROGRAM [ARGUMENT...]: no run may last; what it prints is in $scratch/out and $scratch/err.
on() {
    ranks=$1
    shift
    timeout 120 "$launcher" -n "$ranks" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
}
