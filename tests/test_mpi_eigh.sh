#!/bin/sh
# eigh on several ranks: any tasks of any size on any number of ranks, what the driver says of it, how
# a job ends; and faults planted in all of that, each of which must be found. There are more ranks than
# cores, so the programs are those of build/patient: tests/patient.c. All solve in the same way, so
# that their eigenvalues are the same to the last bit.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'eigh on several ranks'

fingerprint() {
    sed -n 's/^All tasks: fingerprint of the eigenvalues //p' "$scratch/out"
}

# ---------------------------------------------------------------------------------- all stages ---

# Fewer tasks than ranks, as many, and such as ranks do not divide.
try_tasks() {
    before=$failed failed=0 tried=0
    for batch in 1-0 1-4 2-1 2-17 3-0 3-4 3-17 5-1 5-17 8-4 8-17 16-1 16-17; do
        tried=$((tried + 1)) ranks=${batch%-*} tasks=${batch#*-}
        size=$(echo 1 2 7 64 0 33 | cut -d ' ' -f $((tried % 6 + 1)))
        set -- --solver blocked --size "$size" --tasks "$tasks" --seed $tried
        [ $((tried % 3)) -ne 0 ] || [ "$size" -eq 0 ] || set -- "$@" --smallest $((size / 3 + 1))
        bin/eigh-pool "$@" --nproc 1 >"$scratch/out"
        expected=$(fingerprint)
        on "$ranks" "build/patient/$name" "$@"
        same "$name: $* on $ranks ranks" "0 $tasks $expected" "$? $(sed -n \
            's/^Verified: all \([0-9]*\) tasks, every eigenpair.*/\1/p' "$scratch/out") $(fingerprint)"
    done >"$scratch/tried"
    if grep '^not ok' "$scratch/tried"; then failed=1; else ok "$name: $(wc -l <"$scratch/tried") batches on 1 to 16 ranks"; fi
    [ $before -eq 0 ] || failed=1
}

stages=
for source in mpi/eigh_*.c; do
    name=$(basename "$source" .c | tr _ -)
    why=$("bin/$name" --probe 2>&1) || { skip "$why" && continue; }
    [ "$name" != eigh-scalapack ] || continue # all ranks together: below
    stages="$stages $name"
    try_tasks
    on 3 "build/random/$name"
    same "$name: hard matrices, and each task once, on 3 ranks: status, failures" "0 0" \
        "$? $(grep -c '^not ok' "$scratch/out")"
    check "$name: came to the last" grep -q '^ok .* of 40 tasks' "$scratch/out"
done

# ---------------------------------------------------------------------------------- the driver ---

for name in $stages; do
    patient=build/patient/$name
    rm -f "$scratch/record.csv"
    on 3 "$patient" --solver blocked --size 50 --tasks 20 --repeat 2 --record "$scratch/record.csv"
    same "$name: status; each line once" "0 1 1 1" "$? $(grep -c '^Number of ranks is 3$' "$scratch/out") \
$(grep -c '^Processed 20 tasks' "$scratch/out") $(grep -c '^Verified' "$scratch/out")"
    same "$name: its record, of 3 ranks" "2 3 1 20 yes" "$(wc -l <"$scratch/record.csv") $(field ranks "$scratch/record.csv") \
$(field threads "$scratch/record.csv") $(field tasks "$scratch/record.csv") $(field verified "$scratch/record.csv")"
    check "$name: says how busy the workers were" grep -Eq '^Efficiency [0-9.]+ %: they solved for [0-9.]+ s of [23] x ' "$scratch/out"
    check "$name: says how much memory each rank had" \
        grep -Eq 'most memory [0-9]+ MB on rank 0, [0-9]+ to [0-9]+ MB on the others$' "$scratch/out"
    on 3 "$patient" --solver blocked --size 20 --tasks 4 --min-time 0.05
    same "$name: --min-time" "0 1" "$? $(grep -c '^Verified: all [0-9]*[02468] tasks' "$scratch/out")"
    on 3 "$patient" --solver blocked --size 20 --timeit
    same "$name: --timeit" "0 1" "$? $(grep -Ec '^[0-9]+ loops?, best of 5: ' "$scratch/out")"
    on 3 "$patient" --size 20 --tasks 5 # whichever solver each rank finds faster
    same "$name: all ranks take one solver" 0 $?
    on 3 "$patient" --solver blocked --size 20 --tasks 5 --matrix nan
    same "$name: a matrix with a NaN: status, once" "1 1" \
        "$? $(grep -c "^$name: FAILED: task 0: its matrix has an entry that is not finite" "$scratch/err")"
    program=$patient
    bad_on 5 'there is no option' --size 20 --wheels
    bad_on 5 '--smallest 21 is more than --size 20' --size 20 --smallest 21
    bad_on 5 '128 tasks of 1000000 rows, .* need' --size 1000000 --solver blocked
done

# The lesson of scatter: 40 matrices of 1.28 MB on rank 0, a third of them on each.
on 3 build/patient/eigh-scatter --solver blocked --size 400 --tasks 40
memory=$(sed -n 's/.*most memory \([0-9]*\) MB on rank 0, [0-9]* to \([0-9]*\) MB.*/\1 - \2/p' "$scratch/out")
check "eigh-scatter: rank 0 holds the whole batch, the others their share: $memory MB" true_that "${memory:-0} > 25"
on 3 build/patient/eigh-local --solver blocked --size 400 --tasks 40
memory=$(sed -n 's/.*most memory \([0-9]*\) MB on rank 0, [0-9]* to \([0-9]*\) MB.*/\1 - \2/p' "$scratch/out")
check "eigh-local: all hold as much: $memory MB" true_that "${memory:-99} < 25"
on 3 build/patient/eigh-farm --solver blocked --size 64 --smallest 16 --tasks 20
same "unequal tasks are said to be" 1 "$(grep -c '^n=16...64 ntasks=20$' "$scratch/out")"

# ------------------------------------------------------------------------ one matrix on all ranks ---

if bin/eigh-scalapack --probe >"$scratch/out" 2>&1; then
    for ranks in 1 2 3 5; do
        on $ranks build/random/eigh-scalapack $ranks
        same "eigh-scalapack: right on $ranks ranks, blocks that are full, or not there" "0 2" \
            "$? $(grep -c '^ok' "$scratch/out")"
    done
    on 4 build/patient/eigh-scalapack --size 300 --tasks 2 --smallest 100 --record "$scratch/spread.csv"
    same "eigh-scalapack: the driver: status, lines, ranks" "0 1 4" \
        "$? $(grep -c '^Verified: all 2 tasks' "$scratch/out") $(field ranks "$scratch/spread.csv")"
    program=build/patient/eigh-scalapack
    bad_on 3 '' --size 20 --matrix=identity
    bad_on 3 '' --size 20 --timeit
    bad_on 3 '.*32 bits, which is for more than 3 ranks' --size 100000 --tasks 1
fi

# ----------------------------------------------------------------------------- planted faults ---

copy

# wrong PATTERN WHAT STAGE FILE SED [RANKS]
wrong() {
    found "build/patient/eigh-$3" "$1" "$2" "$4" "$5" "${6-3}" --solver blocked --size 20 --tasks 10
}

for stage in local scatter farm counter; do
    sound build/patient/eigh-$stage 3 --solver blocked --size 20 --tasks 10
done

wrong 'task 9 was never begun' 'the last task skipped' local mpi/eigh_local.c 's/task < tasks;/task < tasks - 1;/'
wrong 'task 0 was done 2 times' 'a task done twice' local mpi/eigh_local.c \
    's/^        eigh_task(task);/&\n    if (rank == 1) eigh_task(0);/'
wrong 'task 2 was done 2 times' 'a task done twice, on one rank' local mpi/eigh_local.c \
    's/^        eigh_task(task);/        eigh_task(task == 5 ? 2 : task);/'
wrong 'task 9 was never begun' 'a manager that forgets the last task' farm mpi/eigh_farm.c \
    's/next < tasks ?/next < tasks - 1 ?/; s/next < tasks + workers/next < tasks - 1 + workers/'
wrong 'task 1 was never begun' 'a counter that counts by two' counter mpi/eigh_counter.c 's/one = 1;/one = 2;/'
wrong 'task [0-9] was done [0-9]* times' 'a counter for each rank' counter mpi/eigh_counter.c \
    's/MPI_COMM_WORLD, &window/MPI_COMM_SELF, \&window/' 2
wrong 'task 1: ' "another task's matrix sent" scatter mpi/eigh_scatter.c \
    's/move(task, matrix\[task\])/move(task, matrix[rank == 0 ? task - 1 : task])/'
wrong 'task 1: ' 'a matrix that was never sent' scatter mpi/eigh_scatter.c \
    's/owner(task) != 0/owner(task) > 1/'
wrong 'task 1 was never begun' 'results of one rank lost' local common/eigh_batch.c \
    's/^    world_add(eigh_batch.result/    if (world_rank() == 1) memset(eigh_batch.result, 0, 10 * sizeof *eigh_batch.result);\n&/'
wrong 'task 1: its eigenvalues were lost on the way' 'values not brought together' local common/eigh_batch.c \
    '/^    world_add(eigh_batch.values/d'
wrong 'task 2: its eigenvalues were lost on the way' 'values of one rank lost' local common/eigh_batch.c \
    's/^    world_add(eigh_batch.values/    if (world_rank() == 2) memset(eigh_batch.values, 0, 8 * 200);\n&/'
wrong 'task 2: ' 'a NaN on one rank' local common/eigh_batch.c \
    's/^    result->solve = /    if (world_rank() == 2) w[n - 1] = NAN;\n&/'
wrong 'task 2: ' 'a NaN in one vector on one rank' local common/eigh_batch.c \
    's/^    result->solve = /    if (world_rank() == 2) a[0] = NAN;\n&/'
wrong 'task 1: it refuses' 'a solver that refuses on one rank' local common/eigh_batch.c \
    's/^    result->solve = /    if (world_rank() == 1) why = "it refuses";\n&/'

if [ -x "$repository/bin/eigh-scalapack" ] && "$repository/bin/eigh-scalapack" --probe >"$scratch/out" 2>&1; then
    wrong_spread() {
        found build/patient/eigh-scalapack "task 0: $1" "$2" "$3" "$4" 3 --size 200 --tasks 1
    }
    wrong_spread 'the residual' 'a value of one rank wrong' mpi/eigh_scalapack.c \
        's/^    free(whole);/    if (n > 64 \&\& world_rank() == 1) spread->w[64] += 0.001;\n&/'
    wrong_spread 'the residual is' 'a vector of one rank wrong' mpi/eigh_scalapack.c \
        's/^    free(whole);/    if (n > 64 \&\& world_rank() == 2) spread->v[7] += 0.001;\n&/'
    wrong_spread 'the residual is' 'a NaN on one rank' mpi/eigh_scalapack.c \
        's/^    free(whole);/    if (n > 64 \&\& world_rank() == 2) spread->v[7] = 0. \/ 0;\n&/'
    wrong_spread 'the orthogonality' 'a vector twice' mpi/eigh_scalapack.c \
        's/^    free(whole);/    if (n > 64 \&\& world_rank() == 1) for (int i = 0; i < n; i++) spread->v[n + i] = spread->v[i], spread->w[65] = spread->w[64];\n&/'
    wrong_spread 'not solved here' 'one rank that cannot' mpi/eigh_scalapack.c \
        's/^    return info == 0/    if (world_rank() == 0) return "not solved here";\n&/'
fi

# --------------------------------------------------------------------------- how a job can end ---

# before_a_task STATUS LINES WHAT STAGE CODE: how it ends when each rank, or one, runs that code before its first task
before_a_task() {
    ends "build/patient/eigh-$4" "$1" "$2" "$3" common/eigh_batch.c "s/#include \"world.h\"/&\n#include <signal.h>/; \
s/^static void begin(.*/&\n    int rank = world_rank();\n    $5/" 3 --solver blocked --size 20 --tasks 10
}

before_a_task any 0 'one rank is killed' local 'if (rank == 1) kill(getpid(), SIGKILL);'
before_a_task any 0 'a worker is killed' farm 'if (rank == 2) kill(getpid(), SIGKILL);'
before_a_task any 0 'the one with the counter is killed' counter 'if (rank == 0) kill(getpid(), SIGKILL);'
before_a_task any 0 'one rank is killed that all wait for' scatter 'if (rank == 0) kill(getpid(), SIGKILL);'
before_a_task 1 1 'one rank fails' farm 'if (rank == 1) die_failed("rank %d", rank);'
before_a_task 1 1 'one rank exits as if all were well' local 'if (rank == 1) exit(0);'
exit $failed
