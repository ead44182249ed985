#!/bin/sh
# archer2.job just as it is committed, on one node and on two: 128 and 256 ranks, which share what cores
# there are, and so sleep for long while they wait (tests/patient.c). It takes 3 GB.
# Usage: sh tests/slurm.sh SITE_FILE sh tests/slurm_full.sh SITE_FILE
. tests/lib.sh
. tests/slurm_lib.sh

little_work
unset ROUNDABOUT_RANKS
export PATIENCE=20000
kind=$(sed -n 's/^\[\(.*\)\]$/\1/p' "$1" | head -n 1)
for nodes in 1 2; do
    id=$(cd "$folder" && sbatch --parsable --account="$(example_of "$(fact account)")" --nodes=$nodes archer2/archer2.job)
    wait_for_jobs
    out=$folder/traffic-halo-$id
    same "archer2.job --nodes=$nodes: its end" 'JobState=COMPLETED ExitCode=0:0 ' \
        "$(scontrol show job "$id" | tr ' ' '\n' | grep -E '^(JobState|ExitCode)=' | tr '\n' ' ')"
    same "archer2.job --nodes=$nodes: ranks" "Number of ranks is $((nodes * 128))" "$(grep '^Number of ranks' "$out.out")"
    check "archer2.job --nodes=$nodes: $(grep '^Verified' "$out.out")" grep -q '^Verified: all' "$out.out"
    check "archer2.job --nodes=$nodes: its table" grep -q '^ranks    '$((nodes * 128))' on ' "$out.out"
    check "archer2.job --nodes=$nodes: its record" grep -q ,halo, "$out.csv"
done
exit $failed
