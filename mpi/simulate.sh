#!/bin/sh
# The road's MPI stages on machines that are not here: the very same programs under SimGrid, on
# descriptions of ARCHER2 and Perlmutter, beside a latency-bandwidth model, which then goes on, on
# paper, to as many cores as there are.
#
#   sh mpi/simulate.sh OUTDIR BIN [RANKS...]
#
#   BIN       the folder of the simulated programs, those of the Makefile's build/simulate
#   RANKS     powers of two [16 64 256 1024 4096]; beyond 1024 of a few variants only; 4096 take 2 GB a machine
#   OUTDIR/simulate.txt .csv .png
#
# Nothing is calibrated: it is for comparing the variants with each other, and for shapes.
#
# Status 0: the table is whole; 1: a program failed or was not right; 2: nothing could be run.

[ $# -ge 2 ] || { echo "usage: sh mpi/simulate.sh OUTDIR BIN [RANKS...]" >&2; exit 2; }
out=$1 bin=$2
shift 2
[ $# -gt 0 ] || set -- 16 64 256 1024 4096
here=$(dirname "$0")
work=$out/simulate.part.$$

# ------------------------------------------------------------------------------- the machines ---

cells=${CELLS:-10240000} # one road, shared out among more and more ranks
small=10007              # on which every variant has to be right first
steps=64                 # a time is of so many, with one sum
cells_cycle=7   # as vectorized/traffic_array.c does
lane_bits=128   # a vector of so many cells in a cycle, as traffic-lanes --lanes 128 does
node_us=0.3 link_us=0.5 overhead_us=0.2 # a message within a node; on a link; in either rank
node_ranks=128

# Groups, chassis, routers, nodes at a router, with links between them: as SimGrid says a dragonfly.
# GHz: of all its cores, on CPU nodes with 2 times 64 of them.
describe() {
    case $1 in
    ARCHER2) topology='23,8;1,1;16,2;16' nodes=5888 cores=750080 clock=2.25 ;; # EPYC 7742
    Perlmutter) topology='12,8;1,1;16,2;16' nodes=3072 cores=393216 clock=2.45 ;; # EPYC 7763
    esac
}

write_platform() {
    cat >"$work/platform.xml" <<END
<?xml version='1.0'?>
<!DOCTYPE platform SYSTEM "https://simgrid.org/simgrid.dtd">
<platform version="4.1">
  <cluster id="machine" prefix="node" suffix="" radical="0-$((nodes - 1))" speed="1Gf"
    core="$node_ranks" bw="25GBps" lat="${link_us}us" loopback_bw="20GBps"
    loopback_lat="${node_us}us" topology="DRAGONFLY" topo_parameters="$topology"/>
</platform>
END
    awk -v ranks="$node_ranks" -v most="$most" \
        'BEGIN { for (i = 0; i < most; i++) print "node" int(i / ranks) }' >"$work/hosts"
}

# ------------------------------------------------------------------------------------- running ---

end() {
    echo "simulate: $2" >&2
    exit "$1"
}

# simulate RANKS RECORD PROGRAM [ARGUMENT...]
simulate() {
    ranks=$1 record=$2 program=$3
    shift 3
    each=0:${overhead_us}e-6:0
    SIMULATE_NS=$cell_ns SIMULATE_VECTOR_NS=$vector_ns smpirun -np "$ranks" \
        -platform "$work/platform.xml" -hostfile "$work/hosts" --log=root.thres:critical \
        --cfg=smpi/simulate-computation:no --cfg=contexts/stack-size:256 --cfg=contexts/guard-size:0 \
        --cfg=smpi/lat-factor:0:1 --cfg=smpi/bw-factor:0:1 \
        --cfg=smpi/os:$each --cfg=smpi/ois:$each --cfg=smpi/or:$each \
        --cfg=smpi/allreduce:rdb --cfg=smpi/allgather:rdb --cfg=smpi/reduce:binomial \
        --cfg=smpi/bcast:binomial_tree --cfg=smpi/barrier:ompi_bruck \
        "$bin/$program" --record "$record" "$@" >"$record.out" 2>&1 </dev/null
}

# What a program prints, each rank prints.
run() {
    rm -f "$2"
    simulate "$@" && [ -s "$2" ] && return
    end 1 "$3 on $1 ranks of $machine failed: $(grep -v '^ *$' "$2.out" | tail -n 1)"
}

# field NAME FILE: of its only record
field() {
    awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
        END { print $column[name] }' "$2"
}

# --------------------------------------------------------------------------------- the variants ---

# Of the stages that there are: "NAME DEPTH SUMS-EVERY ARGUMENT...". To sum in every step is dear, and
# is the same for all: one variant is enough.
list_variants() {
    echo "halo-sums 1 1 --steps 4 --report 4"
    for source in "$here"/traffic_halo.c "$here"/traffic_*.c; do
        stage=$(basename "$source" .c)
        stage=${stage#traffic_}
        all="$steps --steps $steps --report $steps"
        ! grep -q TEAM_OPTION "$source" || all="$all --threads 1"
        ! grep -q 'RANKS_OPTIONS\|part_options' "$source" || all="$all --sum-every $steps"
        if grep -q sched_yield "$source"; then
            leave_out "$stage" 'its ranks spin until others have gone on, who never may while one spins'
        elif grep -q DEPTH_OPTION "$source"; then
            for depth in 4 16 64; do
                echo "$stage-$depth $depth $all --depth $depth"
            done
        else
            echo "$stage 1 $all"
        fi
    done | awk '!seen[$1]++' # halo comes first, and once
}

# Those that thousands of ranks are simulated with: the simulator takes more than a minute for each.
is_for_many() {
    case $1 in halo | overlap | deephalo-16 | hybrid) ;; *) return 1 ;; esac
}

leave_out() {
    echo "$1 is left out: $2" | tee -a "$work/left_out" >&2
}

program() {
    echo "traffic-${1%%-*}" | tr _ -
}

# model VARIANT RANKS DEPTH SUMS-EVERY: microseconds of a step on paper, or nothing.
#
#   a core's cells and those it updates for others, one message after the other or two at a time,
#   and the sum: as many messages as the number of ranks has binary digits
model() {
    lanes=0 hidden=0
    case $1 in
    halo-sums | halo | deephalo-*) messages=2 ;;
    nonblocking | persistent) messages=1 ;;
    overlap) messages=1 hidden=1 ;;
    hybrid) messages=2 lanes=$lane_bits ;;
    *) return ;;
    esac
    awk -v ranks="$2" -v depth="$3" -v sum_every="$4" -v cells="$cells" -v cell_ns="$cell_ns" \
        -v vector_ns="$vector_ns" -v node="$node_us" -v link="$link_us" -v overhead="$overhead_us" \
        -v each="$node_ranks" -v messages=$messages -v hidden=$hidden -v lanes=$lanes 'BEGIN {
        near = node + 2 * overhead
        far = 2 * overhead + link * (ranks <= 16 * each ? 2 : 3)
        worst = ranks <= each ? near : far
        own = cells / ranks
        digits = log(ranks) / log(2); inside = digits < 7 ? digits : 7
        sum = inside * near + (digits - inside) * far
        if (lanes) {
            depth = int((int(own / lanes) + 1) / 2)
            depth = depth > sum_every ? sum_every : depth < 1 ? 1 : depth
            compute = (own / lanes + 2 * depth) * vector_ns / 1000
        } else {
            compute = (own + depth - 1) * cell_ns / 1000
            sum += own * cell_ns / 2000
        }
        halos = messages * worst / depth
        step = hidden ? (compute > halos ? compute : halos) : compute + halos
        printf "%.4g\n", step + sum / sum_every }'
}

save() {
    echo "$1" >>"$work/simulate.csv" || end 2 "$work/simulate.csv cannot be written"
}

# step_us FILE: microseconds of a step of its only record
step_us() {
    awk "BEGIN { printf \"%.4g\", 1e6 * $(field seconds_best "$1") / $(field steps "$1") }"
}

try_variant() {
    name=$1 depth=$2 sums=$3
    shift 3
    [ $((cells / p)) -ge "$depth" ] || return 0
    us=
    if [ "$p" -le 1024 ] || is_for_many "$name"; then
        run "$p" "$work/$name.csv" "$(program "$name")" --cells "$cells" --no-verify "$@"
        us=$(step_us "$work/$name.csv")
        echo "$machine, $p ranks: $name $us us a step" >&2
    fi
    save "$machine,$p,$name,$depth,$us,$(model "$name" "$p" "$depth" "$sums")"
}

# On few cells, by the judge, and on cores that take 100 microseconds for a cell, and as long for a
# vector: a stage that computes otherwise than mpi/simulate_stage.h knows takes no such time.
verify_variant() {
    name=$1
    shift 3
    (
        cell_ns=1e5 vector_ns=1e5
        run 16 "$work/$name.csv" "$(program "$name")" --cells $small "$@"
    ) || exit
    [ "$(field verified "$work/$name.csv")" = yes ] || end 1 "$name was not right"
    least=$((100 * (small / 16 / lane_bits))) # microseconds of a step
    awk "BEGIN { exit !($(step_us "$work/$name.csv") >= $least) }"
}

simulate_machine() {
    machine=$1
    describe "$machine"
    cell_ns=$(awk "BEGIN { print 1 / $clock / $cells_cycle }")
    vector_ns=$(awk "BEGIN { print 1 / $clock }")
    write_platform
    list_variants >"$work/all"
    # shellcheck disable=SC2086 # a variant is several words
    while read -r variant; do
        if verify_variant $variant; then
            echo "$variant" >>"$work/variants"
        else
            leave_out "${variant%% *}" 'its cells cost no time, since mpi/simulate_stage.h does not know how it computes'
        fi
    done <"$work/all"
    [ -s "$work/variants" ] || end 1 "no stage is left"
    for p in $ranks_list; do
        # shellcheck disable=SC2086
        while read -r variant; do try_variant $variant; done <"$work/variants"
    done
    for p in 16384 65536 $cores; do
        [ "$p" -gt "$most" ] || continue
        while read -r name depth sums _; do
            [ "$((cells / p))" -lt "$depth" ] ||
                save "$machine,$p,$name,$depth,,$(model "$name" "$p" "$depth" "$sums")"
        done <"$work/variants"
    done
}

# Both at once, each on a core and in a folder of its own.
simulate_machines() {
    all=$work
    for machine in $machines; do
        work=$all/$machine
        mkdir "$work" || end 2 "$work cannot be made"
        simulate_machine "$machine" &
        running="$running $!"
    done
    for one in $running; do
        wait "$one" || failed=$?
    done
    work=$all running=
    [ -z "$failed" ] || exit "$failed"
    save machine,ranks,variant,depth,simulated_us,model_us
    for machine in $machines; do
        cat "$work/$machine/simulate.csv" >>"$work/simulate.csv"
        cat "$work/$machine/left_out" 2>/dev/null
    done | sort -u >"$work/left_out"
}

# shellcheck disable=SC2086 # several numbers
trap '[ -z "$running" ] || kill $running 2>/dev/null; rm -rf "$out/simulate.part.$$"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir -p "$work" || end 2 "$out is not a folder that may be written to"
ranks_list=$* most=16
for p; do
    case $p in '' | *[!0-9]* | 0* | ???????*) end 2 "'$p' is no number of ranks" ;; esac
    [ "$p" -le "$most" ] || most=$p
done
[ "$most" -le 65536 ] || end 2 "$most ranks are too many: at most 65536"
command -v smpirun >/dev/null || end 2 "SimGrid is not here: apt-get install libsimgrid-dev"
machines=${MACHINES:-ARCHER2 Perlmutter} running='' failed=''
simulate_machines
awk -v cells="$cells" -v node="$node_us" -v link="$link_us" -v overhead="$overhead_us" \
    -f "$here/simulate.awk" "$work/simulate.csv" >"$work/simulate.txt" || end 1 "no table"
cat "$work/left_out" >>"$work/simulate.txt"
mv "$work/simulate.csv" "$work/simulate.txt" "$out" || end 2 "$out cannot be written"
cat "$out/simulate.txt"
rm -f "$out/simulate.png"
if ! command -v gnuplot >/dev/null; then
    echo "No plot: gnuplot is not here (apt-get install gnuplot-nox)."
    exit 0
fi
gnuplot -e "data='$out/simulate.csv'; output='$work/simulate.png'; cells=$cells" \
    -e "node_us=$node_us; link_us=$link_us; overhead_us=$overhead_us" "$here/simulate.gp" ||
    end 1 "gnuplot could not draw $out/simulate.csv"
mv "$work/simulate.png" "$out" && echo "Plot: $out/simulate.png"
