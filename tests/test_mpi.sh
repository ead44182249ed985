#!/bin/sh
# The road on several ranks: what every MPI stage must get right however many there are, what the
# driver says of it, how a job ends; and faults planted in all of that, each of which must be found.
# There are more ranks than cores, so the programs are those of build/patient: tests/patient.c.
. tests/lib.sh
. tests/ranks.sh

if [ -n "$no_ranks" ]; then
    skip "the road on several ranks: $no_ranks"
    exit 0
fi

# A profile's picture is for tests/test_profile.sh.
printf '#!/bin/sh\n' >"$scratch/gnuplot"
chmod +x "$scratch/gnuplot"
PATH=$scratch:$PATH

# ---------------------------------------------------------------------------------- all stages ---

# Of ranks: the first stage is tried on all, of the others each road on one.
counts() {
    case $name in
    *-halo) echo 1 2 3 5 ;;
    *) set -- 3 1 5 2 && shift $((tried % 4)) && echo "$1" ;;
    esac
}

# Parts of no cell, of one, of a word and a cell; the ring closed within a rank, or over all.
try_sizes() {
    before=$failed failed=0 tried=0
    for cells in 1 2 63 64 65 127 128 129 191 193 320 321 1000 1025 4097; do
        for ranks in $(counts); do
            tried=$((tried + 1))
            on "$ranks" "$1" --cells $cells --steps $((tried % 70 + 1)) --seed $tried
            if ! grep -q "^Verified: all $cells cells" "$scratch/out"; then
                not_ok "$1: $cells cells on $ranks ranks: $(head -n 1 "$scratch/err")"
            fi
        done
    done
    [ $failed -ne 0 ] || ok "$1: $tried roads on 1 to 5 ranks"
    [ $before -eq 0 ] || failed=1
}

# try_random RANKS CASES STEPS [OPTION...]
try_random() {
    ranks=$1 cases=$2 steps=$3
    shift 3
    on "$ranks" build/random/"$name" "$ranks" "$cases" "$steps" "$@"
    same "$name $*: $cases random roads on $ranks ranks" \
        "0 ok - $name: $cases random roads from seed $ranks" \
        "$? $(cat "$scratch/out" "$scratch/err")"
}

# column NAME: of the profile, a line for each rank
column() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
        { print $at[name] }' "$scratch/profile.csv"
}

# Every rank has computed, waited and summed, and in no longer than the whole took.
try_profile() {
    on 3 "$1" --cells 1000 --steps 250 --profile-file "$scratch/profile.csv"
    took=$(sed -n 's/^Time taken was \([0-9.]*\) .*/\1/p' "$scratch/out")
    same "$name: profile of 3 ranks" "$(printf '0 right\n1 right\n2 right')" \
        "$(awk -F, -v took="$took" 'NR > 1 { all = $2 + $3 + $4
            right = $2 > 0 && $3 > 0 && $4 > 0 && $5 + $6 == 0 && all > took / 2 && all < took + 1e-6
            print $1, right ? "right" : $0 }' "$scratch/profile.csv")"
}

. tests/golden.sh
for source in mpi/traffic_*.c; do
    name=$(basename "$source" .c | tr _ -)
    try_random 1 200 100
    try_random 2 200 100
    try_random 3 100 20
    try_random 5 100 20
    try_random 8 50 10
    try_random 16 30 10
    try_sizes build/patient/"$name"
    try_profile build/patient/"$name"
    for ranks in $(case $name in *-halo) echo 1 3 ;; *) echo 3 ;; esac); do
        golden=$scratch/$name-on-$ranks # `golden` takes a program
        printf '#!/bin/sh\nexec %s -n %d %s "$@" </dev/null\n' "$launcher" "$ranks" "build/patient/$name" \
            >"$golden"
        chmod +x "$golden"
        golden_small "$golden"
        golden_large "$golden"
    done
done

# -------------------------------------------------------------------------- options of a stage ---

name=traffic-nonblocking
for kind in send receive; do # `both` is what it does by itself
    try_random 2 50 20 --nonblocking $kind
    try_random 5 30 10 --nonblocking $kind
done
name=traffic-deephalo
for depth in 1 3 64 1000; do
    try_random 3 50 100 --depth $depth
done
try_random 8 50 20 --depth 5
try_random 2 50 300 --depth 1000000 --sum-every 7

# Of a road of 3000 cells on 3 ranks the last has 952.
for depth in 1 7 100 952 953 5000; do
    taken=$((depth < 952 ? depth : 952))
    on 3 build/patient/$name --cells 3000 --steps 2000 --report 300 --depth $depth \
        --profile-file "$scratch/profile.csv"
    same "--depth $depth: messages of each rank" "$(yes $((2 * ((2000 + taken - 1) / taken))) | head -n 3)" \
        "$(column messages)"
    check "--depth $depth: said so" grep -q "^Depth of the halos is ${taken}[,;]" "$scratch/out"
    same "--depth $depth: verified" 1 "$(grep -c '^Verified: all 3000 cells' "$scratch/out")"
done
same '--depth 953: why it is less' 1 "$(grep -c 'is 952, all that the smallest part has' "$scratch/out")"
on 3 build/patient/$name --cells 10000000 --steps 1 --no-verify --random uni
check 'the best depth is the root of what was measured' awk '/^Depth of the halos is/ {
        for (i = 1; i <= NF; i++) {
            if ($i == "best:") best = $(i + 1) + 0
            if ($(i + 1) == "us") exchange = $i
            if ($(i + 1) == "ns") cell = $i
        }
        root = sqrt(exchange * 1000 / cell)
        off = best > root ? best - root : root - best
        found = $6 + 0 == best && off < 0.5 + 0.02 * root
    } END { exit !found }' "$scratch/out"

# ---------------------------------------------------------------------------------- the driver ---

halo=build/patient/traffic-halo
for random in numpy uni philox; do
    if why=$(bin/traffic-packed --random $random --cells 1 2>&1 >"$scratch/out"); then
        rm -f "$scratch/one.csv"
        bin/traffic-packed --random $random --cells 10007 --record "$scratch/one.csv" >"$scratch/out"
        expected=$(field fingerprint "$scratch/one.csv")
        for ranks in 1 2 3 5; do
            on $ranks $halo --random $random --cells 10007 --record "$scratch/$random.csv"
            same "$random: the same road on $ranks ranks" "$expected $ranks" \
                "$(field fingerprint "$scratch/$random.csv") $(field ranks "$scratch/$random.csv")"
        done
        cp "$scratch/one.csv" "$scratch/$random.right"
        same "$random: one record for each run" 5 "$(wc -l <"$scratch/$random.csv")"
    else
        skip "$why"
    fi
done
bin/traffic-packed --random uni --cells 20000003 --steps 1 --record "$scratch/one.csv" >"$scratch/out"
on 2 $halo --random uni --cells 20000003 --steps 1 --record "$scratch/uni.csv"
same "a part that is sent in several pieces" "$(field fingerprint "$scratch/one.csv")" \
    "$(field fingerprint "$scratch/uni.csv")"

for kind in pbm pgm; do
    bin/traffic-packed --cells 1000 --image "$scratch/one.$kind" --image-every 7 >"$scratch/out"
    on 3 $halo --cells 1000 --image "$scratch/three.$kind" --image-every 7
    check "a picture from 3 ranks is that from one: $kind" \
        cmp "$scratch/one.$kind" "$scratch/three.$kind"
done

on 3 $halo --cells 1000 --report 50
same "what is printed is printed once" "1 1 2" "$(grep -c '^Number of ranks is 3$' "$scratch/out") \
$(grep -c '^Verified' "$scratch/out") $(grep -c '^At iteration' "$scratch/out")"
same "and nothing on stderr" '' "$(cat "$scratch/err")"
on 3 $halo --cells 1000 --sum-every 7 --needless-barrier --report 50
same "sums less often, and a barrier that nobody needs: right as well" 1 \
    "$(grep -c '^Verified' "$scratch/out")"
on 3 $halo --help
same "--help: status, and once" "0 1" "$? $(grep -c -- --sum-every "$scratch/out")"

# bad PATTERN ARGUMENT...
bad() {
    pattern=$1
    shift
    on 5 $halo "$@"
    same "$*: status, lines" "2 1 0" "$? $(wc -l <"$scratch/err") $(wc -l <"$scratch/out")"
    check "$*: says why" grep -q "^traffic-halo: $pattern" "$scratch/err"
}
bad '--cells must be at least 1' --cells 0
bad 'there is no option --wheels' --wheels
bad '--profile-file profile.txt: the name of a profile must end in .csv' --profile-file profile.txt
bad '--sum-every must be at least 1' --sum-every 0
bad 'a road of 1000000000000000 cells needs' --cells 1000000000000000
bad "--record $scratch: " --record "$scratch"
bad '--image road.jpg: ' --image road.jpg

# ----------------------------------------------------------------------------- planted faults ---

copy=$scratch/copy
mkdir "$copy"
cp -r Makefile common mpi "$copy"
mkdir "$copy/tests"
cp tests/patient.c tests/test.[ch] tests/traffic_random.c "$copy/tests"
repository=$PWD
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL

# in_stage STAGE [OPTION...]: where faults are planted from here on, and how it is run
in_stage() {
    wrong=build/patient/traffic-$1
    shift
    wrong_options=$*
}

# build: with what sed changed
build() {
    make PLAIN=-O0 NATIVE=-O1 WIDTHS=128 "$wrong" >"$scratch/made" 2>&1
}

# plant WHAT FILE SED
plant() {
    sed "$3" "$repository/$2" >"$2"
    if cmp -s "$2" "$repository/$2"; then
        not_ok "$1: nothing was changed in $2"
    elif ! build; then
        not_ok "$1: does not build: $(grep -m 1 error "$scratch/made")"
    fi
}

pluck() {
    cp "$repository/$1" "$1"
}

# found PATTERN WHAT FILE SED [RANKS]: a run fails, and says in which way
found() {
    pattern=$1
    shift
    plant "$@"
    # shellcheck disable=SC2086 # several options
    on "${4-3}" "$wrong" --cells 1000 --steps 250 $wrong_options
    status=$?
    same "$1: status" 1 $status
    check "$1: says so" grep -q "^${wrong##*/}: FAILED: $pattern" "$scratch/err"
    same "$1: says it once" '' "$(sort "$scratch/err" | uniq -d)"
    check "$1: not called verified" sh -c "! grep -q ^Verified $scratch/out"
    pluck "$2"
}

in_stage halo
build || not_ok "the copy does not build: $(tail -n 1 "$scratch/made")"
on 3 "$wrong" --cells 1000 --steps 250
same "nothing planted: verified" "0 1" "$? $(grep -c ^Verified "$scratch/out")"

cells='[0-9]* of 1000 cells are wrong'
found "$cells" 'halos sent to the wrong side' mpi/ranks.h \
    's/{(rank + size - 1) % size, (rank + 1) % size}/{(rank + 1) % size, (rank + size - 1) % size}/'
found "$cells" 'a halo one step old' mpi/traffic_halo.c \
    's/uint8_t \*cell = cells.now;/uint8_t *cell = cells.next;/'
found "$cells" 'a halo never filled' mpi/part.h '/^        exchange_halos();/d'
found "$cells" 'the remainder dropped' mpi/part.h \
    's/cells_update(&cells, 1, cells.count)/cells_update(\&cells, 1, cells.count \/ 64 * 64)/'
found '1 of 1000 cells are wrong after step 250: cells from 394 to 394' 'one cell of one rank flipped' mpi/part.h \
    's/^    cells_read(&cells, road);/&\n    road->words[0] ^= road->first == 384 ? 1 << 10 : 0;/'
found '[0-9]* cars before, [0-9]* after' 'a car of the last rank lost' mpi/part.h \
    's/^    cells_read(&cells, road);/&\n    road->words[0] \&= road->first > 384 ? 0 : -1;/'
found '[0-9]* moves' 'moves summed twice' mpi/part.h 's/\.sums = true/.sums = false/'
found '[0-9]* moves' 'moves of one rank forgotten' mpi/part.h \
    's/ranks_sum(cells_movers/ranks_sum(beside.behind != 1 ? 0 : cells_movers/'
found '[0-9]* moves counted in step [0-9]*, but not on every rank' 'a sum that only rank 0 has' \
    mpi/ranks.h 's/return all;/int rank; MPI_Comm_rank(MPI_COMM_WORLD, \&rank); return rank ? mine : all;/'
found 'the stage has changed the road' 'the start of one rank changed' mpi/part.h \
    's/cells = cells_new(road);/&\n    road->words[0] += road->first > 0;/'

in_stage nonblocking --sum-every 1000
found "$cells" 'each halo in the place of the other' mpi/traffic_nonblocking.c \
    's/now\[cells.count + 1\]/now[-]/; s/now\[0\]/now[cells.count + 1]/; s/now\[-\]/now[0]/'
found "$cells" 'a border one step old' mpi/traffic_nonblocking.c 's/&cells.now\[1\]/\&cells.next[1]/'
found '' 'nobody waits' mpi/traffic_nonblocking.c '/MPI_Waitall/d'

in_stage persistent
found "$cells" 'requests of one array only' mpi/traffic_persistent.c '/turn = 1 - turn;/d'
found "$cells" 'requests of the other array' mpi/traffic_persistent.c 's/turn = 0;/turn = 1;/'
found "$cells" 'a request of the wrong cell' mpi/traffic_persistent.c 's/&cell\[n\]/\&cell[n - 1]/'

plant 'nobody waits' mpi/traffic_persistent.c '/MPI_Waitall/d'
on 3 "$wrong" --cells 1000
check 'nobody waits: a failure, by MPI or by us' test $? -ne 0
same 'nobody waits: not called verified' 0 "$(grep -c ^Verified "$scratch/out")"
pluck mpi/traffic_persistent.c

in_stage overlap --sum-every 1000
found "$cells" 'borders forgotten' mpi/traffic_overlap.c '/^        update_borders();/d'
found "$cells" 'the border ahead forgotten' mpi/traffic_overlap.c '/cells_update(&cells, n > 2/d'
found '' 'nobody waits' mpi/traffic_overlap.c '/MPI_Waitall/d'
found '[0-9]* moves' 'the last car counted twice' mpi/traffic_overlap.c \
    's/cells_movers(&cells, 1, cells.count - 1)/cells_movers(\&cells, 1, cells.count)/'
found '[0-9]* moves' 'the last car not counted' mpi/traffic_overlap.c 's/mine + movers_at_border()/mine/'

in_stage deephalo --depth 7
found "$cells" 'a halo one cell too shallow' mpi/traffic_deephalo.c 's/(int)deep,/(int)deep - 1,/'
found "$cells" 'exchanged a step too late' mpi/traffic_deephalo.c 's/right == 0/right < 0/'
found "$cells" 'a halo one step old' mpi/traffic_deephalo.c 's/uint8_t \*cell = cells.now;/uint8_t *cell = cells.next;/'
found "$cells" 'halos not updated' mpi/traffic_deephalo.c \
    's/cells_update(&cells, 1 - right, cells.count + right)/cells_update(\&cells, 1, cells.count)/'
found '[0-9]* moves' 'cars on a halo counted' mpi/traffic_deephalo.c \
    's/cells_movers(&cells, 1, cells.count)/cells_movers(\&cells, 2 - right, cells.count)/'
in_stage deephalo --depth 1000
found "$cells" 'deeper than a part' mpi/depth.h 's/depth.taken = depth.least_part;/;/' 8
in_stage halo

# The judge and the messages that it lives by. The stage is right, but what finds that must fail.
found '[0-9]* of 1000 cells were looked at' "one rank's check skipped" common/traffic_judge.c \
    's/mine = compare(a, b), \(whole = {.*}\);/\1, mine = world_rank() == 1 ? whole : compare(a, b);/'
found "[0-9]* moves counted in step" "another rank's cells sent from the wrong place" common/exact_world.c \
    's/words_here(world, &piece)}/world->start->words}/'
found "$cells" 'what lies between not told' common/exact_world.c \
    's/mine = exact_part_of(start);/&\n    mine.walk.lowest -= 50;/' 8

# road_from SED: the fingerprint of the road that the ranks make, in pieces of two words
road_from() {
    plant 'a road in small pieces' common/world_road.c "s/PIECE = 64 << 17/PIECE = 128/; $1"
    rm -f road.csv
    on 3 "$wrong" --random uni --cells 10007 --no-verify --record road.csv
    field fingerprint road.csv
    pluck common/world_road.c
}

expected=$(field fingerprint "$scratch/uni.right")
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

# --------------------------------------------------------------------------- how a job can end ---

# Processes that still run the program.
left() {
    for process in /proc/[0-9]*; do
        case $(readlink "$process/exe" 2>/dev/null) in "$copy"/*) echo "${process##*/}" ;; esac
    done
}

# ends STATUS LINES WHAT CODE: the code is run by one rank or by all before the first step
ends() {
    plant "$3" mpi/part.h "s/#include \"traffic.h\"/&\n#include \"die.h\"\n#include <signal.h>\n\
#include <unistd.h>/; s/^    int64_t moves = 0;/&\n    int rank = (beside.ahead + 2) % 3;\n    $4/"
    began=$(date +%s)
    on 3 "$wrong" --cells 1000
    status=$?
    [ "$1" != any ] || [ $status -eq 0 ] || status=any
    same "$3: status, lines on stderr" "$1 $2" "$status $(grep -c '^traffic-halo: ' "$scratch/err")"
    check "$3: within ten seconds" test $(($(date +%s) - began)) -le 10
    same "$3: nobody is left" '' "$(left)"
    pluck mpi/part.h
}

ends 2 1 'all ranks refuse' 'die_usage("rank %d", rank);'
ends 2 1 'one rank refuses' 'if (rank == 1) die_usage("rank %d", rank);'
ends 1 1 'one rank fails' 'if (rank == 2) die_failed("rank %d", rank);'
ends 3 0 'one rank exits' 'if (rank == 1) exit(3);'
ends 1 1 'one rank exits as if all were well' 'if (rank == 1) exit(0);'
ends 1 1 'all ranks exit as if all were well' 'exit(rank - rank);'
ends any 0 'one rank is killed' 'if (rank == 1) kill(getpid(), SIGKILL);'
exit $failed
