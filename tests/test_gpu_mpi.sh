#!/bin/sh
# Second tier of the GPU's tests, too: a part of the road for each GPU, on several ranks whose GPUs the
# processor plays. What MPI may do with a GPU's memory is done on purpose: read it, crash, deliver zeros.
. tests/lib.sh
. tests/ranks.sh

program=build/shim/traffic-cuda-mpi
if [ -n "$no_ranks" ] || [ ! -x $program ]; then
    skip "second tier, GPUs of several ranks: ${no_ranks:-no compiler of C++ here (apt-get install g++)}"
    exit 0
fi

# ---------------------------------------------------------------------------------- whose GPU ---

SHIM_DEVICES=3 on 5 $program --cells 10000
same 'ranks share the GPUs of their machine, and each says which it has' \
    'rank=0 00 rank=1 01 rank=2 02 rank=3 00 rank=4 01' \
    "$(sed -n 's/^\(rank=.\) device_pci_bus_id=0000:00:\(..\).0$/\1 \2/p' "$scratch/out" | xargs)"
SHIM_DEVICES=0 on 3 $program --cells 10000
same 'no GPU: status, and one line for all ranks' '2 1' "$? $(grep -c 'no GPU here' "$scratch/err")"

# ------------------------------------------------------------------------------- any road at all ---

tried=0 wrong=
for cells in 1 63 64 65 129 193 1000 5119 20011; do
    for depth in 1 63 64 65 4096; do
        for ranks in 1 2 3 5; do
            tried=$((tried + 1))
            [ $((tried % 3)) -eq 0 ] || continue
            on $ranks $program --cells $cells --steps 150 --report 75 --depth $depth --seed $tried
            grep -q "^Verified: all $cells cells" "$scratch/out" ||
                wrong="$cells cells, $ranks ranks, depth $depth: $(head -n 1 "$scratch/err")"
        done
    done
done
same "roads of 1 to 20011 cells, halos of 1 to 4096, on 1 to 5 ranks" '' "$wrong"
for ranks in 2 3 8; do
    on $ranks build/random/traffic-cuda-mpi 1 10 20
    same "10 random roads on $ranks ranks" 0 $?
done
for seed in 2 3; do
    SHIM_SEED=$seed SHIM_LEAKS=1 on 2 $program --cells 9999 --steps 200 --depth 100 --repeat 2
    check "another order of threads: verified" grep -q ^Verified "$scratch/out"
    check "all memory given back" sh -c "! grep 'not given back' '$scratch/err' |
        grep -v 'device memory 0 .* pinned memory 0 .* streams 0'"
done

# --------------------------------------------------------------------- who is given the GPU's memory ---

# path WHAT PATTERN [VARIABLE=VALUE]... [ARGUMENT...]: the run is right, and its head says so.
path() {
    what=$1 pattern=$2
    shift 2
    setting=
    while case $1 in *=*) true ;; *) false ;; esac do setting="$setting $1"; shift; done
    # shellcheck disable=SC2086 # words are meant to split
    on 3 env $setting $program --cells 9999 --steps 200 --depth 100 "$@"
    same "$what: verified" "0 1" "$? $(grep -c ^Verified "$scratch/out")"
    check "$what: $pattern" grep -q "MPI gets $pattern" "$scratch/out"
}

path 'by default' 'copies .* (MPI does not say that it can)' SHIM_MPI=aware
path 'as an option says' "the GPU's memory itself (as asked for)" SHIM_MPI=aware --device-pointers yes
path "as Cray's variable says" "the GPU's memory itself (MPICH_GPU_SUPPORT_ENABLED is set)" \
    SHIM_MPI=aware MPICH_GPU_SUPPORT_ENABLED=1
path 'the variable says no' 'copies .* (MPICH_GPU_SUPPORT_ENABLED is 0)' MPICH_GPU_SUPPORT_ENABLED=0
path 'the option overrules it' 'copies .* (as asked for)' \
    MPICH_GPU_SUPPORT_ENABLED=1 --device-pointers no
path 'an MPI that delivers zeros' 'copies .* delivered something else)' \
    SHIM_MPI=zeros --device-pointers yes
same 'an MPI that delivers zeros: one warning' 1 "$(wc -l <"$scratch/err")"
MPICH_GPU_SUPPORT_ENABLED=1 on 2 $program --cells 9999
same 'an MPI that crashes: status, one line with the way out' '2 1' \
    "$? $(grep -c 'this MPI crashes .*--device-pointers no' "$scratch/err")"

# ------------------------------------------------------------------------------------- eigh ---

eigh=build/shim/eigh-cuda-mpi
rm -f "$scratch/eigh.csv"
for ranks in 1 2 3 5; do
    SHIM_DEVICES=2 on $ranks $eigh --size 17 --tasks 7 --record "$scratch/eigh.csv"
    same "eigh, $ranks ranks: verified, and which GPU each has" "0 1 $ranks" \
        "$? $(grep -c '^Verified: all 7 tasks' "$scratch/out") $(grep -c '^rank=. device_pci_bus_id' "$scratch/out")"
done
same 'eigh: the same eigenvalues on any number of ranks' 1 \
    "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } { print $at["fingerprint"] }' \
        "$scratch/eigh.csv" | sort -u | grep -c .)"
for ranks in 1 3; do
    on $ranks build/random/eigh-cuda-mpi $ranks
    same "eigh: the hard families, and 0 to 40 tasks on $ranks ranks" "0 19" "$? $(grep -c '^ok' "$scratch/out")"
done
for tasks in 0 1 2; do
    on 3 $eigh --size 5 --tasks $tasks
    same "eigh, $tasks tasks on 3 ranks: status" 0 $?
done

# Matrices that rank 0 deals out, by either way of MPI, from the GPU's memory and from copies.
tried=0 wrong=
for way in scatter broadcast; do
    for ranks in 1 2 3 5; do
        for tasks in 0 1 4 7; do
            tried=$((tried + 1))
            direct=$([ $((tried % 2)) -eq 0 ] && echo yes || echo no)
            SHIM_MPI=aware SHIM_DEVICES=2 on "$ranks" $eigh --size 17 --tasks $tasks --matrices $way \
                --device-pointers "$direct" --record "$scratch/dealt.csv"
            grep -q "^Verified: all $tasks tasks" "$scratch/out" ||
                wrong="$way, $ranks ranks, $tasks tasks, $direct: $(head -n 1 "$scratch/err")"
        done
    done
done
same 'eigh: 0 to 7 matrices dealt out to 1 to 5 ranks' '' "$wrong"
same 'eigh: those are the same matrices' "$(field fingerprint "$scratch/eigh.csv")" \
    "$(field fingerprint "$scratch/dealt.csv")"

# dealt WHAT PATTERN WAY [ARGUMENT...]: as path, of matrices
dealt() {
    what=$1 pattern=$2 way=$3
    shift 3
    on 3 $eigh --size 17 --tasks 7 --matrices "$way" "$@"
    same "eigh, $what: verified" "0 1" "$? $(grep -c ^Verified "$scratch/out")"
    check "eigh, $what: $pattern" grep -q "^Matrices from rank 0 by $way: MPI gets $pattern" "$scratch/out"
}

dealt 'by default' 'copies .* (MPI does not say that it can)' scatter
for way in scatter broadcast; do
    export SHIM_MPI=aware
    dealt 'as an option says' "the GPU's memory itself (as asked for)" $way --device-pointers yes
    export SHIM_MPI=zeros
    dealt 'an MPI that delivers zeros' 'copies .* delivered something else)' "$way" --device-pointers yes
    unset SHIM_MPI
    on 2 $eigh --size 17 --tasks 7 --matrices "$way" --device-pointers yes
    same "eigh, an MPI that crashes, $way: status, one line" '2 1' \
        "$? $(grep -c 'this MPI crashes .*--device-pointers no' "$scratch/err")"
done

# ----------------------------------------------------------------------------- planted faults ---

copy

# A part has to be long for some warps to be away from the halos.
large='--cells 200003 --steps 100 --report 50 --depth 9'

# wrong WHAT FILE SED
wrong() {
    # shellcheck disable=SC2086 # words are meant to split
    found $program '' "$1" "$2" "$3" 3 $large
}

# shellcheck disable=SC2086 # words are meant to split
sound $program 3 $large
mpi=gpu/traffic_cuda_mpi.cu
wrong 'messages sent before they are there' gpu/halos.h 's/CUDA(cudaEventSynchronize(h->ready));//'
wrong 'nobody waits for the halos to be put in place' gpu/halos.h 's/CUDA(cudaStreamWaitEvent(0, h->arrived));//'
# Of two streams the shim always does one first, unless it draws lots.
export SHIM_SEED=1
wrong 'halos put in place from where they are not yet' gpu/halos.h 's/^ *h->stream));$/0));/'
unset SHIM_SEED
wrong 'halos never exchanged' $mpi 's/halos_take(&halos, beside.behind, beside.ahead);//'
wrong 'halos to the wrong side' $mpi 's/beside.behind, beside.ahead/beside.ahead, beside.behind/'
wrong 'a halo forgotten' $mpi 's/put_halo(lanes.own, halos.received + halos.words);//'
wrong 'a halo one cell further on' $mpi 's/put_halo(lanes.own,/put_halo(lanes.own + 1,/'
wrong 'halos that spoil, and go on' $mpi 's/good_for -= steps/good_for -= steps - 1/'
wrong 'one step more than the halos are deep' $mpi 's/good_for = depth;/good_for = depth + 1;/'
wrong 'the warps at the halos left out' $mpi 's/lanes_drive(NEAR, steps, counted);//'
wrong 'the others left out' $mpi 's/lanes_drive(AWAY, steps, counted);//'
wrong 'all warps before the halos have come' $mpi 's/lanes_drive(AWAY,/lanes_drive(ALL,/; s/lanes_drive(NEAR, steps, counted);//'
wrong "others' cars counted as well" gpu/rule.h 's/ \&\& (lanes.origin + place) % lanes.cells < lanes.own//'
wrong 'a warp at the halos taken for one that is not' gpu/rule.h 's/\(length < words\) ||/\1 \&\&/'
wrong 'cars of before left where a halo has none' $mpi 's/atomicAnd(&word\[place % lanes.length\], ~bit)/(void)bit/'

# Of matrices: nobody but the judge knows which they should be. A rank does its share in two goes.
sed -i 's/fmin((double)tasks, room)/fmin(2, room)/' gpu/cusolver.h
sound "$eigh" 3 --size 17 --tasks 7 --matrices scatter
deal() {
    found "$eigh" 'task' "$1" "$2" "$3" 3 --size 17 --tasks 7 --matrices "$4"
}
deal 'another rank'"'"'s matrix taken' gpu/deal.h 's/all ? world_rank() : 0}/0}/' broadcast
deal 'matrices never dealt out' gpu/deal.h 's/deal_by_mpi(d, d->host);//' scatter
deal 'the matrices of the round before' gpu/eigh_cuda_mpi.cu 's/eigh_task_make(first + i,/eigh_task_make(first > 0 ? first + i - size : i,/' scatter
deal 'a round left out' gpu/eigh_cuda_mpi.cu 's/first < tasks; first += size/first + size < tasks; first += size/' broadcast
deal 'the share begins with another' common/eigh_batch.c 's/made + some.count \* n \* n/made + n/' scatter
exit $failed
