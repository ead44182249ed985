#!/bin/sh
# Faults planted in the stages of MPI, in the making of their road and in their judge: each must be found.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'planted faults on several ranks'

copy

# wrong PATTERN WHAT FILE SED [RANKS]
wrong() {
    # shellcheck disable=SC2086 # several options
    found build/patient/$stage "$1" "$2" "$3" "$4" "${5-3}" --cells 1000 --steps 250 $options
}

stage=traffic-halo options=
sound build/patient/$stage 3 --cells 1000 --steps 250

cells='[0-9]* of 1000 cells are wrong'
wrong "$cells" 'halos sent to the wrong side' mpi/ranks.h \
    's/{(rank + size - 1) % size, (rank + 1) % size}/{(rank + 1) % size, (rank + size - 1) % size}/'
wrong "$cells" 'a halo one step old' mpi/traffic_halo.c \
    's/uint8_t \*cell = cells.now;/uint8_t *cell = cells.next;/'
wrong "$cells" 'a halo never filled' mpi/part.h '/^        exchange_halos();/d'
wrong "$cells" 'the remainder dropped' mpi/part.h \
    's/cells_update(&cells, 1, cells.count)/cells_update(\&cells, 1, cells.count \/ 64 * 64)/'
wrong '1 of 1000 cells are wrong after step 250: cells from 394 to 394' 'one cell of one rank flipped' mpi/part.h \
    's/^    cells_read(&cells, road);/&\n    road->words[0] ^= road->first == 384 ? 1 << 10 : 0;/'
wrong '[0-9]* cars before, [0-9]* after' 'a car of the last rank lost' mpi/part.h \
    's/^    cells_read(&cells, road);/&\n    road->words[0] \&= road->first > 384 ? 0 : -1;/'
wrong '[0-9]* moves' 'moves summed twice' mpi/part.h 's/\.sums = true/.sums = false/'
wrong '[0-9]* moves' 'moves of one rank forgotten' mpi/part.h \
    's/ranks_sum(cells_movers/ranks_sum(beside.behind != 1 ? 0 : cells_movers/'
wrong '[0-9]* moves counted in step [0-9]*, but not on every rank' 'a sum that only rank 0 has' \
    mpi/ranks.h 's/return all;/int rank; MPI_Comm_rank(MPI_COMM_WORLD, \&rank); return rank ? mine : all;/'
wrong 'the stage has changed the road' 'the start of one rank changed' mpi/part.h \
    's/cells = cells_new(road);/&\n    road->words[0] += road->first > 0;/'

stage=traffic-nonblocking options='--sum-every 1000'
wrong "$cells" 'each halo in the place of the other' mpi/traffic_nonblocking.c \
    's/now\[cells.count + 1\]/now[-]/; s/now\[0\]/now[cells.count + 1]/; s/now\[-\]/now[0]/'
wrong "$cells" 'a border one step old' mpi/traffic_nonblocking.c 's/&cells.now\[1\]/\&cells.next[1]/'
wrong '' 'nobody waits' mpi/traffic_nonblocking.c '/MPI_Waitall/d'

stage=traffic-persistent options=
wrong "$cells" 'requests of one array only' mpi/traffic_persistent.c '/turn = 1 - turn;/d'
wrong "$cells" 'requests of the other array' mpi/traffic_persistent.c 's/turn = 0;/turn = 1;/'
wrong "$cells" 'a request of the wrong cell' mpi/traffic_persistent.c 's/&cell\[n\]/\&cell[n - 1]/'

plant build/patient/$stage 'nobody waits' mpi/traffic_persistent.c '/MPI_Waitall/d'
on 3 build/patient/$stage --cells 1000
check 'nobody waits: a failure, by MPI or by us' test $? -ne 0
same 'nobody waits: not called verified' 0 "$(grep -c ^Verified "$scratch/out")"
pluck mpi/traffic_persistent.c

stage=traffic-overlap options='--sum-every 1000'
wrong "$cells" 'borders forgotten' mpi/traffic_overlap.c '/^        update_borders();/d'
wrong "$cells" 'the border ahead forgotten' mpi/traffic_overlap.c '/cells_update(&cells, n > 2/d'
wrong '' 'nobody waits' mpi/traffic_overlap.c '/MPI_Waitall/d'
wrong '[0-9]* moves' 'the last car counted twice' mpi/traffic_overlap.c \
    's/cells_movers(&cells, 1, cells.count - 1)/cells_movers(\&cells, 1, cells.count)/'
wrong '[0-9]* moves' 'the last car not counted' mpi/traffic_overlap.c 's/mine + movers_at_border()/mine/'

stage=traffic-deephalo options='--depth 7'
wrong "$cells" 'a halo one cell too shallow' mpi/traffic_deephalo.c 's/(int)deep,/(int)deep - 1,/'
wrong "$cells" 'exchanged a step too late' mpi/traffic_deephalo.c 's/right == 0/right < 0/'
wrong "$cells" 'a halo one step old' mpi/traffic_deephalo.c 's/uint8_t \*cell = cells.now;/uint8_t *cell = cells.next;/'
wrong "$cells" 'halos not updated' mpi/traffic_deephalo.c \
    's/cells_update(&cells, 1 - right, cells.count + right)/cells_update(\&cells, 1, cells.count)/'
wrong '[0-9]* moves' 'cars on a halo counted' mpi/traffic_deephalo.c \
    's/cells_movers(&cells, 1, cells.count)/cells_movers(\&cells, 2 - right, cells.count)/'
stage=traffic-deephalo options='--depth 1000'
wrong "$cells" 'deeper than a part' mpi/depth.h 's/depth.taken = depth.least_part;/;/' 8
stage=traffic-halo options=

# The judge and the messages that it lives by. The stage is right, but what finds that must fail.
wrong '[0-9]* of 1000 cells were looked at' "one rank's check skipped" common/traffic_judge.c \
    's/mine = compare(a, b), \(whole = {.*}\);/\1, mine = world_rank() == 1 ? whole : compare(a, b);/'
wrong "[0-9]* moves counted in step" "another rank's cells sent from the wrong place" common/exact_world.c \
    's/words_here(world, &piece)}/world->start->words}/'
wrong "$cells" 'what lies between not told' common/exact_world.c \
    's/mine = exact_part_of(start);/&\n    mine.walk.lowest -= 50;/' 8

# road_from SED: the fingerprint of the road that the ranks make, in pieces of two words
road_from() {
    plant build/patient/$stage 'a road in small pieces' common/world_road.c "s/PIECE = 64 << 17/PIECE = 128/; $1"
    rm -f road.csv
    on 3 build/patient/$stage --random uni --cells 10007 --no-verify --record road.csv
    field fingerprint road.csv
    pluck common/world_road.c
}

"$repository/bin/traffic-packed" --random uni --cells 10007 --record packed.csv >"$scratch/out"
expected=$(field fingerprint packed.csv)
same 'a road made and sent in small pieces' "$expected" "$(road_from '')"

# lost WHAT SED: the road is not the same, and would be found out by the same test
lost() {
    got=$(road_from "$2")
    check "$1: another road" test -n "$got" -a "$got" != "$expected"
}
lost 'all pieces put in one place' 's/piece.words += at/piece.words += 0 * at/'
lost 'a part made of its first piece' 's/piece_of(part, at)/piece_of(part, 0)/; s/at += PIECE/at += PIECE + part->count/'
lost 'numbers begun anew for each rank' \
    's/part.words = words;/&\n        *source = random_source_new(source->kind, 5743, 0.52);/'
lost "rank 0's own part not made" 's/random_source_fill(source, mine);//'
exit $failed
