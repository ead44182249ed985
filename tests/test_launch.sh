#!/bin/sh
# The launch X-ray: its moments in order, on clocks that do not agree, and who comes late is named;
# small files that are made, read and removed, however the job ends.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'the launch X-ray'
unset ROUNDABOUT_JOB_START SLURM_JOB_START_TIME
launch=$PWD/build/patient/mpi-launch
cells='--cells 1000'

# xray RANKS [ARGUMENT...]
xray() {
    ranks=$1
    shift
    # shellcheck disable=SC2086
    on "$ranks" "$launch" $cells "$@"
}

# row NAME: min median max rank first median last
row() {
    sed -n "s/^$1  *\([-0-9. ]*\)$/\1/p" "$scratch/out"
}

# in_order RANKS: each row has min <= median <= max >= 0 twice, and no rank is where it was not yet
in_order() {
    for name in process main MPI_Init 'first collective' 'first step'; do row "$name"; done |
        awk -v ranks="$1" 'NF == 7 && 0 <= $1 && $1 <= $2 && $2 <= $3 && $4 < ranks && $5 <= $6 &&
            $6 <= $7 && first <= $5 && last <= $7 && $7 < 100 { right++; first = $5; last = $7 }
            END { exit right != 5 }'
}

for ranks in 1 2 5 16; do
    xray $ranks --files 7 --folders "$scratch:$scratch" --record "$scratch/$ranks.csv"
    same "$ranks ranks: status, errors" '0 ' "$? $(cat "$scratch/err")"
    check "$ranks ranks: the moments are in order" in_order "$ranks"
    same "$ranks ranks: a row for each folder" 2 "$(grep -c "^$scratch .*[1-9]" "$scratch/out")"
    same "$ranks ranks: records" "first-step 0 $ranks;files 7 $ranks;files 7 $ranks;" \
        "$(awk -F, 'NR > 1 { printf "%s %s %s;", $2, $5, $6 }' "$scratch/$ranks.csv")"
    same "$ranks ranks: nothing is left" '' "$(find "$scratch" -name 'roundabout.*')"
done
xray 3 --loads 2
check "loads" grep -q '^from exec to main  *0\.[0-9]*[1-9]' "$scratch/out"
xray 2 --files 2
same "the folder that it is started in" 1 "$(grep -c '^\. ' "$scratch/out")"

# --------------------------------------------------------------------------- the job's start ---

# began_ago SECONDS WHO: so long ago, and who said it
began_ago() {
    got=$(row process | awk -v ago="$1" '{ print ($5 > ago - 2 && $5 < ago + 60) }')
    same "the job began $1 s ago: $2" "1 1" "$got $(grep -c "start of the job, as $2 has" "$scratch/out")"
}
now=$(date +%s)
SLURM_JOB_START_TIME=$((now - 3000)) xray 2
began_ago 3000 SLURM_JOB_START_TIME
SLURM_JOB_START_TIME=$((now - 3000)) ROUNDABOUT_JOB_START=$((now - 2000)).25 xray 2
began_ago 2000 ROUNDABOUT_JOB_START
SLURM_JOB_START_TIME=no ROUNDABOUT_JOB_START=$((now - 2000)) xray 2 --job-start $((now - 1000))
began_ago 1000 --job-start
xray 2
check "nobody says it: told how to" grep -q 'export ROUNDABOUT_JOB_START=' "$scratch/out"

# ---------------------------------------------------------------------------------- bad input ---

# refused STATUS PATTERN ARGUMENT...: in one line, and no file is left
refused() {
    status=$1 pattern=$2
    shift 2
    xray 3 "$@"
    same "$*: status, lines" "$status 1" "$? $(wc -l <"$scratch/err")"
    check "$*: says why: $pattern" grep -q -e "^mpi-launch: $pattern" "$scratch/err"
    same "$*: nothing is left" '' "$(find "$scratch" -name 'roundabout.*')"
}
refused 2 '--files must be' --files 0
refused 2 '--job-start takes a number' --job-start yesterday
refused 2 '--job-start is [0-9.]* s after the first process' --job-start $((now + 1000000))
refused 2 'a road of' --cells 1000000000000000
refused 2 "--record $scratch" --record "$scratch"
refused 2 '--folders /nowhere: No such' --files 3 --folders "$scratch:/nowhere"
refused 2 "--folders $scratch/out: Not a" --files 3 --folders "$scratch/out"
refused 2 '--folders /proc: ' --files 3 --folders /proc
for time in '' yesterday nan -5 1e300 '3 o clock'; do
    export ROUNDABOUT_JOB_START="$time"
    refused 2 "ROUNDABOUT_JOB_START='$time' is no time"
done
unset ROUNDABOUT_JOB_START

mkdir "$scratch/full"
if mount -t tmpfs -o size=64k none "$scratch/full" 2>/dev/null; then
    refused 1 "$scratch/full/roundabout.*/[0-9]* cannot be written: No space" --files 50 --folders "$scratch/full"
    umount "$scratch/full"
else
    skip "a disk that is full: that takes root"
fi

# ------------------------------------------------------------------------------ files of before ---

xray 2 --files 5 --bytes 300 --keep --folders "$scratch"
kept=$(sed -n 's/^    kept in //p' "$scratch/out")
same "--keep: so many files" 5 "$(find "$kept" -type f | wc -l)"
xray 3 --files 5 --bytes 300 --folders "$kept"
same "what was kept is read, and kept" "0 5 0" "$? $(find "$kept" -type f | wc -l) $(grep -c kept "$scratch/out")"
mv "$kept" "$scratch/image"
refused 1 "rank 0: $scratch/image/5: No such file" --files 6 --bytes 300 --folders "$scratch/image"
refused 1 "rank 0: $scratch/image/0 does not hold the 299" --files 5 --bytes 299 --folders "$scratch/image"
refused 1 "rank 0: $scratch/image/0 does not hold the 301" --files 5 --bytes 301 --folders "$scratch/image"
printf '\001' | dd of="$scratch/image/3" bs=1 seek=299 conv=notrunc 2>/dev/null
refused 1 "rank 0: $scratch/image/3 does not hold" --files 5 --bytes 300 --folders "$scratch/image"

# ----------------------------------------------------------------------- what cannot be waited for ---

copy
program=build/patient/mpi-launch launch=$PWD/$program

mine='int mine; MPI_Comm_rank(MPI_COMM_WORLD, \&mine);'
plant $program 'rank 1 comes late' mpi/launch.c "s/^    reached\[INIT\]/    $mine if (mine == 1) usleep(700000);\n&/"
xray 3
same "who came late is named" 1 "$(row MPI_Init | awk '{ print $4 }')"
check "and the others waited" true_that "$(row 'first collective' | awk '{ print $3 " >= 0.6 && " $1 " < 0.4" }')"
pluck mpi/launch.c

plant $program "rank 1's clock is 5000 s ahead" common/clock.c \
    's/^    return (double)now.tv_sec/    char *rank = getenv("PMI_RANK");\n    return (rank \&\& *rank == 49 ? 5000 : 0) + (double)now.tv_sec/'
xray 3
check "clocks that do not agree" in_order 3
ROUNDABOUT_JOB_START=$(date +%s) xray 3
check "nor with that of the job" in_order 3
pluck common/clock.c

plant $program 'a file vanishes' mpi/small_files.h "/^static inline double small_files_read/,\$ {
    s/^    double began = /    char name[PATH_MAX];\n    small_files_name(files, 3, name);\n    if (world_rank() == 2)\n        unlink(name);\n&/ }"
refused 1 'rank [0-2]: .*/roundabout.*/3: No such file' --files 5 --folders "$scratch"
pluck mpi/small_files.h

# nothing_left WHAT: soon
nothing_left() {
    tries=0
    while [ -n "$(find "$scratch" -name 'roundabout.*')" ] && [ $tries -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    same "$1: nothing is left" '' "$(find "$scratch" -name 'roundabout.*')"
}
for victim in 0 2; do
    plant $program "rank $victim is killed" mpi/small_files.h "/^static inline double small_files_read/,\$ {
        s/^    double began = /    if (world_rank() == $victim)\n        kill(getpid(), 9);\n&/ }
        s/^#include <spawn.h>/&\n#include <signal.h>/"
    xray 3 --files 50 --folders "$scratch"
    check "rank $victim is killed: the job ends with it" test $? -ne 0 -a $? -ne 124
    nothing_left "rank $victim is killed"
    pluck mpi/small_files.h
done

plant $program 'a long time' mpi/small_files.h "/^static inline double small_files_read/,\$ {
    s/^    double began = /    usleep(30000000);\n&/ }"
for signal in INT TERM; do
    # shellcheck disable=SC2086
    timeout -s $signal 3 "$launcher" -n 3 "$launch" $cells --files 50 --folders "$scratch" >"$scratch/out" 2>&1 </dev/null
    check "SIG$signal: the job ends" test $? -ne 0
    nothing_left "SIG$signal"
done
exit $failed
