#!/bin/sh
# Virtual sites, under a real Slurm that runs on this machine alone, for as long as this test: tests/slurm.sh.
. tests/lib.sh

if ! command -v slurmctld >/dev/null || [ ! -e /usr/share/modules/init/bash ]; then
    skip 'batch jobs: no Slurm here (apt-get install slurm-wlm environment-modules)'
    exit 0
elif [ "$(id -u)" != 0 ]; then
    skip 'batch jobs: a Slurm of our own takes root'
    exit 0
fi
mkdir "$scratch/tmp"
export TMPDIR="$scratch/tmp"

# at SITE_FILE COMMAND...: on that virtual site; whom reap finds left behind gives status 3
at() { timeout 300 build/tests/reap sh tests/slurm.sh "$@" 2>"$scratch/err"; }

# gone WHAT: no folder is left either
gone() { same "$1: nothing is left" '' "$(ls "$scratch/tmp")"; }

# ------------------------------------------------------------------------ that Slurm comes and goes ---

first=archer2/archer2.site
at $first sh -c 'setsid sleep 60 & exit 7'
same "what a command leaves behind ends with it, and its status is kept" '7 ' "$? $(cat "$scratch/err")"
gone 'a command that leaves something behind'

: >"$scratch/mark"
build/tests/reap sh tests/slurm.sh $first sh -c "echo up >'$scratch/mark'; sleep 60" &
running=$!
tries=0
while [ ! -s "$scratch/mark" ] && [ $tries -lt 300 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
kill -TERM $running
wait $running
same 'a signal ends it all, with its status' 130 $?
gone 'a signal'

printf 'name = nothing\n' >"$scratch/bad.site"
at "$scratch/bad.site" true
same 'a site file that is not right: status' 2 $?
check 'and why' grep -q 'bad.site:1: the site does not say' "$scratch/err"
at "$scratch/none.site" true
same 'no site file: status, what it says' "2 slurm: $scratch/none.site cannot be read" "$? $(cat "$scratch/err")"
at $first
same 'no command: status, lines' '2 1' "$? $(wc -l <"$scratch/err")"
gone 'what was not right'

# ------------------------------------------------------------- what each site refuses, and what runs ---

for site in */*.site; do
    at "$site" sh -c 'sh tests/slurm_site.sh "$1" & # of which nothing runs
        status=0
        sh tests/slurm_jobs.sh "$1" || status=1
        bash tests/slurm_readme.sh "$1" || status=1
        wait $! || status=1
        exit $status' sh "$site"
    same "$site: status, errors" '0 ' "$? $(cat "$scratch/err")"
    gone "$site"
done

at $first sh tests/slurm_warned.sh $first
same 'a warning: status, errors' '0 ' "$? $(cat "$scratch/err")"
gone 'a warning'
exit $failed
