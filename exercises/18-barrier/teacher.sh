# What the answers should be follows from this machine's records, as make speedups has left them, and from
# the attendee's own two timings.
# shellcheck shell=sh

records=results/ladder.csv all_cores=750080 road=10240000

# best WORKLOAD STAGE COLUMN [THREADS]: of the fastest record of this machine
best() {
    awk -F, -v workload="$1" -v stage="$2" -v column="$3" -v threads="$4" -v host="$(uname -n)" '
        $1 == workload && $2 == stage && $17 == host && (threads == "" || $7 == threads) && $11 > rate {
            rate = $11; found = $column }
        END { print found }' "$records" 2>/dev/null
}

know_ladder() {
    python=$(best traffic naive.py 11) c=$(best traffic naive 11) native=$(best traffic naive-native 11)
    lanes=$(best traffic lanes 11) threads=$(best traffic threads 11) jump=$(best traffic jump 11)
    used=$(best traffic threads 7) roof=$(best limits logic 11 1) roof_of_all=$(best limits logic 11 "$used")
    for rung in "$python" "$c" "$native" "$lanes" "$threads" "$jump" "$used" "$roof" "$roof_of_all"; do
        [ -n "$rung" ] || give_up "$records has no whole ladder of $(uname -n): make speedups WORKLOAD=traffic"
    done
}

teach() {
    if ! any_answer; then
        wrong empty "no question is answered in $mine yet"
        return
    fi
    know_ladder
    ask_ladder && ask_two_timings && ask_amdahl && ask_many_cores &&
        right "on $used cores it is $(calc "int($threads / $python)") times naive Python, and the 10,000 are a" \
            "matter of bits, lanes and threads. 750,080 cores would make no short road faster."
}

ask_ladder() {
    speedup=$(calc "$threads / $lanes")
    expect 'threads over Python' "$(calc "$threads / $python")" 1.05 \
        "$python / $c" c-baseline "threads were compared with naive C, the other baseline" \
        "$python / $native" native-baseline "threads were compared with naive-native, which is no baseline" \
        "$jump / $threads" jump-taken "the jump was compared, which takes no steps; the question is of threads" \
        "$python / $lanes" lanes-baseline "threads were compared with lanes, not with naive Python" &&
    expect 'threads over lanes' "$speedup" 1.05 \
        "$lanes / $c" slow-baseline "threads were compared with naive C: most of that is lanes' doing" \
        "$lanes / $python" slow-baseline "threads were compared with naive Python: most of that is lanes' doing" \
        "1 / $speedup / $speedup" upside-down "lanes were divided by threads, not threads by lanes" &&
    expect efficiency "$(calc "100 * $speedup / $used")" 1.05 \
        0.01 fraction "\"efficiency\" is a fraction; it is asked for in percent" \
        "$used / 100" speedup-again "\"efficiency\" is the speedup; an efficiency is what each of the $used cores has of it" \
        "$used" not-divided "the speedup was not divided by the number of cores" \
        "$lanes / $c" slow-baseline "naive C was the baseline; an efficiency compares with the same program on one core" \
        "$lanes / $python" slow-baseline "naive Python was the baseline; an efficiency compares with the same program on one core" &&
    expect 'of the roof' "$(calc "100 * $lanes / $roof")" 1.05 \
        0.01 fraction "\"of the roof\" is a fraction; it is asked for in percent" \
        "$roof / $roof_of_all" roof-of-all "one core was compared with the roof of all $used"
}

# What is measured anew need only be of that size: others may be using the machine.
ask_two_timings() {
    p=$(answer cores) one=$(answer 'MCOPs on one') all=$(answer 'MCOPs on all') now=$one
    expect cores "${p:-1}" 1 || return
    if ! true_that "$p >= 2"; then
        wrong one-core "\"cores: $p\" is nothing that one core can be compared with"
        return 1
    fi
    [ -n "$UNTIMED" ] || measure_one
    expect 'MCOPs on one' "${now:-1}" 10 \
        1e6 not-millions "\"MCOPs on one\" is in updates a second; a MCOP is a million of them" \
        1e-6 not-millions "MCOPs were divided by a million once more" &&
    expect 'MCOPs on all' "${one:-1}" "$(calc "2 * $p")" || return
    speedup=$(calc "$all / $one") serial=$(calc "(1 / ($all / $one) - 1 / $p) / (1 - 1 / $p)")
    if true_that "$speedup < 1.02"; then
        wrong too-short "all cores are no faster than one on this road: take a longer one, and both timings anew"
    elif true_that "$serial < 0.005"; then
        wrong too-long "nothing serial can be seen on this road, $p cores are $(printf %.3g "$speedup") times as fast: take a shorter one"
    fi
    [ -z "$verdict" ]
}

measure_one() {
    OMP_NUM_THREADS=1 reference bin/traffic-openmp --cells 100000 --min-time 0.2 --repeat 3
    now=$(fastest bin/traffic-openmp)
}

# Solved for the serial part: 1 / speedup = serial + (1 - serial) / p.
ask_amdahl() {
    expect 'serial part' "$(calc "100 * $serial")" 1.03 \
        0.01 fraction "\"serial part\" is a fraction; it is asked for in percent" \
        "(1 - $speedup / $p) / $serial" lost-efficiency "\"serial part\" is what lacks of the efficiency, which is less on each core more; Amdahl's serial part is not" \
        "$speedup / $p / $serial" efficiency-again "\"serial part\" is the efficiency, speedup / cores" \
        "(1 - $serial) / $serial" parallel-part "\"serial part\" is the other part, which is shared by the cores" &&
    expect 'at most' "$(calc "1 / $serial")" 1.1 \
        0.01 fraction "1 was divided by percent, but 50 % are 0.5" \
        "$serial / (1 - $serial)" parallel-part "the serial part would vanish; it is the other one that does" \
        "$p * $serial" cores-only "\"at most\" is the number of your cores; the question is of however many" \
        "$speedup * $serial" not-yet-all "\"at most\" is the speedup on $p cores; the question is of however many"
}

ask_many_cores() {
    each=$(calc "$road / $all_cores") message=2e-6
    busy=$(calc "$each / ($lanes * 1e6)")
    expect 'all together' "$(calc "$all_cores * $lanes")" 1.05 \
        "$threads / $lanes" rate-of-all "each core was given the rate of all $used of yours" \
        1e6 not-millions "\"all together\" is in updates a second; a MCOP is a million of them" &&
    expect 'cells in 2 us' "$(calc "$lanes * 1e6 * $message")" 1.05 \
        1e-6 not-millions "MCOPs were taken for single updates a second; they are millions" \
        1e3 milliseconds "\"cells in 2 us\" is what a core does in 2 milliseconds" \
        0.5 one-microsecond "\"cells in 2 us\" is what a core does in one microsecond" \
        "$threads / $lanes" rate-of-all "\"cells in 2 us\" is what $used cores do, not one" &&
    expect 'cells each' "$each" 1.05 \
        "1 / $each / $each" upside-down "cores were divided by cells" &&
    expect 'at work' "$(calc "100 * $busy / ($busy + $message)")" 1.1 \
        0.01 fraction "\"at work\" is a fraction; it is asked for in percent" \
        1e6 not-millions "MCOPs were taken for single updates a second; they are millions"
}
