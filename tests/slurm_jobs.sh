#!/bin/sh
# The job files of a virtual site: each is accepted as it is committed, and runs to its end on two ranks
# and on little work; its result is verified, its record is beside its output, its modules were loaded.
# Usage: sh tests/slurm.sh SITE_FILE sh tests/slurm_jobs.sh SITE_FILE
. tests/lib.sh
. tests/slurm_lib.sh

little_work

# verified RECORD: it has rows, and all of them are right
verified() {
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
        { rows++; right += $column["verified"] == "yes" } END { exit !(rows && rows == right) }' "$1"
}

modules_of() { sed -n 's/^module load //p' "$1" | tr ' ' '\n' | sort; }

# Each notes its modules in a file of its own.
submit() {
    name=$(basename "$1" .job)
    # shellcheck disable=SC2046 # one word for each
    (cd "$folder" && MODULES_LOADED=$scratch/$name.modules sbatch --parsable --account="$account" \
        "$1" $(little_of "$(program_of "$1")")) >"$scratch/$name.id" 2>"$scratch/$name.said"
    same "$1: submitted" 0 "$?$(cat "$scratch/$name.said")"
}

ended() {
    name=$(basename "$1" .job)
    id=$(cat "$scratch/$name.id")
    state=$(scontrol show job "$id" | tr ' ' '\n' | grep -E '^(JobState|ExitCode)=' | tr '\n' ' ')
    output=$(echo "$folder"/*-"$id".out)
    same "$1: ends well" 'JobState=COMPLETED ExitCode=0:0 ' "$state"
    same "$1: loads its modules" "$(modules_of "$1")" "$(sort "$scratch/$name.modules" 2>/dev/null)"
    case $1 in
    */launch.job) check "$1: says when the first step was" grep -q '^first step' "$output" ;;
    *)
        check "$1: its result is verified" grep -q '^Verified' "$output"
        check "$1: so says its record, beside the output" verified "${output%.out}.csv"
        ;;
    esac
    [ $failed -eq 0 ] || tail -n 5 "$output"
}

site=$(basename "$1" .site)
jobs=$(grep -l "job_run.sh $site " ./*/*.job | sed 's|^\./||')
for job in $jobs; do
    kind=$(sed -n 's/.* of kind \([a-z0-9-]*\),.*/\1/p' "$job")
    account=$(example_of "$(fact account)")
    sbatch --test-only --account="$account" "$job" >"$scratch/said" 2>&1
    same "$job: accepted as it is" 0 "$?$(grep -v 'to start at' "$scratch/said")"
    submit "$job"
done
wait_for_jobs
for job in $jobs; do
    ended "$job"
done
same "$site: every job has its output and nothing more" "$(echo "$jobs" | wc -w)" "$(find "$folder" -name '*.out' | wc -l)"
exit $failed
