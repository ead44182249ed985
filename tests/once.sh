#!/bin/sh
# Every stage in C once, on little work, with three threads or on three ranks: what there is time for
# whoever watches.
. tests/lib.sh
. tests/ranks.sh

export OMP_NUM_THREADS=3 OMP_WAIT_POLICY=passive
for program in bin/*-* build/patient/*-*; do
    name=${program##*/} ranks=1
    case $program in build/*) ranks=3 ;; esac
    [ $ranks -eq 3 ] || [ ! -e "build/patient/$name" ] || continue
    case $name in
    *.py | *-cuda* | *-cusolver | mpi-* | limits-*) continue ;;
    eigh-scalapack) continue ;; # how the system loads that library, valgrind takes for a mistake
    traffic-* | street-*) options='--cells 1000 --steps 50' ;;
    messages-*) options='--seconds 0.0001' ;;
    eigh-counter | eigh-farm | eigh-local | eigh-pool | eigh-scatter | eigh-tasks) options='--size 20 --tasks 5 --solver blocked' ;;
    eigh-*) options='--size 20 --tasks 5' ;;
    vecadd-*) options='--size 1000' ;;
    integral-*) options='--size 30' ;;
    esac
    # shellcheck disable=SC2086 # words
    if [ $ranks -eq 3 ]; then on 3 "$program" $options; else "$program" $options >"$scratch/out" 2>"$scratch/err"; fi
    same "$name: status, verified" '0 1' "$? $(grep -c '^Verified' "$scratch/out")"
done
exit $failed
