# Exercise 12's teacher: what make lint-job finds, one mistake at a time; then whether all cores of the node
# have something to do; then the job itself, on this machine, as bash runs it.
# shellcheck shell=sh disable=SC2154 # mine and work are exercise.sh's

# name_of WORDS: the linter's, in a word
name_of() {
    case $1 in
    *'do not see'*) echo unseen ;;
    *'for a comment'* | *'above the first command'*) echo not-read ;;
    *'wants, and this one does not'*) echo not-said ;;
    *account*) echo account ;;
    *'time limit'* | *'is longer than'*) echo too-long ;;
    *'are more than its'* | *'is more than the'*) echo too-many ;;
    *'not exported'* | *'is not set'*) echo not-exported ;;
    *'nothing starts them'*) echo no-srun ;;
    *'srun does not take'*) echo one-cpu ;;
    *) echo job ;;
    esac
}

# asked OPTION: what the job asks for
asked() {
    sed -n "s/^#SBATCH --$1=//p" "$mine"
}

# What is missing, at line 1, is told last: it may stand in a line that nobody reads. How to mend it the
# linter knows as well, and tells those who ask it.
check_lines() {
    SITE=archer2 sh common/lint_job.sh "$mine" >"$work/lint" 2>&1 && return
    found=$(grep "^$mine:[0-9]*: " "$work/lint") || give_up "$(head -n 1 "$work/lint")"
    first=$(echo "$found" | grep -v "^$mine:1: ") || first=$found
    first=$(echo "$first" | head -n 1) line=${first#"$mine:"} line=${line%%:*} what=${first#*: }
    wrong "$(name_of "$what")" "line $line has a mistake: $what" || :
    [ "$line" -eq 1 ] || printf '\n%.78s\n' "$(sed -n "${line}p" "$mine")"
    printf '\nSeen so far: %s. Some hide behind others.\n' "$(tail -n 1 "$work/lint" | sed 's/.*: //')"
    return 1
}

check_cores() {
    tasks=$(asked ntasks-per-node) cpus=$(asked cpus-per-task)
    threads=$(sed -n 's/^export.*OMP_NUM_THREADS=\([^ ]*\).*/\1/p' "$mine")
    case $threads in *SLURM_CPUS_PER_TASK*) threads=$cpus ;; esac
    if [ "$((${tasks:-1} * ${cpus:-1}))" -lt 128 ]; then
        wrong cores-idle "${tasks:-1} ranks of ${cpus:-1} cores leave some of the node's 128 without work; all are paid for"
    elif [ "$threads" != "${cpus:-1}" ]; then
        wrong threads-not-cores "each rank has ${cpus:-1} cores and $threads threads"
    fi
}

# In a folder of its own: a job leaves files where it runs.
check_run() {
    mkdir "$work/job" && ln -s "$PWD/common" "$PWD/bin" "$work/job"
    job=$(realpath "$mine")
    (cd "$work/job" && timeout 60 bash "$job" --cells 1000000 --min-time 0.1) >"$work/out" 2>&1 </dev/null
    status=$?
    if [ $status -ne 0 ] || ! grep -q '^Verified' "$work/out"; then
        wrong does-not-run "it does not run to its end here, under bash" || :
        echo "Its last words:"
        grep -v '^$' "$work/out" | tail -n 3 | cut -c 1-78
        return 1
    fi
    grep -E '^Without Slurm|^Verified|^Update' "$work/out" | fold -s -w 78
    echo
}

teach() {
    check_lines || return
    build bin/traffic-hybrid bin/ladder || return
    check_cores && check_run && right "all of the node is used, and the job runs to its end."
}
