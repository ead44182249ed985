#!/bin/bash
# A virtual site's README, typed by a new user: all lines of its indented blocks, in one shell, in its
# order, but those that end in "# at the real site only". With three differences: jobs get little work,
# `make` alone only has to know for which site it is (tests elsewhere build), and the user waits for
# jobs before looking at what they did.
# Usage: sh tests/slurm.sh SITE_FILE bash tests/slurm_readme.sh SITE_FILE
. tests/lib.sh
. tests/slurm_lib.sh

site=$(basename "$1" .site)
readme=$(dirname "$1")/README.md
kind=-
unset MAKEFLAGS MAKELEVEL

# Of a README for several sites, the section with the name of this one.
lines_typed() {
    awk -v name="$(fact name)" -v one="$(find "$(dirname "$readme")" -name '*.site' | wc -l)" '
        /^## / { here = one == 1 || $0 == "## " name }
        one == 1 && /^    / || here && /^    / { sub(/^    /, ""); print }' "$readme"
}

little_work
export ROUNDABOUT_HOST # a login node, of which no job knows
ROUNDABOUT_HOST=$(example_of "$(fact logins)").$(fact address | sed 's/^[^.]*\.//')
[ -z "$(fact variable)" ] || export "$(fact variable)"

sbatch() {
    local job
    for job; do
        case $job in *.job) break ;; esac
    done
    # shellcheck disable=SC2046
    env -u ROUNDABOUT_HOST sbatch "$@" $(little_of "$(program_of "$job")")
}

make() {
    if [ $# -gt 0 ]; then
        command make "$@"
    else
        sh common/site.sh guess | grep -qx "$site"
    fi
}

# In this shell: what it exports or loads, the next line has.
type_in() {
    case $1 in sbatch* | squeue* | export*) ;; *) wait_for_jobs ;; esac
    if eval "$1" >"$scratch/said" 2>&1; then ok "$site: $1"; else not_ok "$site: $1: $(tail -n 1 "$scratch/said")"; fi
}

tree=$PWD
cd "$folder" || exit 1
typed=0 apart=0
while read -r line; do
    case $line in
    *'# at the real site only') apart=$((apart + 1)) ;;
    *) type_in "$line" && typed=$((typed + 1)) ;;
    esac
done < <(cd "$tree" && lines_typed)
wait_for_jobs
same "$site: all jobs ended well" '' "$(scontrol --oneliner show jobs | grep JobId | grep -v -e JobName=tried -e JobState=COMPLETED | cut -c 1-60)"
check "$site: $typed lines of its README typed, $apart are for the real site only" [ $typed -gt 0 ]
exit $failed
