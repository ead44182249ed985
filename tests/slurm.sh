#!/bin/sh
# A private Slurm on this machine: virtual nodes as a site file describes them, on loopback alone, in
# one scratch folder, for as long as a command runs. Status: the command's, or 2 if Slurm is not up.
# Usage: sh tests/slurm.sh SITE_FILE COMMAND [ARGUMENT...]
#
#     sbatch, srun ──> slurmctld ──┬── slurmd standard1    a node is a process; its 128 cores
#                          │       ├── slurmd standard2    are said to be there, and no more
#                    job_submit.lua refuses accounts, QOS, and times beyond the QOS
#
# For the command `module` knows stubs of the modules that the site file names, and $MODULES_LOADED is
# a file with a line for each that was loaded. It takes root, for the devices that stand for GPUs, and
# Debian's slurm-wlm and environment-modules. NODES=8 has eight nodes of each kind, if the site has.

die() {
    echo "slurm: $1" >&2
    exit 2
}

[ $# -gt 1 ] || die 'usage: sh tests/slurm.sh SITE_FILE COMMAND [ARGUMENT...]'
site=$1 here=$(dirname "$0")
shift
[ -r "$site" ] || die "$site cannot be read"
[ "$(id -u)" = 0 ] || die 'it takes root'
for needed in slurmctld slurmd sbatch; do
    command -v "$needed" >/dev/null || die "there is no $needed: apt-get install slurm-wlm"
done
modules=/usr/share/modules/init/bash
[ -e "$modules" ] || die 'there are no modules: apt-get install environment-modules'

scratch=$(mktemp -d) || exit 2
conf=$scratch/slurm.conf
daemons='' command=''
trap 'down' EXIT
trap 'exit 130' INT TERM HUP

# ask COMMAND...: of this Slurm and no other. Not exported: whose environment has it, was started for it.
ask() {
    SLURM_CONF=$conf timeout 10 "$@" 2>/dev/null
}

# until_true SECONDS COMMAND...
until_true() {
    tries=$(($1 * 20))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || return
        sleep 0.05
    done
}

# -------------------------------------------------------------------------------------------- up ---

# The site's nodes, limits and modules, from its file.
configure() {
    mkdir "$scratch/state" "$scratch/spool" "$scratch/modules" "$scratch/log" &&
        awk -f "$here/../common/site.awk" "$site" >"$scratch/facts" &&
        awk -v folder="$scratch" -v cluster="$(basename "$site" .site)" -v port="$port" -v most="${NODES:-4}" \
            -f "$here/slurm.awk" "$scratch/facts" &&
        cat "$here/job_submit.lua" >>"$scratch/job_submit.lua"
}

# Ports below those that the system hands out, and of which nobody listens on any.
find_ports() {
    tries=0
    port=$((16384 + $$ % 250 * 64))
    while in_use "$port"; do
        port=$((16384 + (port - 16384 + 64) % 16000))
        tries=$((tries + 1))
        [ $tries -lt 250 ] || die 'no ports are free'
    done
}

in_use() {
    awk -v from="$1" 'FNR > 1 {
            port = 0
            for (i = 1; i <= 4; i++)
                port = port * 16 + index("0123456789ABCDEF", substr($2, length($2) - 4 + i, 1)) - 1
            if (port >= from && port < from + 64)
                used = 1
        } END { exit !used }' /proc/net/tcp
}

# daemon NAME COMMAND...: by itself, so that whoever ends a shell's group does not end it half-way
daemon() {
    name=$1
    shift
    SLURM_CONF=$conf setsid "$@" -D -f "$conf" >"$scratch/log/$name" 2>&1 </dev/null &
    daemons="$daemons $!"
}

all_idle() {
    [ "$(ask sinfo --noheader --Node --format=%T | sort -u)" = idle ]
}

up() {
    daemon slurmctld slurmctld
    while read -r node; do
        daemon "$node" slurmd -N "$node"
    done <"$scratch/nodes"
    until_true 20 all_idle && return
    grep -h -E 'fatal' "$scratch"/log/* | head -n 3 >&2
    die 'it did not come up'
}

# ------------------------------------------------------------------------------------------ down ---

none_runs() {
    for pid in $daemons; do
        ! kill -0 "$pid" 2>/dev/null || return
    done
}

queue_is_empty() { [ -z "$(ask squeue --noheader)" ]; }

# All whose environment names this configuration: what a job or the command left behind.
left_behind() {
    for process in /proc/[0-9]*; do
        { tr '\0' '\n' <"$process/environ"; } 2>/dev/null | grep -qxF "SLURM_CONF=$conf" && echo "${process##*/}"
    done
}

# Jobs first, while there is somebody to end them; then the daemons.
down() {
    trap '' INT TERM HUP
    [ -z "$command" ] || kill "$command" 2>/dev/null
    if [ -n "$daemons" ]; then
        ask squeue --noheader --format=%A | SLURM_CONF=$conf xargs -r scancel 2>/dev/null
        until_true 10 queue_is_empty
        # shellcheck disable=SC2086 # one word for each pid
        kill $daemons 2>/dev/null
        until_true 10 none_runs
        left_behind | xargs -r kill -9 2>/dev/null
    fi
    rm -rf "$scratch"
}

# -------------------------------------------------------------------------------- the whole of it ---

find_ports
configure || die "$site: no Slurm can be made of it"
up
exec 3<&0
SLURM_CONF=$conf BASH_ENV=$modules MODULEPATH=$scratch/modules MODULES_LOADED=$scratch/loaded \
    UCX_TLS=self,sm "$@" <&3 3<&- &
command=$! # behind, so that a signal does not wait for its end
wait "$command"
status=$?
command=
exit $status
