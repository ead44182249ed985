#!/bin/sh
# The workshop: every stub fails for its own reason, every solution passes in its place, and mistakes
# made in solutions are called by their names. Nothing here is timed but the stub that is slow.
# shellcheck disable=SC2016 # make's and sed's dollars
. tests/lib.sh
. tests/ranks.sh

. tests/lessons.sh

no_threads=
echo 'int main(void) { return 0; }' | ${CC:-cc} -fopenmp -include omp.h -x c -o "$scratch/omp" - 2>/dev/null ||
    no_threads='no OpenMP here'

numbers=
for folder in exercises/[0-9][0-9]-*; do
    number=${folder#exercises/} number=${number%%-*}
    same "$number: README begins with the title" "# $number $(fact title "$number")" "$(head -n 1 "$folder/README.md")"
    check "$number: README tells the minutes" grep -q "^$(fact minutes "$number") minutes\." "$folder/README.md"
    same "$number: three hints" 3 "$(grep -c '^<details>' "$folder/README.md")"
    same "$number: hints fit into a terminal" '' \
        "$(awk '/^<details>/, /^<\/details>/ { if (length($0) > 78) print }' "$folder/README.md")"
    same "$number: one file is the attendee's" 1 "$(file_of "$number" | wc -l)"
    [ -z "$(fact solution "$number")" ] || check "$number: the solution is there" test -f "$(fact solution "$number")"
    if [ -n "$(fact ranks "$number")" ] && [ -n "$no_ranks" ]; then
        skip "exercise $number: $no_ranks"
    elif ls "$folder"/*.cu >/dev/null 2>&1 && [ ! -x "$repository/build/tsan/traffic-cuda" ]; then
        skip "exercise $number: no C++ with ThreadSanitizer here (apt-get install g++)"
    elif grep -q 'pragma omp' "$folder"/"$(file_of "$number")" && [ -n "$no_threads" ]; then
        skip "exercise $number: $no_threads"
    else
        numbers="$numbers $number"
    fi
done

# ---------------------------------------------------------------------- stubs and solutions ---

for number in $numbers; do
    if [ "$(fact stub "$number")" = slow ]; then
        lesson "check-$number"
    else
        UNTIMED=1 lesson "check-$number"
    fi
    same "$number: the stub fails" 2 $? # make's
    same "$number: for its own reason" "$(fact stub "$number")" "$(called)"
    check "$number: a hint is offered" grep -q "make hint-$number" "$scratch/out"
    same "$number: what is said fits on 80 columns" '' "$(grep -E '.{81}' "$scratch/out")"
done

for number in $numbers; do
    [ -n "$(fact solution "$number")" ] || continue
    cp "$(fact solution "$number")" "mine/$(file_of "$number")"
    tried "$number"
    same "$number: the solution passes" 0 $?
    check "$number: and is called right" grep -q '^Right: ' "$scratch/out"
done

# ---------------------------------------------------------------------------------- mistakes ---

close='old_road\[0\] = old_road\[n\];' open='old_road\[n + 1\] = old_road\[1\];'
mistake open-road 01 "/$close/d; /$open/d"
mistake nobody-enters 01 "/$close/d"
mistake nobody-ahead 01 "/$open/d"
mistake halos-mixed 01 "s/$close/old_road[0] = old_road[1];/; s/$open/old_road[n + 1] = old_road[n];/"
mistake halos-once 01 "/$close/d; /$open/d; /= road_get/s/\$/\n    old_road[0] = old_road[n], old_road[n + 1] = old_road[1];/"
mistake halos-once-a-call 01 "/$open/d; s/$close/if (step == 0) old_road[0] = old_road[n], old_road[n + 1] = old_road[1];/"
mistake stands-still 01 's/old_road\[i\] = new_road\[i\];/;/'
mistake one-step-a-call 01 's/step < steps/step < 1 \&\& steps/'
mistake step-too-many 01 's/step < steps/step <= steps/'
mistake step-too-few 01 's/step = 0; step/step = 1; step/'
mistake drives-back 01 's/i + 1\]/i @ 1]/; s/i - 1\]/i + 1]/; s/@/-/'
mistake in-place 01 '/^static int64_t update/,/^}/s/new_road\[i\] =/old_road[i] =/; /step++/,/^}/s/= new_road\[i\]/= old_road[i]/'
mistake all-move 01 '/^static int64_t update/,/^}/s/^    return/    for (int64_t i = 1; i <= n; i++)\n        new_road[i] = old_road[i - 1];\n&/'
car_by_car='for (WAY) { if (old_road[i] \&\& !old_road[i % n + 1]) old_road[i] = 0, old_road[i % n + 1] = 1, moves++; }'
car_by_car="s/^static int64_t update.*/&\\n    int64_t moves = 0;\\n    $car_by_car\\n    return moves;\\n}\\n\
__attribute__((unused)) static int64_t unused(void) {/; s/old_road\\[i\\] = new_road\\[i\\];/;/"
mistake moves-twice 01 -e "$car_by_car" -e 's/WAY/int64_t i = 1; i <= n; i++/'
mistake moves-into-gap 01 -e "$car_by_car" -e 's/WAY/int64_t i = n; i >= 1; i--/'
mistake only-leave 01 '/else if/,/else {/s/new_road\[i\] = 1/new_road[i] = 0/'
mistake only-arrive 01 '/^            } else {/,/moves++/s/new_road\[i\] = 0/new_road[i] = 1/'
mistake last-cell 01 '/^static int64_t update/,/^}/s/i <= n/i < n/'
mistake first-cell 01 '/^static int64_t update/,/^}/s/i = 1/i = 2/'
mistake not-counted 01 '/moves++;/d'
mistake cars-counted 01 '/moves++;/d; s/^        if (old_road\[i\] == 1) {/&\n            moves++;/'
mistake waiting-counted 01 '/moves++;/d; s/^            if (old_road\[i + 1\] == 1) {/&\n                moves++;/'
mistake counted-twice 01 's/moves++/moves += 2/'
mistake all-steps-counted 01 's/moves = update/moves += update/'
mistake open-road+counted-twice 01 "/$close/d; /$open/d; s/moves++/moves += 2/"

mistake open-road 03 '/cell\[0\] = cell\[n\];/d; /cell\[n + 1\] = cell\[1\];/d'
mistake halos-old 03 's/^        cell\[0\] = cell\[n\];/        next[0] = next[n];/; s/^        cell\[n + 1\] = cell\[1\];/        next[n + 1] = next[1];/'
mistake halos-once 03 '/cell\[0\] = cell\[n\];/d; /cell\[n + 1\] = cell\[1\];/d
    /= road_get/s/$/\n    cell[0] = next[0] = cell[n], cell[n + 1] = next[n + 1] = cell[1];/'
mistake halos-late 03 '/^        cell\[0\] = cell\[n\];/d; /^        cell\[n + 1\] = cell\[1\];/d
    s/^        cell = next, next = swap;/&\n        cell[0] = cell[n], cell[n + 1] = cell[1];/'
mistake remainder-lost 03 '/^static void update/,/^}/s/i <= n/i <= n \/ 16 * 16/'
mistake remainder-uncounted 03 '/^static int64_t movers/,/^}/s/i <= n/i <= n \/ 32 * 32/'
mistake counted-at-seam 03 '/^static int64_t movers/,/^}/s/i = 1/i = 0/'
mistake counted-late 03 '/moves = steps == 0/d; s/^        cell = next, next = swap;/&\n        moves = movers(cell);/'
mistake all-steps-counted 03 's/moves = steps == 0 ? movers(cell) : 0;/moves += movers(cell);/'
mistake step-too-few+not-counted 03 's/while (steps-- > 0)/while (--steps > 0)/'

mistake islands 04 's/ | word\[w - 1\] >> 63//; /^static void update/,/^}/s/ | word\[w + 1\] << 63//'
mistake no-carry-behind 04 's/ | word\[w - 1\] >> 63//'
mistake no-carry-ahead 04 's/ | word\[w + 1\] << 63//'

halos='copy_up(-1 - i, length - 1 - i); copy_down(length + i, i);'
deep='for (int t = 0; t < times; t++) { vector moved = before[t] ^ (here[t] \& (before[t] ^ ahead)); '
deep="${deep}before[t] = here[t], here[t] = ahead, ahead = moved; }"
typed no-lane-behind 05 "s|/\* TODO 1.*|${halos#*; }|"
typed no-lane-ahead 05 "s|/\* TODO 1.*|${halos%% copy_down*}|"
typed '' 05 "s|/\* TODO 1.*|$halos|"
check '05: one step in a walk is right' grep -q '^Right: ' "$scratch/out"
typed '' 05 "s|/\* TODO 1.*|$halos|; s|/\* TODO 2.*|$deep|; /vector moved = before\[0\]/,+1d; s/TIMES = 1 /TIMES = 7 /"
check '05: seven steps in a walk are right' grep -q '^Right: ' "$scratch/out"

if [ -z "$no_threads" ]; then
    mistake race-on-counter 06 's/ reduction(+ : moves)//; s/moves += old\[i\] & ~old\[i + 1\];/if (old[i] \&\& !old[i + 1])\n            moves++;/'
    mistake race-on-road 06 '/^static void update/,/^}/s/new\[i\] = .*/behind = old[i - 1], new[i] = behind ^ (old[i] \& (behind ^ old[i + 1]));/
        s/^static void update/static volatile uint8_t behind;\n&/'
fi

# What cannot be told by its moves, on small roads.
mistake crash 01 's/^static int64_t update.*/&\n    old_road[n << 40] = 1;/'
mistake ended 01 's/^static int64_t update.*/&\n    exit(0);/'
mistake waits 01 's/^static int64_t update.*/&\n    for (volatile int for_ever = 1; for_ever;)\n        ;/'
mistake unknown 01 's/^static int64_t update.*/&\n    old_road[n \/ 2 + 1] ^= n > 1;/'
mistake '' 01 's/int64_t moves = 0;/int64_t moves = 0/'
check 'what the compiler says is shown' grep -q "traffic_01_road.c:[0-9:]* error: " "$scratch/out"
mistake '' 01 's/^static int64_t update.*/&\n    int idle;/'
check 'a warning is shown, too' grep -qE "traffic_01_road.c:[0-9:]* (warning|error): unused" "$scratch/out"
verdict 'and again, if nothing was done about it' '' 01
check 'as before' grep -qE "traffic_01_road.c:[0-9:]* (warning|error): unused" "$scratch/out"

# Speed, of which nothing is tested but that it is told; and what goes wrong on a long road only.
cp serial/traffic_naive.c mine/traffic_01_road.c
mkdir results && echo "limits,logic,0,0,0,1,1,0,0,0,1000000,MCOPs,yes,0,0,,$(uname -n)" >results/ladder.csv
lesson check-01
same '01: right, and timed' 0 $?
check '01: against naive and the roof' \
    grep -q '^Speed: [1-9][0-9]* MCOPs, [0-9.e+]* x naive, [0-9.]* % of what this machine' "$scratch/out"
sed 's/^            if (old_road\[i + 1\] == 1) {/            if (old_road[i + 1] == 1 || i == 500000) {/' \
    serial/traffic_naive.c >mine/traffic_01_road.c
lesson check-01
same '01: wrong on a long road only' long-road "$(called)"
check '01: with what the judge says' grep -q 'FAILED: [0-9]* of 1024000 cells are wrong' "$scratch/out"

if [ -z "$no_ranks" ]; then
    first='&cell\[1\], 1, MPI_UINT8_T, beside.behind' last='&cell\[n\], 1, MPI_UINT8_T, beside.ahead'
    mistake halos-empty 09 '/    MPI_Sendrecv/,/STATUS_IGNORE);/d; s/int64_t n = .*;/(void)cell;/'
    mistake nobody-enters 09 "/MPI_Sendrecv($last/,/;/d"
    mistake nobody-ahead 09 "/MPI_Sendrecv($first/,/;/d"
    mistake neighbours-mixed 09 's/beside.behind/beside.@/; s/beside.ahead/beside.behind/; s/@/ahead/'
    mistake halos-mixed 09 's/&cell\[n + 1\], 1/\&cell[@], 1/; s/&cell\[0\], 1/\&cell[n + 1], 1/; s/@/0/'
    mistake ends-mixed 09 '/^    MPI_Sendrecv/,/;/d; s/^    ranks_have_halos/    cell[0] = cell[1], cell[n + 1] = cell[n];\n&/'
    mistake counted-at-seam 09 's/return part_advance(steps, exchange_halos);/part_advance(steps - 1, exchange_halos);\
    exchange_halos();\n    int64_t mine = cells_movers(\&cells, 1, cells.count) + (cells.now[0] > cells.now[1]);\
    cells_update(\&cells, 1, cells.count);\n    cells_swap(\&cells);\n    return ranks_sum(mine);/'
    mistake halos-old 09 's/cell = cells.now/cell = cells.next/'
    mistake own-rings 09 '/^    MPI_Sendrecv/,/;/d; s/^    ranks_have_halos/    cell[0] = cell[n], cell[n + 1] = cell[1];\n&/'
    mistake waits 09 "s/MPI_Sendrecv($first, 0,.*/MPI_Recv(\&cell[n + 1], 1, MPI_UINT8_T, beside.ahead, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);/
        /^ *&cell\[n + 1\], 1/d"
    mistake sum-forgotten 09 's/return part_advance(steps, exchange_halos);/part_advance(steps - 1, exchange_halos);\
    exchange_halos();\n    int64_t mine = cells_movers(\&cells, 1, cells.count);\
    cells_update(\&cells, 1, cells.count);\n    cells_swap(\&cells);\n    return mine;/'
    mistake summed-twice 09 's/return part_advance(steps, exchange_halos);/return ranks_sum(part_advance(steps, exchange_halos));/'

    mistake halos-mixed 10 's/now\[cells.count + 1\]/now[@]/; s/now\[0\]/now[cells.count + 1]/; s/now\[@\]/now[0]/'
fi

# ------------------------------------------------------------------------- hint, reset, state ---

lesson exercise
check 'what is done is marked' grep -q '^  x 03  Arrays' "$scratch/out"
rm -r mine
lesson exercise
check 'at first the first is next' grep -q '^  > 01  Traffic' "$scratch/out"
check 'and the file is there to be edited' cmp -s exercises/01-road/traffic_01_road.c mine/traffic_01_road.c
for number in 1 2 3 3; do
    lesson hint-04
    check "hint $number" grep -q "^Hint $number of 3" "$scratch/out"
done
check 'the last one has the answer in it' grep -q 'word\[w - 1\] >> 63' "$scratch/out"
check 'no hint shows its fold' sh -c "! grep -q '[<>]\(details\|summary\|/\)' $scratch/out"
echo '// mine' >>mine/traffic_01_road.c
lesson reset-01
check 'reset gives the file back' cmp -s exercises/01-road/traffic_01_road.c mine/traffic_01_road.c
same 'and keeps what was there' '// mine' "$(tail -n 1 mine/traffic_01_road.c.1)"
lesson check-77
same 'an exercise that there is not' '2 exercise: there is no exercise 77: make exercise shows which there are' \
    "$? $(head -n 1 "$scratch/err")"

mkdir "$scratch/room"
lesson share DIR="$scratch/room" NAME=anna
UNTIMED=1 lesson check-01
cp serial/traffic_naive.c mine/traffic_01_road.c
UNTIMED=1 lesson check-01 MINE="$scratch/other"
lesson share DIR="$scratch/room" MINE="$scratch/other"
lesson board DIR="$scratch/room"
check 'the board has a line for anna' grep -q '^anna  *1' "$scratch/out"
check 'who gave no name has none' grep -q '^someone 2  *1' "$scratch/out"
rm -r "$scratch/other" # and yet it can be built
UNTIMED=1 lesson check-01
lesson board DIR="$scratch/room"
check 'and what anna has done since' grep -q '^anna  *x' "$scratch/out"
lesson board DIR=/nowhere
check 'no such room' grep -q 'exercise: DIR=/nowhere is no folder' "$scratch/err"
exit $failed
