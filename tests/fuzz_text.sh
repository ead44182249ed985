#!/bin/sh
# Spoiled text to what reads it and is no C: site files, job files, and records for the ladder's table.
# Usage: sh tests/fuzz_text.sh SEED CASES [SECONDS]      each parser so many, or for so long
#
# A parser may take a file or refuse it, in a line, with a status that it has for that; it must not
# crash or hang. One spoiled file is made again by: build/replay/mutate SEED <FILE

. tests/lib.sh
first=$1 cases=$2 seconds=${3:-3600}

# fit STATUSES: it ended with one of these, and with a reason where that is not 0: of its own, one line
# at most on stderr, and not what awk or the shell say when they are lost.
fit() {
    case " $1 " in *" $status "*) ;; *) return 1 ;; esac
    [ "$(wc -l <"$scratch/err")" -le 1 ] || return 1
    ! grep -qE '^(awk|mawk|gawk|sh): |line [0-9]+: syntax' "$scratch/err" || return 1
    [ "$status" -eq 0 ] || [ -s "$scratch/err" ] || [ -s "$scratch/out" ]
}

# spoiled NAME STATUSES FILE COMMAND...: all that it says when given the spoiled file
spoiled() {
    name=$1 statuses=$2 original=$3
    shift 3
    seed=$first taken=0 end=$(($(date +%s) + seconds))
    while [ $((seed - first)) -lt "$cases" ] && [ "$(date +%s)" -lt $end ]; do
        build/replay/mutate "$seed" <"$original" >"$scratch/spoiled"
        timeout 20 "$@" "$scratch/spoiled" >"$scratch/out" 2>"$scratch/err"
        status=$?
        fit "$statuses" || break
        [ $status -ne 0 ] || taken=$((taken + 1))
        seed=$((seed + 1))
    done
    what="$name: $original spoiled from seed $first on"
    if [ "$seed" -eq "$first" ] || ! fit "$statuses"; then
        not_ok "$what: seed $seed, status $status: $(head -n 1 "$scratch/err")"
    else
        ok "$what: $((seed - first)) times, $taken of them taken"
    fi
}

for site in archer2/archer2 nersc/perlmutter; do
    [ ! -f $site.site ] || spoiled site "0 2" $site.site awk -f common/site.awk
done
spoiled lint-job "0 1 2" archer2/archer2.job sh common/lint_job.sh
spoiled ladder "0 1 2" tests/fuzz/seeds/record/right bin/ladder
exit $failed
