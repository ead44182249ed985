#!/bin/sh
# Writes a job file for a supercomputer, from its site file (common/site.sh).
#
#   sh common/job.sh SITE=archer2 PROGRAM=traffic-halo [NODES=2] [KIND=highmem] [GPUS=4] [RANKS=64]
#       [THREADS=2] [TIME=00:20:00] [ARGS='--cells 1000000'] [SCALING=yes] [OUT=FILE]
#   sh common/job.sh again FILE...    writes these job files again, by the line in each that made it
#
#   KIND     of nodes; the first of the site, or its first with GPUs for CUDA
#   GPUS     of a node [1]
#   RANKS    on a node [a core for each, or a GPU], THREADS of a rank [1, or all cores of the node]
#   TIME     hours:minutes:seconds, or minutes [00:10:00]
#   ARGS     of the program, instead of those that suit it
#   SCALING  on 1, 2, 4 ... ranks, once the same work and once as much for each
#   OUT      the job file, else it is printed
#
# Status 2, with one line, if that is not to be had at this site.

here=$(dirname "$0")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

give_up() {
    echo "job: $*" >&2
    exit 2
}

# many N THING: "1 rank", "2 ranks"
many() { if [ "$1" -eq 1 ]; then echo "1 $2"; else echo "$1 $2s"; fi; }

# fact KEY [KIND]
fact() { awk -F'\t' -v key="$1" -v kind="${2:-$KIND}" '$1 == kind && $2 == key { print $3 }' "$scratch/facts"; }

kinds() { awk -F'\t' '$1 != "-" && !seen[$1]++ { print $1 }' "$scratch/facts"; }

# All kinds, with their GPUs: "tetralith, fat, t4 (1 T4)"
list_kinds() {
    for k in $(kinds); do
        gpu=$(fact gpu "$k")
        printf '%s%s, ' "$k" "${gpu:+ ($(fact gpus "$k") $gpu)}"
    done | sed 's/, $//'
}

# seconds H:MM:SS
seconds() { echo "$1" | awk -F: '{ print $1 * 3600 + $2 * 60 + $3 }'; }

# The variables, and the line that says them again.
read_arguments() {
    line='make job'
    for pair; do
        name=${pair%%=*} value=${pair#*=}
        [ -n "$value" ] || continue
        case $name in
        SITE | PROGRAM | KIND | NODES | GPUS | RANKS | THREADS | TIME | ARGS | SCALING | OUT) eval "$name=\$value" ;;
        *) give_up "there is no $name" ;;
        esac
        case $name:$value in
        ARGS:*\'*) give_up "no ' in ARGS, please" ;;
        ARGS:*) value="'$value'" ;;
        NODES:*[!0-9]* | GPUS:*[!0-9]* | RANKS:*[!0-9]* | THREADS:*[!0-9]* | [NGRT]*:0* | *:????????????????????*)
            case $name in NODES | GPUS | RANKS | THREADS) give_up "$pair is no number" ;; esac ;;
        esac
        case $name:$value in
        ARGS:* | OUT:* | *:[A-Za-z0-9]*) ;;
        *) give_up "$pair: what is that?" ;;
        esac
        case $name:$value in
        [!A]*[!A-Za-z0-9_.:/-]*) give_up "$pair: what is that?" ;;
        esac
        line="$line $name=$value"
    done
}

# Sets source: the program's file, and group: serial, vectorized, mpi, gpu or gpu_mpi.
find_source() {
    [ -n "$PROGRAM" ] || give_up "PROGRAM=... is what it runs, traffic-halo for example"
    case $PROGRAM in street-*) give_up "$PROGRAM keeps no records: its roads are to be looked at, not to be fast on" ;; esac
    name=$(echo "${PROGRAM%.py}" | sed 's/-native$//; s/-/_/g; s/^mpi_//')
    for source in "$here"/../serial/"$name".* "$here"/../vectorized/"$name".* "$here"/../mpi/"$name".c "$here"/../gpu/"$name".cu; do
        [ -f "$source" ] || continue
        group=$(basename "$(dirname "$source")")
        case $group:$name in gpu:*_mpi) group=gpu_mpi ;; esac
        return
    done
    give_up "there is no program $PROGRAM"
}

choose_kind() {
    sh "$here/site.sh" facts "$SITE" >"$scratch/facts" || exit 2
    NAME=$(KIND=- fact name)
    case $KIND:$GPUS:$group in
    ::gpu*) KIND=$(awk -F'\t' '$1 != "-" && $2 == "cuda_arch" { print $1; exit }' "$scratch/facts") ;;
    ::*) KIND=$(kinds | head -n 1) ;;
    :*) KIND=$(awk -F'\t' '$1 != "-" && $2 == "gpus" { print $1; exit }' "$scratch/facts") ;;
    esac
    [ -n "$KIND" ] || give_up "$NAME has no GPUs for CUDA: its nodes are $(list_kinds)"
    [ -n "$(fact cores)" ] || give_up "$NAME has no nodes of kind $KIND, but $(list_kinds)"
}

check_gpus() {
    case $group in
    gpu*)
        [ -n "$(fact gpus)" ] || give_up "$PROGRAM needs a GPU, and nodes of kind $KIND have none: $(list_kinds)"
        [ -n "$(fact cuda_arch)" ] || give_up "$PROGRAM is CUDA, and $(fact gpu) is not NVIDIA's"
        GPUS=${GPUS:-1}
        [ "$GPUS" -le "$(fact gpus)" ] || give_up "a node of kind $KIND has $(fact gpus) $(fact gpu), not $GPUS: $(list_kinds)"
        [ "$GPUS" -eq 1 ] || [ "$group" = gpu_mpi ] || give_up "$PROGRAM drives one GPU, not $GPUS"
        ;;
    *) [ -z "$GPUS" ] || give_up "$PROGRAM uses no GPU" ;;
    esac
}

# Ranks on a node, threads of a rank and cores for it.
share_out() {
    cores=$(fact cores)
    [ -z "$GPUS" ] || cores=$((cores * GPUS / $(fact gpus)))
    case $group in
    serial) most=1 RANKS=${RANKS:-1} THREADS=${THREADS:-1} ;;
    vectorized | gpu) most=1 RANKS=${RANKS:-1} THREADS=${THREADS:-$cores} ;;
    gpu_mpi) most=$GPUS RANKS=${RANKS:-$GPUS} THREADS=${THREADS:-$((cores / RANKS))} ;;
    mpi) most=$cores RANKS=${RANKS:-$((cores / ${THREADS:-1}))} THREADS=${THREADS:-1} ;;
    esac
    [ "$RANKS" -le "$most" ] || give_up "$PROGRAM runs on at most $most ranks of a node of kind $KIND, not $RANKS"
    if [ $((RANKS * THREADS)) -gt "$cores" ] || [ "$RANKS" -eq 0 ]; then
        give_up "RANKS x THREADS, $RANKS x $THREADS, are more than the $cores cores of a node of kind $KIND${GPUS:+ with $GPUS GPUs}"
    fi
    [ "$NODES" -eq 1 ] || [ "${group#*mpi}" != "$group" ] || give_up "$PROGRAM runs on one node, not $NODES"
    [ "$NODES" -le "$(fact nodes)" ] || give_up "$NAME has $(fact nodes) nodes of kind $KIND, not $NODES"
    cpus=$THREADS
    [ "$(fact counts)" = cores ] || cpus=$((THREADS * $(fact threads)))
}

# The first QOS that allows so many nodes for so long, else the partition's limit.
check_time() {
    case $TIME in
    *[!0-9:]* | *:*:*:* | :* | *: | *::*) give_up "TIME=$TIME is not hours:minutes:seconds, nor minutes" ;;
    *:*:*) ;;
    *:*) give_up "TIME=$TIME is not hours:minutes:seconds, nor minutes" ;;
    *) TIME=$(printf '%02d:%02d:00' $((TIME / 60)) $((TIME % 60))) ;;
    esac
    qos=''
    for allowed in $(fact qos); do
        nodes=${allowed#*/}
        if [ "$NODES" -le "${nodes%/*}" ] && [ "$(seconds "$TIME")" -le "$(seconds "${allowed##*/}")" ]; then
            qos=${allowed%%/*}
            return
        fi
    done
    [ -z "$(fact qos)" ] || give_up "no QOS of kind $KIND allows $(many "$NODES" node) for $TIME: $(fact qos) (name/nodes/time)"
    [ "$(seconds "$TIME")" -le "$(seconds "$(fact longest)")" ] || give_up "TIME=$TIME is more than $NAME's $(fact longest)"
}

# What suits the program, unless ARGS says it.
choose_arguments() {
    case $PROGRAM in
    traffic-cuda*) usual='--cells 1024000000 --min-time 1' ;;
    traffic-*) usual='--min-time 1' ;;
    vecadd-*) usual='--repeat 5' ;;
    integral-cuda*) usual='--size 102400' ;;
    esac
    arguments=${ARGS:-$usual}
    arguments=${arguments:+ $arguments}
    workload=${PROGRAM%%-*}
}

sbatch_lines() {
    gpus=$GPUS
    case $(fact gpu_request) in
    --gpus=*) gpus=$((${GPUS:-0} * NODES)) ;;
    *-per-task=*) gpus=$((${GPUS:-0} / RANKS)) ;;
    esac
    for option in "job-name=$PROGRAM${SCALING:+-scaling}" 'output=%x-%j.out' "time=$TIME" "nodes=$NODES" "ntasks-per-node=$RANKS" \
        "cpus-per-task=$cpus"; do
        echo "#SBATCH --$option"
    done
    # shellcheck disable=SC2059 # the site file has the format
    [ -z "$GPUS" ] || printf "#SBATCH $(fact gpu_request)\n" "$gpus"
    # A minute to save the road. srun passes it on; other launchers may end by it.
    case $arguments:$(fact launch) in *--checkpoint*:srun*) echo "#SBATCH --signal=USR1@60" ;; esac
    for key in partition constraint qos; do
        value=$(fact $key)
        [ $key != qos ] || value=$qos
        [ -z "$value" ] || echo "#SBATCH --$key=$value"
    done
}

# Exports, each with what it is for.
exports() {
    printf 'export %-42s# %s\n' \
        "OMP_NUM_THREADS=$THREADS" 'of each rank' \
        OMP_PLACES=cores 'a core for each thread' \
        'SRUN_CPUS_PER_TASK=$SLURM_CPUS_PER_TASK' 'srun takes it from here, not from above'
    [ "$group" != gpu_mpi ] || for export in $(fact exports); do
        printf 'export %-42s# messages go from and to the memory of GPUs\n' "$export"
    done
}

run_once() {
    launch=$(fact launch)
    [ "$launch" = "${launch%% *}" ] || launch=$(printf '%s \\\n   ' "$launch")
    echo "$launch bin/$PROGRAM$arguments --record \$record \"\$@\""
    case $arguments:$workload in
    *--checkpoint*:* | *:mpi) ;; # one that was stopped has no record yet
    *:traffic) printf '\nbin/ladder $record\n' ;;
    *) printf '\nbin/ladder --workload %s $record\n' "$workload" ;;
    esac
}

# One rank has work for some seconds.
run_scaling() {
    case $group:$workload in
    mpi:traffic) work=cells amount=10240000 arguments=${ARGS:+ $ARGS} arguments=${arguments:- --steps 5000} what=cells ;;
    mpi:eigh) work=tasks amount=48 arguments=${ARGS:+ $ARGS} arguments=${arguments:- --size 500} what='matrices of 500 rows' ;;
    *) give_up "SCALING is for programs of MPI" ;;
    esac
    launch=$(fact launch)
    [ "${launch%% *}" = srun ] || give_up "SCALING is for srun, which $NAME does not use"
    cat <<END
for ((n = 1; n <= ranks; n *= 2)); do # the same work for all together, then as much for each of them
    for $work in $amount \$(($amount * n)); do
        srun --ntasks=\$n${launch#srun} \\
            bin/$PROGRAM --$work \$$work$arguments --record \$record "\$@"
    done
done

awk -v cores=\$ranks -v what='$what' -f common/scaling.awk \$record
END
}

# Python is one more, unless it is one of them.
modules() {
    case $PROGRAM in *.py) echo "$(fact modules) $(fact python)" | sed 's/ $//' ;; *) fact modules ;; esac
}

write() {
    account=PROJECT
    case $(fact account) in '*'*) account=$(fact account | sed 's/^\*/PROJECT/') ;; esac
    cluster=$(fact cluster)
    cat <<END
#!/bin/bash
# $PROGRAM on $NAME: $(many "$NODES" node) of kind $KIND, $(many "$RANKS" rank)$([ "$THREADS" -eq 1 ] || echo " of $THREADS threads") on each
#
#   sbatch --account=$account${cluster:+ --clusters=$cluster} ${OUT:-FILE}     without Slurm: bash ${OUT:-FILE}
#   $line
#
END
    sbatch_lines
    cat <<END

cd "\${SLURM_SUBMIT_DIR:-.}"                  # where sbatch was typed: Roundabout's own folder
source common/job_run.sh $SITE || exit$(printf '%*s' $((12 - ${#SITE})) '')# says where this runs; sets record and ranks

module load $(modules)

END
    exports
    echo
    if [ -n "$SCALING" ]; then run_scaling; else run_once; fi
}

# Each file says in a line how it was made.
again() {
    for file; do
        line=$(sed -n 's/^#   make job //p' "$file")
        [ -n "$line" ] || give_up "$file does not say how it was made"
        eval "sh '$0' $line" || exit 2
    done
}

if [ "$1" = again ]; then
    shift
    again "$@"
    exit 0
fi
NODES=1 TIME=00:10:00
read_arguments "$@"
[ -n "$SITE" ] || give_up "SITE=... is one of $(sh "$here/site.sh" list | tr '\n' ' ')"
find_source
choose_kind
check_gpus
share_out
check_time
choose_arguments
write >"$scratch/job" || exit 2
if [ -z "$OUT" ]; then cat "$scratch/job"; else cp "$scratch/job" "$OUT" || exit 2; fi
