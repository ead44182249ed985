#!/bin/sh
# Lanes, threads and ranks together: any number of each, and faults planted where two of them meet.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'lanes, threads and ranks together'

for threads in 1 2 3; do
    roads traffic-hybrid 1 40 300 --threads $threads
    roads traffic-hybrid 2 40 300 --threads $threads
    roads traffic-hybrid 3 30 300 --threads $threads
done
roads traffic-hybrid 5 30 100 --threads 2 --lanes 128
roads traffic-hybrid 8 20 100 --threads 1
roads traffic-hybrid 16 10 50 --threads 2

hybrid=build/patient/traffic-hybrid
for cells in 1 63 65 129 321 4097 100003 1000001; do
    right "$cells cells on 3 ranks of 2 threads" 3 $hybrid --cells $cells --threads 2 --report 100
done

# threads RANKS ARGUMENT...: how many a rank has, as the record says
threads() {
    rm -f "$scratch/threads.csv"
    on "$@" --cells 10007 --record "$scratch/threads.csv"
    field threads "$scratch/threads.csv"
}
same 'as many threads as --threads says' '3 3' "$(OMP_NUM_THREADS=2 threads 1 $hybrid --threads 3) \
$(threads 2 $hybrid --threads 3)"
same 'or OMP_NUM_THREADS' 2 "$(OMP_NUM_THREADS=2 threads 2 $hybrid)"
cores=$(unset OMP_NUM_THREADS && nproc)
unset OMP_NUM_THREADS
same 'or all cores' "$cores" "$(threads 1 $hybrid)"
same 'of which two ranks share what there is' "$((cores > 1 ? cores / 2 : 1))" "$(threads 2 $hybrid)"
program=$hybrid
bad_on 3 '--threads must be from 1 to 4096' --threads 0

# A rank with more threads has smaller tiles, and could make fewer steps at a time than the others.
printf '#!/bin/sh\n[ ${PMI_RANK-$OMPI_COMM_WORLD_RANK} = 1 ] && t=7 || t=1\nexec %s --threads $t "$@"\n' \
    "$PWD/$hybrid" >"$scratch/uneven"
chmod +x "$scratch/uneven"
right 'ranks with more threads than others' 3 "$scratch/uneven" --cells 100003 --steps 250

copy
sound $hybrid 3 --cells 20011 --steps 250 --threads 2

# wrong PATTERN WHAT SED [FILE]
wrong() {
    found $hybrid "$1" "$2" "${4:-mpi/traffic_hybrid.c}" "$3" 3 --cells 20011 --steps 250 --threads 2
}
cells='[0-9]* of 20011 cells are wrong'
wrong "$cells" 'halos of the wrong side' 's/halo.last, halo.first);/halo.first, halo.last);/'
wrong "$cells" 'halos a sweep old' 's/\[0\].ends\[turn\].first/[0].ends[1 - turn].first/'
wrong "$cells" 'a halo one cell too shallow' 's/lanes_ends(tile\[t\].lanes, steps,/lanes_ends(tile[t].lanes, steps - 1,/'
wrong "$cells" 'halos never sent' 's/^    ranks_exchange(/    if (steps == 0)\n    &/'
wrong "$cells" 'threads that do not wait for the halos' 's/^#pragma omp master/&\n    {\n    usleep(20000);/
    s/^#pragma omp barrier/    }/; s/#include "tiles.h"/&\n#include <unistd.h>/'
wrong "$cells" "the other thread's cells never seen" 's/t > 0 ? tile\[t - 1\]/t > 0 ? tile[t]/'
wrong '[0-9]* cars before' "a thread's tile forgotten" 's/^        moves += lanes_sweep/        if (t != 1)\n    &/'
wrong '[0-9]* moves' "a thread's moves forgotten" 's/moves += lanes_sweep(/moves += (t != 1) * lanes_sweep(/'
wrong '[0-9]* moves' 'moves of every sweep counted' 's/left == 0)/true)/'
wrong '[0-9]* moves' 'cells of other ranks counted' 's/p < 0 ? -p : 0/0/' common/lanes_wide.c
wrong '[0-9]* moves' "a rank's moves summed twice" 's/\.threads = threads,/&\n    .sums = true,/'
nobody_left 'all faults'
exit $failed
