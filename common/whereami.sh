#!/bin/sh
# whereami.sh: where this runs: the machine and what kind of node it is, its cores, memory and GPUs, the
# file system of this folder, the modules, the job. Looks, and changes nothing; always status 0, and
# says nothing of what cannot be found out.
#
# ROUNDABOUT_SITE names the site, else it is guessed. ROUNDABOUT_HOST plays another host.

folder=$(pwd)
here=$(dirname "$0")
host=${ROUNDABOUT_HOST:-$(uname -n 2>/dev/null)}

# row WHAT TEXT: its further lines stand below the first; nothing of no text.
row() {
    [ -n "$2" ] || return 0
    printf '%s\n' "$2" | while IFS= read -r line; do
        printf '%-12s%s\n' "$1" "$line"
        set -- ''
    done
}

has() { command -v "$1" >/dev/null 2>&1; }

facts() { sh "$here/site.sh" "$@" 2>/dev/null; }

# many N THING: "1 core", "2 cores"
many() { if [ "$1" = 1 ]; then echo "1 $2"; else echo "$1 $2s"; fi; }

# CPU, core, socket and NUMA node of each hardware thread that is switched on.
topology() {
    for cpu in /sys/devices/system/cpu/cpu[0-9]*; do
        [ -r "$cpu/topology/core_id" ] || continue
        read -r core <"$cpu/topology/core_id"
        read -r socket <"$cpu/topology/physical_package_id"
        node=0
        for numa in "$cpu"/node[0-9]*; do [ ! -e "$numa" ] || node=${numa##*/node}; done
        echo "${cpu##*/cpu} $core $socket $node"
    done
}

# Sets threads, cores, sockets and numa of this node.
count_cores() {
    # shellcheck disable=SC2046 # four words
    set -- $(topology | awk '{ n++; core[$2 " " $3]; socket[$3]; node[$4] }
        END { for (i in core) c++; for (i in socket) s++; for (i in node) m++; print n + 0, c + 0, s + 0, m + 0 }')
    threads=${1:-0} cores=${2:-0} sockets=${3:-0} numa=${4:-0}
}

processor() {
    model=$(sed -n 's/^model name[ \t]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
    [ "$cores" -gt 0 ] || { echo "$model" && return; }
    echo "${model:-$(uname -m)}"
    echo "$(many "$sockets" socket), $(many "$cores" core), $(many "$threads" thread) in hardware, $(many "$numa" 'NUMA node')"
    may=$(nproc 2>/dev/null)
    [ "${may:-$threads}" = "$threads" ] || echo "of which this may use $(many "$may" thread)"
}

memory() {
    awk '$1 == "MemTotal:" { all = $2 } $1 == "MemAvailable:" { free = $2 }
        END { if (all) printf "%.0f GB, %.0f GB of them free\n", all / 976562.5, free / 976562.5 }' /proc/meminfo 2>/dev/null
}

gpus() {
    if has nvidia-smi; then
        nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null
    elif has rocm-smi; then
        rocm-smi --showproductname --csv 2>/dev/null | sed -n 's/^card[0-9]*,\([^,]*\).*/AMD \1/p'
    fi | sort | uniq -c | awk '{ n = $1; sub(/^ *[0-9]+ /, ""); print n " × " $0 }'
}

place() {
    printf '%s\n' "$folder"
    df -PTk . 2>/dev/null | awk 'NR == 2 { printf "%s, %.0f GB free of %.0f GB\n", $2, $5 / 976562.5, $3 / 976562.5 }'
    unseen=$(facts get "$site" unseen)
    case $folder/ in
    "${unseen:-nowhere}"/*) echo "compute nodes do not see $unseen: work in $(facts get "$site" work)" ;;
    esac
}

# The site's own command; it may ask a server that does not answer.
quota_left() {
    command=$(facts get "$site" quota | sed "s/USER/${USER:-$(id -un)}/")
    # shellcheck disable=SC2086 # its words
    ! has "${command%% *}" || timeout 5 $command 2>/dev/null | head -n 6
}

modules() { echo "$LOADEDMODULES" | sed 's/:/ /g' | fold -s -w 84 | sed 's/ *$//'; }

# The first kind of nodes that has as many cores and GPUs as this one.
kind() {
    [ "$1" != login ] || return
    facts facts "$site" | awk -F'\t' -v cores="$cores" -v gpus="$(gpus | awk '{ n += $1 } END { print n + 0 }')" '
        $1 != "-" && !seen[$1]++ { kinds[++n] = $1 }
        $2 == "cores" { has[$1] = $3 } $2 == "gpus" { cards[$1] = $3 }
        END { for (i = 1; i <= n; i++) if (has[kinds[i]] == cores && cards[kinds[i]] + 0 == gpus) { print kinds[i]; exit } }'
}

# login, compute or nothing.
role() {
    if [ -n "$site" ] && facts login "$site"; then
        echo login
    elif [ -n "$SLURM_JOB_ID" ]; then
        echo compute
    fi
}

node() {
    case $1 in
    login) echo "$host, a login node: small runs only, all else is a job's" ;;
    compute) echo "$host, a compute node" ;;
    *) echo "$host, neither a login node that is known nor in a job" ;;
    esac
}

where() {
    [ -n "$site" ] || { echo 'none that is known' && return; }
    echo "$(facts get "$site" name), $(facts get "$site" centre)"
    kind=$(kind "$1")
    [ -z "$kind" ] || echo "by its cores and GPUs a node of kind $kind"
}

job() {
    [ -n "$SLURM_JOB_ID" ] || return 0
    echo "$SLURM_JOB_ID $SLURM_JOB_NAME"
    echo "$(many "${SLURM_JOB_NUM_NODES:-1}" node) $SLURM_JOB_NODELIST, $(many "${SLURM_NTASKS:-1}" task), $(many "${SLURM_CPUS_PER_TASK:-1}" CPU) for each"
    for name in PARTITION QOS ACCOUNT; do
        value=$(printenv SLURM_JOB_$name) && printf '%s ' "$(echo $name | tr '[:upper:]' '[:lower:]') $value"
    done | sed 's/ $//'
}

# What the environment says to OpenMP, MPI, Slurm and CUDA.
variables() {
    env | grep -E '^(OMP_|SRUN_|MPICH_|OMPI_MCA_|UCX_|FI_|CUDA_VISIBLE|ROCR_VISIBLE|SLURM_(CPU_BIND|DISTRIBUTION|HINT|GPUS|TASKS_PER_NODE)|ROUNDABOUT_(RANKS|BIN))' | sort
}

site=$(facts guess)
role=$(role)
count_cores
row host "$(node "$role")"
row site "$(where "$role")"
row processor "$(processor)"
row memory "$(memory)"
row GPUs "$(gpus)"
row folder "$(place)"
row quota "$(quota_left)"
row modules "$(modules)"
row job "$(job)"
row variables "$(variables)"
exit 0
