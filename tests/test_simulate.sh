#!/bin/sh
# The road on simulated machines: where there is no simulator, one line says how to get it; where it
# is, a tiny run is right, its time is that of the simulated machine, and it is the same every time.
. tests/lib.sh

mkdir "$scratch/tools" "$scratch/fake"
for tool in /usr/local/bin/* /usr/bin/* /bin/*; do
    case $tool in */smpi*) ;; *) ln -sf "$tool" "$scratch/tools" ;; esac
done
unset MAKEFLAGS MAKELEVEL

PATH=$scratch/tools sh mpi/simulate.sh "$scratch/none" build/simulate 16 >"$scratch/said" 2>&1
same 'no simulator: status, what it says' '2 simulate: SimGrid is not here: apt-get install libsimgrid-dev' \
    "$? $(cat "$scratch/said")"
PATH=$scratch/tools DEPS=0 sh common/deps.sh simgrid >"$scratch/said" 2>&1
check 'no simulator: how to get it' grep -q '^to get it: .*libsimgrid-dev$' "$scratch/said"
PATH=$scratch/tools make simulate DEPS=0 >"$scratch/said" 2>&1
same 'make simulate: status' 2 $?
same 'make simulate: how to get it, once' 1 "$(grep -c '^to get it: .*libsimgrid-dev' "$scratch/said")"

# refused PATTERN RANKS
refused() {
    sh mpi/simulate.sh "$scratch/none" build/simulate "$2" >"$scratch/said" 2>&1
    same "ranks '$2': status, lines" '2 1' "$? $(wc -l <"$scratch/said")"
    check "ranks '$2': $1" grep -q "^simulate: $1" "$scratch/said"
}
refused "'many' is no number of ranks" many
refused "'0' is no number of ranks" 0
refused "'-4' is no number of ranks" -4
refused '100000 ranks are too many' 100000

if ! command -v smpicc >/dev/null || ! command -v smpirun >/dev/null; then
    skip 'simulated machines: apt-get install libsimgrid-dev'
    exit $failed
fi
# A few stages: the script finds those that lie beside it. One has an underscore in its name.
mkdir -p "$scratch/mpi" "$scratch/bin"
cp mpi/simulate.* mpi/traffic_halo.c "$scratch/mpi"
check 'stages are built for it' make build/simulate/traffic-halo build/simulate/traffic-hybrid
cp build/simulate/traffic-halo build/simulate/traffic-hybrid "$scratch/bin"
cp build/simulate/traffic-halo "$scratch/bin/traffic-two-sided"

# simulate RANKS...
simulate() {
    CELLS=1000000 MACHINES=ARCHER2 timeout 300 sh "$scratch/mpi/simulate.sh" "$scratch/out" "$scratch/bin" "$@" \
        >"$scratch/said" 2>"$scratch/err"
}
simulate 8 16
same 'a tiny run: status' 0 $?
same 'a row for each variant and number of ranks, and three on paper' 10 "$(($(wc -l <"$scratch/out/simulate.csv") - 1))"
same 'what is simulated is near the model' 4 \
    "$(awk -F, '$5 != "" && $5 > 0.95 * $6 && $5 < 1.1 * $6' "$scratch/out/simulate.csv" | wc -l)"
same 'the table has them all' 10 "$(grep -c '[0-9]  halo' "$scratch/out/simulate.txt")"
! command -v gnuplot >/dev/null || check 'the picture' test -s "$scratch/out/simulate.png"
cp "$scratch/out/simulate.csv" "$scratch/first.csv"
simulate 8 16
check 'the same every time' cmp "$scratch/first.csv" "$scratch/out/simulate.csv"
same 'nothing else is left' '' "$(find "$scratch/out" -name '*part*')"

# Every stage is in the table, or in a line that says why not: with the underscore, in lanes, and one
# that spins.
cp mpi/traffic_hybrid.c mpi/traffic_shared.c "$scratch/mpi"
cp mpi/traffic_halo.c "$scratch/mpi/traffic_two_sided.c"
simulate 8
same 'all stages: status' 0 $?
same 'each in the table, simulated' 'halo halo-sums hybrid two_sided' \
    "$(awk -F, 'NR > 1 && $5 != "" { print $3 }' "$scratch/out/simulate.csv" | sort | xargs)"
check 'lanes take the time that the model says' \
    awk -F, '$3 == "hybrid" && $5 > 0.95 * $6 && $5 < 1.1 * $6 { right = 1 } END { exit !right }' "$scratch/out/simulate.csv"
check 'a stage that spins is left out, with the reason' grep -q '^shared is left out: its ranks spin' "$scratch/out/simulate.txt"

# A stage that computes otherwise than the simulator is told: its cells would cost nothing.
real=$(command -v smpirun)
printf '#!/bin/sh\nSIMULATE_VECTOR_NS=0 exec %s "$@"\n' "$real" >"$scratch/fake/smpirun"
chmod +x "$scratch/fake/smpirun"
PATH=$scratch/fake:$PATH simulate 8
check 'cells that cost no time: it is said' grep -q '^hybrid is left out: its cells cost no time' "$scratch/out/simulate.txt"
same 'and not in the table' 0 "$(grep -c hybrid, "$scratch/out/simulate.csv")"
rm "$scratch"/mpi/traffic_hybrid.c "$scratch"/mpi/traffic_shared.c "$scratch"/mpi/traffic_two_sided.c
simulate 8 16

# A stage that is wrong, and one that fails.
printf '#!/bin/sh\n%s "$@"\nwhile [ "$1" != --record ]; do shift; done\nsed -i s/,yes,/,no,/ "$2"\n' "$real" >"$scratch/fake/smpirun"
chmod +x "$scratch/fake/smpirun"
PATH=$scratch/fake:$PATH simulate 8
same 'a stage that is not right: status, what it says' '1 simulate: halo-sums was not right' "$? $(cat "$scratch/err")"
cmp -s "$scratch/first.csv" "$scratch/out/simulate.csv"
same 'and the table before it is still there' 0 $?
CELLS=0 MACHINES=ARCHER2 sh "$scratch/mpi/simulate.sh" "$scratch/out" "$scratch" 8 >"$scratch/said" 2>"$scratch/err"
same 'no such program: status, lines' '1 1' "$? $(wc -l <"$scratch/err")"
exit $failed
