#!/bin/bash
# What tests by lot share. Sourced, from the repository's root. Lots are drawn by bash's RANDOM, which
# must not be asked in a subshell: there it forgets its seed, and another run would draw others.

# pick WORD...: picked is one of them
pick() {
    shift $((RANDOM % $#))
    picked=$1
}

for launcher in "" mpiexec.mpich mpiexec; do
    [ -n "$launcher" ] && command -v "$launcher" >/dev/null && break
done

# built FOLDER SOURCE...: the programs of these traffic stages that there are
built() {
    folder=$1
    shift
    for source; do
        program=$folder/$(basename "$source" .c | tr _ -)
        [ ! -x "$program" ] || echo "$program"
    done
}
on_one=$(built bin serial/traffic_*.c vectorized/traffic_*.c)
on_many=$([ -z "$launcher" ] || built build/patient mpi/traffic_*.c)

# Of the last record in a file.
fingerprint() {
    awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        END { print $column["verified"], $column["fingerprint"] }' "$1" 2>/dev/null
}
