#!/bin/sh
# The road on several ranks: what every MPI stage must get right however many there are, and what
# stages have options for.
. tests/lib.sh
. tests/ranks.sh
need_ranks 'the road on several ranks'

# A profile's picture is for tests/test_profile.sh.
printf '#!/bin/sh\n' >"$scratch/gnuplot"
chmod +x "$scratch/gnuplot"
PATH=$scratch:$PATH

# Parts of no cell, of one, of a word and a cell; the ring closed within a rank, or over all. Each stage
# goes on in the list of ranks where the one before it ended, so that each road is tried on all of them.
tried=0
try_sizes() {
    before=$failed failed=0
    for cells in 1 2 63 64 65 127 128 129 191 193 320 321 1000 1025 4097; do
        ranks=$(echo 1 5 2 3 | cut -d ' ' -f $((tried % 4 + 1)))
        tried=$((tried + 1))
        on "$ranks" "$1" --cells $cells --steps $((tried % 70 + 1)) --seed $tried
        if ! grep -q "^Verified: all $cells cells" "$scratch/out"; then
            not_ok "$1: $cells cells on $ranks ranks: $(head -n 1 "$scratch/err")"
        fi
    done
    [ $failed -ne 0 ] || ok "$1: 15 roads on 1 to 5 ranks"
    [ $before -eq 0 ] || failed=1
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
    roads "$name" 1 200 100
    roads "$name" 2 200 100
    roads "$name" 3 100 20
    roads "$name" 5 100 20
    roads "$name" 8 50 10
    roads "$name" 16 30 10
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

for kind in send receive; do # `both` is what it does by itself
    roads traffic-nonblocking 2 50 20 --nonblocking $kind
    roads traffic-nonblocking 5 30 10 --nonblocking $kind
done
name=traffic-deephalo
for depth in 1 3 64 1000; do
    roads "$name" 3 50 100 --depth $depth
done
roads "$name" 8 50 20 --depth 5
roads "$name" 2 50 300 --depth 1000000 --sum-every 7

# Of a road of 3000 cells on 3 ranks the last has 952.
for depth in 1 7 100 952 953 5000; do
    taken=$((depth < 952 ? depth : 952))
    on 3 build/patient/"$name" --cells 3000 --steps 2000 --report 300 --depth $depth \
        --profile-file "$scratch/profile.csv"
    same "--depth $depth: messages of each rank" "$(yes $((2 * ((2000 + taken - 1) / taken))) | head -n 3)" \
        "$(column messages)"
    check "--depth $depth: said so" grep -q "^Depth of the halos is ${taken}[,;]" "$scratch/out"
    same "--depth $depth: verified" 1 "$(grep -c '^Verified: all 3000 cells' "$scratch/out")"
done
same '--depth 953: why it is less' 1 "$(grep -c 'is 952, all that the smallest part has' "$scratch/out")"
on 3 build/patient/"$name" --cells 10000000 --steps 1 --no-verify --random uni
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
exit $failed
