#!/bin/sh
# A job that saves its road, and gets the warning that its time is nearly over: its step hears of it, saves
# and ends, and the job has done nothing wrong. Slurm warns by the minute, so the test warns in its place.
# Usage: sh tests/slurm.sh SITE_FILE sh tests/slurm_warned.sh SITE_FILE
. tests/lib.sh
. tests/slurm_lib.sh

little_work
site=$(basename "$1" .site) kind=$(sed -n 's/^\[\(.*\)\]$/\1/p' "$1" | head -n 1)
sh common/job.sh SITE="$site" PROGRAM=traffic-halo OUT="$scratch/warned.job" \
    ARGS='--cells 100003 --steps 100000000 --report 100000000 --checkpoint road'
id=$(cd "$folder" && sbatch --parsable --account="$(example_of "$(fact account)")" "$scratch/warned.job")
tries=0
until [ -s "$folder/road" ] || [ $tries -ge 300 ]; do
    sleep 0.2
    tries=$((tries + 1))
done
scancel --signal=USR1 "$id"
wait_for_jobs
same 'a job that is warned: its end' 'JobState=COMPLETED ExitCode=0:0 ' \
    "$(scontrol show job "$id" | tr ' ' '\n' | grep -E '^(JobState|ExitCode)=' | tr '\n' ' ')"
check 'a job that is warned: says where it stopped' \
    grep -q '^Stopped by SIGUSR1 at iteration [0-9]* of 100000000: go on with --restart road' "$folder"/*-"$id".out
step=$(sed -n 's/^step //p' "$folder/road" | head -n 1)
check 'a job that is warned: and another goes on' bin/traffic-packed --restart "$folder/road" --steps $((step + 10))
exit $failed
