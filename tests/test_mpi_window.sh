#!/bin/sh
# Stages whose ranks look into each other's memory, or write to it: right, and found out when they do
# so too early, too late or in the wrong place. A rank that sleeps makes too early certain.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'windows and shared memory'

roads traffic-rma 1 50 20
roads traffic-rma 2 50 20
roads traffic-rma 3 20 10 --fence
roads traffic-rma 5 15 6
roads traffic-rma 8 8 5
roads traffic-rma 16 4 3
roads traffic-shared 1 50 20
roads traffic-shared 2 50 20
roads traffic-shared 3 40 20 --node-ranks 2
roads traffic-shared 5 20 10 --node-ranks 2
roads traffic-shared 5 20 10 --node-ranks 1
roads traffic-shared 8 12 8 --node-ranks 3
roads traffic-shared 16 6 5 --node-ranks 5
for ranks in 1 3 5; do
    right "rma: 321 cells at fences on $ranks ranks" $ranks build/patient/traffic-rma \
        --fence --cells 321 --steps 40
done
right 'rma: a million cells and one' 3 build/patient/traffic-rma --cells 1000001
right 'shared: a million cells and one' 3 build/patient/traffic-shared --cells 1000001 --node-ranks 2
right 'shared: sums less often, and a needless barrier' 5 build/patient/traffic-shared \
    --cells 1000 --node-ranks 2 --sum-every 7 --needless-barrier --report 50
program=build/patient/traffic-shared
bad_on 3 '--node-ranks must be at least 1' --node-ranks 0

copy
sound build/patient/traffic-rma 3 --cells 1000
sound build/patient/traffic-shared 3 --cells 1000 --node-ranks 2

cells='[0-9]* of 1000 cells are wrong'
late='if (beside.ahead == 2) usleep(20000);' # rank 1

# rma WHAT SED [ARGUMENT...]
rma() {
    what=$1 sed="s/#include \"part.h\"/&\n#include <unistd.h>/; $2"
    shift 2
    found build/patient/traffic-rma "$cells" "$what" mpi/traffic_rma.c "$sed" 3 --cells 1000 --steps 30 "$@"
}
rma 'put into the wrong halo' 's/beside.behind, AHEAD/beside.behind, BEHIND/; s/beside.ahead, BEHIND/beside.ahead, AHEAD/'
rma 'put to the wrong rank' 's/beside.behind, AHEAD/beside.ahead, AHEAD/; s/beside.ahead, BEHIND/beside.behind, BEHIND/'
rma 'a halo one step old' 's/cell\[0\] = halo\[BEHIND\];/static uint8_t old;\n    cell[0] = old;\n    old = halo[BEHIND];/'
rma 'never put' '/MPI_Put(&cell\[n\]/d'
rma 'no fence behind the writing' "s/MPI_Win_fence(MPI_MODE_NOPRECEDE/MPI_Win_fence(0/
    s/MPI_Win_fence(MPI_MODE_NOSUCCEED, window)/(void)0/; s/^    MPI_Put(&cell\[1\]/    $late\n&/
    s/MPI_Win_free/MPI_Win_fence(MPI_MODE_NOSUCCEED, window), &/" --fence

# refused WHAT SED: MPI itself finds calls that do not belong together, in words that not every launcher
# waits for
refused() {
    plant build/patient/traffic-rma "$1" mpi/traffic_rma.c "$2"
    on 3 build/patient/traffic-rma --cells 1000
    check "$1: refused" test $? -ne 0
    check "$1: not called verified" sh -c "! grep -q ^Verified $scratch/out"
    pluck mpi/traffic_rma.c
}
refused 'nobody waits for those who write' 's/, MPI_Win_wait(window)//'
refused 'written to a window not opened' 's/, MPI_Win_start(neighbours, 0, window)//'

# Others go ahead of a rank that sleeps before it writes its step: no sum and no report holds them back.
early='--cells 1000 --density 0.4 --steps 30 --report 30 --node-ranks 2 --sum-every 1000'
unistd='s/#include "part.h"/&\n#include <unistd.h>/'
tardy="s/^    step++;/&\n    $late/"

# shared WHAT SED
shared() {
    # shellcheck disable=SC2086 # words are meant to split
    found build/patient/traffic-shared "$cells" "$1" mpi/traffic_shared.c "$unistd; $2" 3 $early
}
plant build/patient/traffic-shared 'a rank that is late' mpi/traffic_shared.c "$unistd; $tardy"
# shellcheck disable=SC2086
right 'a rank that is late is waited for' 3 build/patient/traffic-shared $early
shared 'the wrong end read' 's/\[behind->count\]/[1]/'
shared 'a step read that is not the one' 's/when % 2 \*/(when + 1) % 2 */'
shared 'read without waiting' "s/while (atomic_load/while (0 \&\& atomic_load/; $tardy"
shared 'waited for the step before' "s/memory_order_acquire) < when/memory_order_acquire) < when - 1/; $tardy"
shared 'counted before it was done' "s/_explicit(&mine->step, step,/_explicit(\&mine->step, step + 1,/; $tardy"
shared 'nothing sent to the other node' '/ranks_exchange(/d'

ends build/patient/traffic-shared any 0 'one rank is killed while others wait for its cells' mpi/traffic_shared.c \
    "s/#include \"part.h\"/&\n#include <signal.h>\n#include <unistd.h>/
    s/^    atomic_store_explicit/    if (step == 7 \&\& beside.ahead == 2) kill(getpid(), SIGKILL);\n&/" 3 --cells 1000
exit $failed
