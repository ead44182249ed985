# Exercise 02's teacher: the attendee's figures must fit together, and be of this machine, more or less:
# what it can do now may be something else than what it could then.
# shellcheck shell=sh disable=SC2154 # work is exercise.sh's
LIKE_NOW=4

# number KEY: there is one, and it is more than 0
number() {
    expect "$1" "$(answer "$1")" 1
}

# drive PROGRAM [OPTION...]: its MCOPs into $rate
drive() {
    rm -f "$work/${1##*/}.csv"
    reference "$@"
    rate=$(fastest "$1")
}

# like_now KEY MCOPS: as this machine measures it again
like_now() {
    expect "$1" "$2" $LIKE_NOW \
        1000 thousand "\"$1\" is a thousand times too high: an M is a million" \
        0.001 thousand "\"$1\" is a thousand times too low: GCOPs are not MCOPs"
}

check_run() {
    number steps && number best && number median || return
    best=$(answer best) steps=$(answer steps)
    if ! true_that "$best < $(answer median)"; then
        wrong best-for-median "the best time is not below the median: which of the two stands in the brackets?"
    elif true_that "$best < 0.1"; then
        wrong too-short "a run took $best seconds. In so short a time anything may come between: take more steps"
    else
        expect MCOPs "$steps / $best" 1.02 \
            "$best / $(answer median)" median-for-best "you worked with the median, not with the best time" \
            "1 / $steps" steps-forgotten "you counted each cell once; but there were $steps steps" \
            1000 thousand "your MCOPs are a thousand times too high: an M is a million" \
            0.001 thousand "your MCOPs are a thousand times too low: an M is a million" \
            1e6 million "these are cells in a second: an M is a million of them"
    fi
}

check_run_now() {
    [ -z "$UNTIMED" ] || return 0
    drive bin/traffic-naive --cells 1000000 --min-time 0.3 --repeat 3
    like_now MCOPs "$rate"
}

check_times() {
    mcops=$(answer MCOPs)
    expect 'ns a cell' "1000 / $mcops" 1.05 \
        1e-9 seconds "\"ns a cell\" is in seconds; a nanosecond is a billionth of one" \
        0.001 microseconds "\"ns a cell\" is in microseconds" \
        1e6 whole-road "that is how long a step of the whole road takes; the question is one cell" \
        "$mcops * $mcops / 1e6" upside-down "these are cells in a nanosecond, not nanoseconds for a cell" &&
        expect 'steps for a second' "$mcops * 100" 2 \
            0.1 runs "you said how many such runs last a second; each of them has 10 steps" \
            1000 thousand "\"steps for a second\" is a thousand times too high" \
            0.001 thousand "\"steps for a second\" is a thousand times too low"
}

# cache LEVEL: bytes of one core's, as an expression; 0 where the system does not tell
cache() {
    bytes=0
    for index in /sys/devices/system/cpu/cpu0/cache/index*; do
        case $(cat "$index/level" "$index/type" 2>/dev/null | tr '\n' ' ') in
        "$1 Data "* | "$1 Unified "*) bytes=$(sed 's/K/ * 1024/; s/M/ * 1048576/' "$index/size") ;;
        esac
    done
    echo "($bytes)"
}

check_memory() {
    expect bytes 8000000 1.001 \
        0.125 cells "these are cells: how many bytes has an int, and how many arrays are there" \
        0.5 one-array "that is one array; there are two, old_road and new_road" \
        0.25 chars "each cell had a byte; an int has four" \
        8 bits "these are bits; a byte has eight" \
        0.001 thousand "these are kilobytes" \
        1e-6 million "these are megabytes" || return
    l2=$(cache 2)
    if [ "$l2" = '(0)' ]; then
        number 'cells in L2' && echo "(This machine does not say how large its L2 is: \"cells in L2\" is not checked.)"
        return
    fi
    expect 'cells in L2' "$l2 / 2" 1.1 \
        2 twice "that is twice as many: each cell has a byte in two arrays, and ALL-SIZE is of all cores" \
        "$(cache 1) / $l2" wrong-level "that is what fits into L1" \
        "$(cache 3) / $l2" wrong-level "that is what fits into L3" \
        16 bits "these are bits; a byte has eight" \
        8 bits "you gave each cell a bit; traffic-array gives it a byte" \
        0.25 ints "you gave each cell an int; traffic-array gives it a byte" \
        "1 / 1024" thousand "these are thousands of cells"
}

# roof NAME: GB/s of one core, as bin/limits has just measured it
roof() {
    awk -F, -v name="$1" '$2 == name && $7 == 1 && $11 > most { most = $11 } END { print most }' "$work/limits.csv"
}

measure_copy() {
    reference bin/limits --seconds 1
    memory=$(roof copy-memory)
}

# cached: the copy was of a cache's row, and $level says which
cached() {
    for level in L1 L2 L3; do
        if within 1.3 "$(answer copy)" "$(roof copy-$level)" && ! within 1.5 "$(answer copy)" "$memory"; then
            return 0
        fi
    done
    return 1
}

# While others compute, L3 may be as slow as memory is else: nobody is told of it before it was measured twice.
check_copy_now() {
    [ -z "$UNTIMED" ] || return 0
    measure_copy
    ! cached || measure_copy
    if cached; then
        wrong wrong-level "$(answer copy) GB/s is what a core copies in $level. A long road is in memory"
        return
    fi
    expect copy "$memory" $LIKE_NOW \
        1000 thousand "\"copy\" is in MB/s" \
        0.001 thousand "\"copy\" is in TB/s"
}

check_estimate() {
    expect estimate "$(answer copy) * 500" 1.05 \
        2 one-way "you counted one byte for a cell's step; it reads one and writes one, and bin/limits counts both" \
        0.5 four-ways "you counted four bytes; a cell's step reads one and writes one" \
        16 bits "you counted bits; traffic-array gives a cell a byte, in each of two arrays" \
        0.125 bits "GB/s are bytes, not bits" \
        1000 thousand "your estimate is a thousand times too high: G is a thousand M" \
        0.001 thousand "your estimate is a thousand times too low: G is a thousand M"
}

check_roads_now() {
    [ -z "$UNTIMED" ] || return 0
    drive bin/traffic-array --cells 100000 --min-time 0.3 --repeat 3
    like_now short "$rate" || return
    short=$rate
    drive bin/traffic-array --cells 64000000 --steps 20 --repeat 3 --no-verify
    like_now long "$rate" || return
    if true_that "$rate * 1.2 < $short && $(answer short) * 1.2 < $(answer long)"; then
        wrong swapped "\"short\" and \"long\" have changed places"
    fi
}

teach() {
    [ "$UNTIMED" ] || build bin/traffic-naive bin/traffic-array bin/limits || return
    check_run && check_run_now && check_times && check_memory &&
        number copy && check_copy_now && check_estimate && number short && number long && check_roads_now &&
        right "your figures fit together${UNTIMED:-, and fit this machine}."
}
