# What all job files share: source common/job_run.sh SITE
#
# Says where the job runs. What fails does not stop the rest, but the job ends with the status of what
# failed first. Sets
#
#   record   the file for the results, beside the job's output: traffic-halo-1234567.csv
#   ranks    how many ranks the job has
#
# Slurm's srun starts them. Outside of a job, and where fewer are wanted, a function plays srun:
#
#   bash archer2/archer2.job                         a rank for each core of this machine
#   ROUNDABOUT_RANKS=4 sbatch archer2/archer2.job    4, on whatever nodes were asked for
#
# LAUNCHER names another launcher than mpiexec, ROUNDABOUT_BIN another folder of programs than bin.
# shellcheck shell=bash

export ROUNDABOUT_JOB_START # from here on bin/mpi-launch counts
ROUNDABOUT_JOB_START=$(date +%s.%N)
export ROUNDABOUT_SITE=$1

unset failed
trap 'failed=${failed:-$?}' ERR
trap 'exit ${failed:-$?}' EXIT

# give_up TEXT
give_up() {
    echo "$0: $1" >&2
    exit 2
}

# requested OPTION: its value in the job file's #SBATCH lines.
requested() {
    sed -n "s/^#SBATCH --$1=//p" "$0"
}

least() {
    if [ "$1" -lt "$2" ]; then echo "$1"; else echo "$2"; fi
}

# As many as there are: nproc says how many threads were asked for, if somebody asked.
cores() {
    (unset OMP_NUM_THREADS OMP_THREAD_LIMIT && nproc)
}

find_launcher() {
    for launcher in "${LAUNCHER:-mpiexec.mpich}" mpiexec.mpich mpiexec mpirun; do
        ! command -v "$launcher" >/dev/null || return 0
    done
    give_up "there is no mpiexec here to start $1 ranks (apt-get install mpich)"
}

# play [OPTION...] PROGRAM [ARGUMENT...]: srun, but on no more ranks than $ranks, with threads for the
# cores that there are.
play() {
    local options=() wanted=$ranks program
    while [[ $1 == -* ]]; do
        case $1 in
        --ntasks=*) wanted=${1#*=} ;;
        -n) wanted=$2 && shift ;;
        -?) options+=("$1" "$2") && shift ;;
        *) options+=("$1") ;;
        esac
        shift
    done
    wanted=$(least "$wanted" "$ranks")
    program=${ROUNDABOUT_BIN:-bin}/${1#bin/}
    shift
    if [ -x "build/shim/${program##*/}" ] && ! "$program" --probe >/dev/null 2>&1; then
        program=build/shim/${program##*/}
        echo "Without a GPU: the processor plays it, $program"
        unset MPICH_GPU_SUPPORT_ENABLED # of the GPUs that are not here
    fi
    [ -x "$program" ] || give_up "there is no $program here: make (for CUDA's, without nvcc, make build/shim/${program##*/})"
    local each=$(($(cores) / wanted))
    OMP_NUM_THREADS=$(least "${OMP_NUM_THREADS:-1}" $((each > 1 ? each : 1)))
    if [ -n "$SLURM_JOB_ID" ]; then
        env -u SLURM_NTASKS_PER_NODE srun "${options[@]}" --ntasks="$wanted" "$program" "$@"
    elif [ "$wanted" -eq 1 ]; then
        "$program" "$@"
    else
        find_launcher "$wanted"
        "$launcher" -n "$wanted" "$program" "$@"
    fi
}

[ -f common/job_run.sh ] || give_up "this is not Roundabout's own folder: sbatch and bash it there"
[ -n "$SLURM_JOB_ID" ] || ! sh common/site.sh login "$ROUNDABOUT_SITE" ||
    give_up "this is a login node: sbatch $0"

record=${SLURM_JOB_NAME:-$(requested job-name)}-${SLURM_JOB_ID:-$(date +%Y%m%d-%H%M%S)}.csv
asked=${SLURM_NTASKS:-$(($(requested nodes) * $(requested ntasks-per-node)))}
ranks=$asked
[ -n "$SLURM_JOB_ID" ] || ranks=$(least "$asked" "$(cores)")
ranks=$(least "$asked" "${ROUNDABOUT_RANKS:-$ranks}")
if [ -z "$SLURM_JOB_ID" ] || [ -n "$ROUNDABOUT_RANKS$ROUNDABOUT_BIN" ]; then
    echo "$([ -n "$SLURM_JOB_ID" ] || echo "Without Slurm, on this machine alone: ")$ranks of $asked ranks"
    srun() { play "$@"; }
fi
command -v mpprun >/dev/null || mpprun() { srun "$@"; }
command -v module >/dev/null || module() { echo "Without modules: module $*"; }

sh common/whereami.sh
echo
