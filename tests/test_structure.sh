#!/bin/sh
# The rules that keep the house: what may include what, and how long a stage may be.
. tests/lib.sh

check "common/ includes nothing from a stage folder" \
    sh -c '! grep -nE "#include.*(serial|vectorized|mpi|gpu|tests)/" common/*'
for stage in serial/*.c vectorized/*.c mpi/*_*.c; do
    case $stage in mpi/world_*) continue ;; esac
    check "$stage has at most 80 lines" test "$(wc -l <"$stage")" -le 80
    taken=$(grep -nE 'printf|getopt|argv|clock|<time.h>' "$stage")
    same "$stage leaves options, clock and output to the driver" '' "$taken"
done
for stage in gpu/*_*.cu; do
    check "$stage has at most 200 lines" test "$(wc -l <"$stage")" -le 200
    taken=$(grep -nE '[^n]printf|getopt|argv|clock_|<time.h>' "$stage")
    same "$stage leaves options, clock and output to the driver" '' "$taken"
done
for stage in serial/*.c vectorized/*.c mpi/*_*.c gpu/*_*.cu; do
    idea=$(sed -n 's/^    \.idea = "\(.*\)",$/\1/p' "$stage")
    case ${stage#*/} in world_* | street_* | messages_*) continue ;; esac # on no ladder
    check "$stage has an idea that the ladder need not cut: $idea" expr "$idea" : '.\{1,28\}$'
done
for contract in traffic eigh vecadd integral messages street; do
    check "the contract of $contract has under 60 lines" test "$(wc -l <common/$contract.h)" -lt 60
done
for header in common/*.h mpi/*.h; do
    guard=$(basename "$header" .h | tr '[:lower:]' '[:upper:]')_H
    check "$header is guarded by $guard" grep -q "^#ifndef $guard\$" "$header"
done

# MPI stays behind world.h.
check "MPI appears in mpi/ and gpu/ only" \
    sh -c '! grep -nE "mpi\.h|MPI_[A-Z]" common/*.[ch] serial/*.c vectorized/*.c'

exit $failed
