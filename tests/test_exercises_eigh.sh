#!/bin/sh
# The workshop's exercises of eigh: wrong ways to share tasks out are called by their names.
# shellcheck disable=SC2016 # make's and sed's dollars
. tests/lib.sh
. tests/ranks.sh
need_ranks 'exercises of eigh'
. tests/lessons.sh
mkdir mine

# ------------------------------------------------------------------------------- 14, farms ---

loop='task = rank; task < tasks; task += size'
mistake nothing-done 14 "/^    for/d; /^        eigh_task/d; s/^    int rank, size;/&\n    (void)tasks;/"
mistake all-do-all 14 "s/$loop/task = 0; task < tasks; task++/"
mistake same-share 14 's/task = rank;/task = 0;/'
mistake wrong-offset 14 's/task = rank;/task = rank + 1;/'
mistake no-stride 14 's/task += size/task++/'
mistake past-the-end 14 's/task < tasks/task <= tasks/'
mistake last-lost 14 's/task < tasks/task < tasks - 1/'
mistake first-share-lost 14 's/task = rank;/task = rank > 0 ? rank : tasks;/'
mistake alone 14 "s/$loop/task = rank > 0 ? tasks : 0; task < tasks; task++/"
mistake unknown 14 's/eigh_task(task);/eigh_task(task \/ 2);/'

# The stub has shares by blocks.
typed counted-twice 14 's/task < (rank + 1)/task <= (rank + 1)/'
typed past-the-end 14 's|tasks / size;|(tasks + size - 1) / size;|'
typed remainder-by-all 14 's|^        eigh_task(task);|&\n    for (int64_t task = size * share; task < tasks; task++)\n        eigh_task(task);|'
typed '' 14 's|rank \* share; task < (rank + 1) \* share|tasks * rank / size; task < tasks * (rank + 1) / size|
    /int64_t share/d'
check '14: cut into blocks that differ by one, it is right' grep -q '^Right: every task is done once' "$scratch/out"

# Solutions that are not the one that is named, and what goes wrong there.
for stage in farm counter scatter; do
    cp mpi/eigh_$stage.c mine/eigh_14_farm.c
    verdict "14: no mistake is named in $stage" '' 14
    check "14: $stage is right, too" grep -q '^Right: ' "$scratch/out"
done
made mpi/eigh_farm.c waits 14 's/next < tasks + workers; next++/next < tasks + 0 * workers; next++/'
made mpi/eigh_scatter.c ended 14 's/task, matrix\[task\])/task, matrix[tasks - 1 - task])/'
made mpi/eigh_scatter.c wrong-matrix 14 's/eigh_task_make(task, matrix/eigh_task_make(tasks - 1 - task, matrix/'

# What only real matrices show; and what the ranks' waiting is told by.
cp mpi/eigh_local.c mine/eigh_14_farm.c
lesson check-14
check '14: on two ranks, how long they solved' \
    grep -q '^On two ranks, with matrices of four sizes, they solved for [0-9.]* % of their time' "$scratch/out"
sed 's/^static void farm/static const char *solve(int64_t size, double *a, double *w) {\
    const char *why = fastest_solve(size, a, w);\n    w[0] += 1;\n    return why;\n}\n\n&/; s/.solve = fastest_solve/.solve = solve/' \
    mpi/eigh_local.c >mine/eigh_14_farm.c
lesson check-14
same '14: a solver that is wrong' batch "$(called)"
check '14: with what the judge says' grep -q 'FAILED: task [0-9]*: ' "$scratch/out"
exit $failed
