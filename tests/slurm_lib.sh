#!/bin/sh
# What is done on a virtual site (slurm.sh) needs; sourced behind lib.sh, with the site's file as $1.

unset ROUNDABOUT_SITE # make has said that this is none
awk -f common/site.awk "$1" >"$scratch/facts" || exit 1

# fact KEY: of $kind
fact() { awk -F '\t' -v kind="$kind" -v key="$1" '$1 == kind && $2 == key { print $3 }' "$scratch/facts"; }

# An account of that form: of each set the first, of a star nothing, or x in front.
example_of() { echo "$1" | sed 's/ .*//; s/\[\([^]]\)[^]]*\]/\1/g; s/^\*/x/; s/[*?]/1/g'; }

# A folder for the outputs, beside all that is in the tree, and two ranks for whom asks for more; when
# they wait, they sleep: tests/patient.c. Sets folder.
little_work() {
    folder=$scratch/roundabout
    mkdir "$folder" "$scratch/bin"
    ln -s "$PWD"/* "$folder"
    ln -s "$PWD"/bin/* "$scratch/bin"
    ln -sf "$PWD"/build/patient/* "$scratch/bin"
    export ROUNDABOUT_RANKS=2 ROUNDABOUT_BIN="$scratch/bin"
}

program_of() { sed -n 's/^#   make job .*PROGRAM=\([^ ]*\).*/\1/p' "$1"; }

# What stands behind a job file goes to the program, behind its own options: the last one counts.
little_of() {
    case $1 in
    traffic-*) echo --cells 100000 --steps 20 --min-time 0.01 ;;
    eigh-*) echo --size 50 --tasks 8 ;;
    vecadd-*) echo --size 100000 ;;
    integral-*) echo --size 1000 ;;
    esac
}

# For the last of them, or for five minutes.
wait_for_jobs() {
    tries=0
    while [ -n "$(squeue --noheader)" ] && [ $tries -lt 1500 ]; do
        sleep 0.2
        tries=$((tries + 1))
    done
}
