#!/bin/sh
# The speed-up table, its refusals, its picture, and the climb that fills it, on made-up records and
# made-up programs: nothing here waits for a real stage.

# shellcheck source=tests/lib.sh
. tests/lib.sh

header=workload,stage,size,steps,tasks,ranks,threads,gpus,seconds_best,seconds_median,rate,unit
header=$header,verified,cars,moves,fingerprint,host,cpu,compiler,flags,commit,date,data,idea,bytes,operations
header=$header,seconds_first,seconds_open,seconds_read,seconds_device

# record STAGE RATE [NAME=VALUE]...: a record line; the names are those of the header's fields.
record() {
    workload=traffic stage=$1 rate=$2 size=10240000 steps=100 ranks=1 threads=1 gpus=0 unit=MCOPs
    verified=yes cars=5000000 moves=4000000 fingerprint=00ff host=lab3 cpu=Fast
    commit=abc1234 bytes=0 operations=0 best=1.5 first=0 open=0 read=0 data='numpy seed 5743 density 0.52' idea="the idea of $1"
    shift 2
    for setting; do
        eval "${setting%%=*}=\${setting#*=}"
    done
    echo "$workload,$stage,$size,$steps,0,$ranks,$threads,$gpus,$best,1.6,$rate,$unit,$verified,$cars,$moves,$fingerprint,$host,$cpu,gcc 12.2.0,-O3,$commit,2025-01-01T00:00:00Z,$data,$idea,$bytes,$operations,$first,$open,$read,0"
}

# file LINE...: a record file of these lines.
file() {
    { echo "$header"; printf '%s\n' "$@"; } >"$scratch/x.csv"
}

# ladder [OPTION...]: the table of that file in $scratch/table, what it complains of in $scratch/errors.
ladder() {
    "$BIN/ladder" "$@" "$scratch/x.csv" >"$scratch/table" 2>"$scratch/errors"
}

# ends_with_status STATUS NAME
ends_with_status() {
    ladder
    status=$?
    if [ $status -eq "$1" ]; then ok "$2"; else not_ok "$2 (status $status instead of $1)"; fi
}

# refuses NAME TEXT: status 2, no table, one line that holds the text.
refuses() {
    ladder
    status=$?
    if [ $status -eq 2 ] && [ ! -s "$scratch/table" ] && [ "$(wc -l <"$scratch/errors")" -eq 1 ] &&
        grep -qF -- "$2" "$scratch/errors"; then
        ok "refused: $1 ($(cat "$scratch/errors"))"
    else
        not_ok "refused: $1 (status $status, $(cat "$scratch/errors"))"
    fi
}

# shows NAME PATTERN: the table has a line like that.
shows() {
    if grep -Eq -- "$2" "$scratch/table"; then ok "$1"; else not_ok "$1: no line like '$2'"; fi
}

shows_not() {
    if grep -Eq -- "$2" "$scratch/table"; then not_ok "$1: a line like '$2'"; else ok "$1"; fi
}

# Columns that a terminal shows, for letters of one column each: bytes that begin a character.
longest_line() {
    LC_ALL=C tr -d '\200-\277' <"$1" | LC_ALL=C awk '{ if (length > n) n = length } END { print n + 0 }'
}

# Where the line like PATTERN ends, in columns.
end_of() {
    grep -E -- "$1" "$scratch/table" | head -n 1 | LC_ALL=C tr -d '\200-\277' | awk '{ print length }'
}

gnuplot_workload=traffic
python=$(record naive.py 5 size=1024000 steps=20 cars=500000 moves=400000)
naive=$(record naive 1000)
array=$(record array 16000)
packed=$(record packed 250000)
roof=$(record logic 500000 workload=limits)

test_table() {
    file "$packed" "$(record naive 900)" "$roof" "$python" "$naive" "$array"
    ends_with_status 0 'a whole ladder has status 0'
    stages=$(awk '/^─/ { on = 1; next } !NF { exit } on { printf "%s ", $1 }' "$scratch/table")
    check 'rungs stand in the order of their rates' [ "$stages" = 'naive.py naive array packed ' ]
    shows 'the best record of a stage is its rung' '^naive .* 1,000 +200 +1\.00 +200 +0\.200 +yes$'
    shows 'ratios and percent of the last rung' '^packed .* 250,000 +50,000 +250 +15\.6 +50\.0 +yes$'
    shows 'the slowest rung has none before it' '^naive.py .* 5\.000 +1\.00 +0\.005 +- +0\.001 +yes$'
    shows 'a road of another length is named below' '^naive\.py ran on 1,024,000 cells$'
    shows_not 'roads of the usual length are not' '^packed ran on'
    shows 'the machine is named' 'lab3, Fast, 1 core used'
    shows 'compiler and commit are' 'gcc 12\.2\.0.*abc1234$'
    shows 'the road is' '10,240,000 cells, numpy seed 5743 density 0\.52'
    shows 'the barrier is broken' 'barrier is broken: packed is 50,000 × naive Python'
}

test_barrier() {
    file "$python" "$naive" "$array"
    ladder
    shows 'a barrier that stands says what is missing' 'stands: array is 3,200 × .* 3\.12 × would'
    file "$python" "$naive" "$(record packed 50000)"
    ladder
    shows 'exactly 10,000 × breaks it' 'is broken: packed is 10,000 ×'
    file "$python" "$naive" "$array" "$(record packed 250000 verified=no fingerprint=bad)"
    ladder
    shows 'an unverified rung does not break it' 'stands: array'
}

test_missing() {
    file "$naive" "$packed"
    ends_with_status 0 'a ladder without naive Python or a roof is one'
    shows 'ratios that are not known are dashes' '^packed .* 250,000 +- +250 +250 +- +yes$'
    shows 'nor can the barrier be judged' 'cannot be judged.*naive Python'
    shows 'and how to get it is said' 'apt-get install python3'
    file "$python" "$packed"
    ladder
    shows 'without naive C its ratio is a dash' '^packed .* 250,000 +50,000 +- +50,000 +- +yes$'
    file "$packed"
    ends_with_status 0 'one rung is a ladder'
    file "$(record naive.py 5 verified=skipped)" "$packed"
    ladder
    shows 'naive Python must be verified to count' 'cannot be judged'
}

test_unverified() {
    file "$python" "$naive" "$(record array 16000 verified=no fingerprint=bad moves=7)" "$packed"
    ends_with_status 1 'a rung that failed its check: status 1'
    shows 'it is shown, without ratios' '^array .* 16,000 +- +- +- +- +no$'
    shows 'the next rung is compared with the last good one' '^packed .* 250 +250 +- +yes$'
    file "$python" "$naive" "$packed" "$(record packed 999999 verified=no fingerprint=bad)"
    ends_with_status 1 'a stage that verified once and failed once: status 1'
    shows 'its good record counts' '^packed .* 250,000 .* yes$'
    shows 'its bad one is in sight' '^packed .* 1,000,000 +- .* no$'
    file "$python" "$(record packed 250000 verified=skipped)"
    ends_with_status 0 'a check that was skipped: status 0'
    shows 'and a row without ratios' '^packed .* 250,000 +- +- +- +- +skipped$'
    shows_not 'and nothing for the verdict' 'broken'
    file "$naive" "$(record logic 500000 workload=limits verified=no)"
    ladder
    shows 'a roof that failed its check is none' '^naive .* - +yes$'
    file "$naive" "$(record logic 500000 workload=limits verified=skipped)"
    ladder
    shows 'a roof with nothing to check is one' '^naive .* 0\.200 +yes$'
}

test_cores() {
    file "$naive" "$roof" "$(record threads 500000 threads=2)" "$(record cuda 9000000 gpus=1)"
    ladder
    shows 'the roof of two cores is twice as high' '^threads .* 50\.0 +yes$'
    shows 'both roofs are named' '500,000 MCOPs a core, 1,000,000 on 2: '
    shows 'the roof says nothing about a GPU' '^cuda .* - +yes$'
    shows 'cores and GPUs are named' 'up to 2 cores used, 1 GPU$'
    file "$naive" "$roof" "$(record cuda 9000000 gpus=1)" \
        "$(record logic 18000000 workload=limits threads=0 gpus=1)"
    ladder
    shows 'unless it is a roof of GPUs' '^cuda .* 50\.0 +yes$'
    shows 'which says nothing about cores' '^naive .* 0\.200 +yes$'
    shows 'and is named as well' '500,000 MCOPs a core, 1\.800e7 a GPU: '
}

test_ranks() {
    file "$naive" "$roof" "$(record halo 4000 ranks=3)" "$(record rma 3000 ranks=3)" \
        "$(record hybrid 500000 ranks=2 threads=2)"
    ladder
    shows 'cores of ranks are named, in one line for all alike' '^ranks    3 on 3 cores: rma, halo$'
    shows 'and threads of ranks' '^         2 of 2 threads on 4 cores: hybrid$'
    shows 'a rung of ranks has the roof of all its cores' '^hybrid .* 25\.0 +yes$'
    shows 'the most cores are of ranks and threads' 'up to 4 cores used$'
    file "$naive" "$(record threads 500000 threads=2)"
    ladder
    shows_not 'without ranks no word of them' '^ranks'
}

# A roof that was measured for as many cores says more than one core's, times their number.
test_roof_of_all_cores() {
    all=$(record logic 800000 workload=limits threads=2)
    file "$naive" "$roof" "$all" "$(record threads 400000 threads=2)" "$(record four 400000 threads=4)"
    ladder
    shows 'two cores have the roof of two' '^threads .* 50\.0 +yes$'
    shows 'one core has its own' '^naive .* 0\.200 +yes$'
    shows 'four, for which there is none, four times one core' '^four .* 20\.0 +yes$'
    file "$naive" "$roof" "$all" "$(record logic 700000 workload=limits threads=2)" \
        "$(record threads 400000 threads=2)"
    ladder
    shows 'the best of two measurements counts' '^threads .* 50\.0 +yes$'
    shows 'and is named' '500,000 MCOPs a core, 800,000 on 2: '
    file "$naive" "$roof" "$(record logic 9 workload=limits threads=2 verified=no)" \
        "$(record threads 400000 threads=2)"
    ladder
    shows 'one that failed its check does not' '^threads .* 40\.0 +yes$'
    file "$naive" "$all"
    ladder
    shows 'without a roof of one core, its share of two' '^naive .* 0\.250 +yes$'
}

test_cost() {
    file "$(record naive 1000 bytes=16 operations=3)" "$(record array 16000 bytes=2.0104)" \
        "$(record packed 250000 bytes=0.25 operations=0.013671875)" "$(record mystery 250001)" \
        "$(record jump 1.2e9 bytes=2e-5 operations=0.00195)"
    ladder
    shows 'the heads say what is counted' '─ cell·step ─'
    shows 'and so does a line below' '^bytes .* ops: operations'
    shows 'whole costs' '^naive +the idea of naive +16 +3 +1,000 '
    shows 'an operation that is not known' '^array +the idea of array +2\.01 +- +16,000 '
    shows 'costs below one, to three figures' '^packed +the idea of packed +0\.25 +0\.0137 +250,000 '
    shows 'no cost known' '^mystery +the idea of mystery +- +- '
    shows 'costs near nothing' '^jump +the idea of jump +2e-5 +0\.00195 +1\.200e9 +- +1\.20e6 '
    check 'and all that fits into 104 columns' [ "$(longest_line "$scratch/table")" -le 104 ]
    file "$(record naive 1000 idea="an idea of as many letters as one may have..")"
    ladder
    shows 'without a cost there are dashes' '^naive +an idea of .* +- +- +1,000 '
    check 'and the heads stand above their columns' [ "$(end_of 'cell·step.*% of')" -eq "$(($(end_of '^rung') - 9))" ]
    shows_not 'and nothing explains what is not there' '^bytes '
}

# warm_up WORKLOAD STAGE RATE [NAME=VALUE]...: a record of vecadd or integral.
warm_up() {
    case $1 in vecadd) unit=GB/s ;; integral) unit=Gpoints/s ;; esac
    set -- "$@" workload="$1" unit="$unit" steps=0 cars=0 moves=0 fingerprint=- data='seed 0'
    shift
    record "$@"
}

test_warm_ups() {
    memory=$(record copy-memory 40 workload=limits unit=GB/s)
    slow=$(warm_up vecadd naive 20 first=0.75 open=0.001 best=0.06 read=0.03)
    file "$slow" "$memory" "$(warm_up vecadd threads 30 best=0.04 threads=2)" \
        "$(warm_up vecadd cuda 3000 best=4e-4 gpus=1 first=1.25 open=0.1 read=0.05)"
    ladder --workload vecadd
    same 'a ladder of vecadd: status, complaints' '0 ' "$? $(cat "$scratch/errors")"
    shows 'a column that it has not is left out' '^rung +what changed +first +copies +GB/s +naive +before +roof +verified$'
    shows 'first call, with copies, rate, ratio, percent' '^naive .* 0\.75 +0\.091 +20\.00 +1\.00 +- +50\.0 +yes$'
    shows 'seconds that are not known' '^threads .* - +0\.04 +30\.00 +1\.50 +1\.50 +37\.5 +yes$'
    shows 'what copies cost a GPU' '^cuda .* 1\.25 +0\.15 +3,000 +150 +100 +- +yes$'
    shows 'what the columns hold is said' '^seconds  first: .*; copies: '
    shows 'the roof is copying' '^roof +40\.00 GB/s a core, 80\.00 on 2: copying in memory$'
    shows 'the fastest' '^The fastest, cuda, is 150 × naive\.$'
    check 'the heads stand above their columns' [ "$(end_of '─ seconds ─.*% of')" -eq "$(($(end_of '^rung') - 11))" ]
    file "$slow" "$(warm_up vecadd threads 30 size=7)"
    ladder --workload vecadd
    same 'vectors of other lengths are refused' \
        "2 ladder: vectors of different sizes cannot be compared: naive ran on 10240000 elements, threads on 7" \
        "$? $(cat "$scratch/errors")"
    file "$(warm_up integral naive 0.1 first=2 best=0.9)" "$memory" "$(warm_up integral threads 3.5 best=0.04)"
    ladder --workload integral
    shows 'integral has no roof' '^rung +what changed +first +work +Gpoints/s +naive +before +verified$'
    shows 'and no percent of it' '^threads .* - +0\.04 +3\.500 +35\.0 +35\.0 +yes$'
    shows_not 'nor a line about it' '^roof'
    file "$(warm_up integral threads 3.5)"
    ladder --workload integral
    shows 'without the baseline' '^naive has not run here with a verified result\.$'
    ladder --workload integral --roofline "$scratch/none.dat"
    same 'a roofline is for traffic: status' 2 $?
    ladder --workload tea
    same 'an unknown workload' "2 ladder: --workload tea: there is none of that name; --help lists them" \
        "$? $(cat "$scratch/errors")"
    for workload in traffic eigh vecadd integral; do
        check "--help lists $workload" sh -c "'$BIN/ladder' --help | grep -- '--workload NAME .*$workload'"
    done
    file "$slow" "$memory"
    ladder --workload vecadd --plot "$scratch/x.dat"
    ! command -v gnuplot >/dev/null || { gnuplot_workload=vecadd; draws 'vecadd'; has_in_svg 'GB/s: billion bytes moved in a second'; }
    gnuplot_workload=traffic
}

test_refusals() {
    file "$naive" "$(record packed 250000 data='uni seed 5 density 0.52')"
    refuses 'other random roads' 'different roads'
    file "$naive" "$(record packed 250000 fingerprint=00fe)"
    refuses 'another fingerprint' 'traffic naive and packed end on different roads'
    file "$naive" "$array" "$(record packed 250000 moves=3999999)"
    refuses 'other moves' 'traffic naive and packed end on different roads'
    file "$naive" "$(record packed 250000 steps=900 cars=4999999 fingerprint=77)"
    refuses 'other cars after other steps' 'naive and packed'
    file "$naive" "$(record packed 250000 host=lab4)"
    refuses 'other hosts' 'different hosts'
    file "$naive" "$(record packed 250000 cpu=Slow)"
    refuses 'other processors' 'different processors'
    file "$naive" "$(record logic 1 workload=limits host=lab4)"
    refuses 'a roof of another host' 'different hosts'
    file "$(record packed 250000 unit=GCOPs)"
    refuses 'another unit' 'GCOPs'
    file "$naive" "$(record logic 3 workload=limits unit=GFLOP/s)"
    refuses 'a roof in another unit' "limits logic is counted in 'GFLOP/s', not in MCOPs"
    file "$naive" "$(record copy-L2 3 workload=limits unit=MB/s)"
    refuses 'a bandwidth in another unit' "limits copy-L2 is counted in 'MB/s', not in GB/s"
    file "$naive" "$(record copy-L2 3 workload=limits unit=GB/s cpu=Slow)"
    refuses 'a bandwidth of another processor' 'different processors'
    file "$naive" "$(record barrier 3 workload=limits unit=us host=lab4)"
    ends_with_status 0 'other limits are not looked at'
    file "$roof"
    refuses 'no traffic' 'no traffic records'
    file "$naive" "$(record packed 250000 steps=900 moves=1 fingerprint=77 commit=fff9999)"
    ends_with_status 0 'other steps and another commit are not refused'
    shows 'the other commit is noted' 'abc1234, fff9999.*different commits'
}

test_bad_files() {
    rm -f "$scratch/x.csv"
    refuses 'a missing file' 'x.csv: No such file'
    mkdir "$scratch/x.csv"
    refuses 'a folder' 'x.csv'
    rmdir "$scratch/x.csv"
    : >"$scratch/x.csv"
    refuses 'an empty file' 'line 1'
    file "$naive" "$(record packed fast)"
    refuses 'a rate of letters' "line 3, column 11 (rate): 'fast'"
    file "$naive" 'traffic,packed'
    refuses 'a short line' 'line 3'
    file "$naive"
    printf 'traffic,pa' >>"$scratch/x.csv"
    refuses 'a torn line' 'torn'
    "$BIN/ladder" 2>"$scratch/errors"
    check 'no file at all: status 2' [ $? -eq 2 ]
    "$BIN/ladder" --height "$scratch/x.csv" 2>"$scratch/errors"
    check 'an unknown option: status 2' [ $? -eq 2 ]
    check 'and it is named' grep -q -- --height "$scratch/errors"
    file "$naive"
    "$BIN/ladder" "$scratch/x.csv" 2>"$scratch/errors" >/dev/full
    check 'a table that cannot be written: status 2' [ $? -eq 2 ]
}

test_width() {
    idea='sixty-four cells — “one word”, × 64, 44 long' # and never a comma, in a record
    idea=$(printf '%s' "$idea" | tr ',' ';')
    file "$(record naive.py 5.1 size=1024000 cars=1 verified=yes)" "$naive" "$roof" \
        "$(record naive-native 2913 idea="$idea")" "$(record packed-openmp 421345 idea=short)"
    ladder
    check 'ideas of 44 letters fit into 104 columns' [ "$(longest_line "$scratch/table")" -le 104 ]
    check 'letters of several bytes leave the columns straight' \
        [ "$(end_of '^naive-native')" -eq "$(end_of '^packed-openmp')" ]
    rule=$(end_of '^─')
    check 'the rule is as wide as the widest line' [ "$rule" -eq "$(end_of '^rung')" ]
    file "$naive" "$(record packed 250000 idea=ééééééééééééééééééééééééééééééééééééééééééééééé)"
    ladder
    shows 'a longer idea is cut between two letters' ' (é){3,43}… '
    check 'and the row stays straight' [ "$(end_of '^naive ')" -eq "$(end_of '^packed')" ]
    name=$(printf '%0250d' 1)
    file "$naive" "$(record "$name" 9e300 idea="$name")"
    ladder
    check 'endless names and rates do not widen the table' \
        [ "$(end_of '^─')" -le 104 ]
}

test_plot() {
    file "$python" "$naive" "$packed" "$roof"
    ladder --plot "$scratch/x.dat"
    check 'the plot has a line for each rung' [ "$(grep -vc '^#' "$scratch/x.dat")" -eq 3 ]
    # shellcheck disable=SC2016
    check 'with rate and ratios' \
        awk -F'\t' '$2 == "packed" && $3 == 250000 && $4 == 250 && $5 == 50000 && $8 == 500000 { n++ }
            END { exit n != 1 }' "$scratch/x.dat"
    check 'no part of it is left behind' [ ! -e "$scratch/x.dat.part" ]
    ladder --plot "$scratch/none/x.dat"
    check 'a plot that cannot be written: status 2' [ $? -eq 2 ]
    if ! command -v gnuplot >/dev/null; then
        skip 'drawing: gnuplot is not here'
        return
    fi
    draws 'a ladder'
    file "$packed"
    ladder --plot "$scratch/x.dat"
    draws 'one rung without a baseline'
    file "$python" "$naive" "$(record packed 0 verified=no)" "$(record array 5 verified=skipped)"
    ladder --plot "$scratch/x.dat"
    draws 'a rate of 0, and rungs that are not verified'
    set --
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        set -- "$@" "$(record "stage_$i" "${i}e$((i / 2))")"
    done
    file "$naive" "$@"
    ladder --plot "$scratch/x.dat"
    draws 'twenty-one rungs'
}

# draws NAME [SCRIPT]: the script of that name, or that of the bars, makes both pictures of x.dat.
draws() {
    rm -f "$scratch"/plot.*
    if gnuplot -e "data='$scratch/x.dat'; output='$scratch/plot'; workload='$gnuplot_workload'" "common/${2:-speedup}.gp" \
        >"$scratch/errors" 2>&1 &&
        [ ! -s "$scratch/errors" ] && [ -s "$scratch/plot.png" ] && grep -q '</svg>' "$scratch/plot.svg"; then
        ok "drawn: $1"
    else
        not_ok "drawn: $1 ($(cat "$scratch/errors"))"
    fi
}

# dots NAME LINE...: the roofline's data has these lines, of fields with a space between them here.
dots() {
    name=$1
    shift
    for line; do
        tr '\t' ' ' <"$scratch/x.dat" | grep -qxF -- "$line" || { not_ok "$name: no line '$line'"; return; }
    done
    ok "$name"
}

# has_in_svg TEXT, has_not_in_svg TEXT: as a text of its own.
has_in_svg() { check "the picture says '$1'" grep -qF -- "$1<" "$scratch/plot.svg"; }
has_not_in_svg() { check "the picture does not say '$1'" sh -c '! grep -qF -- "$1" "$0"' "$scratch/plot.svg" "$1"; }

test_roofline() {
    l2=$(record copy-L2 160 workload=limits unit=GB/s)
    memory=$(record copy-memory 20 workload=limits unit=GB/s)
    shared=$(record copy-memory 30 workload=limits unit=GB/s threads=2)
    file "$(record naive 1000 bytes=16)" "$(record half 3 bytes=2 verified=no fingerprint=bad)" \
        "$(record threads 900000 bytes=0.25 threads=2)" "$(record mystery 7)" \
        "$(record jump 1e9 bytes=2e-5)" "$(record cuda 9e8 bytes=0.5 gpus=1)" "$roof" \
        "$(record logic 980000 workload=limits threads=2)" "$l2" "$memory" "$shared" \
        "$(record copy-memory 19 workload=limits unit=GB/s)" \
        "$(record copy-memory 99 workload=limits unit=GB/s verified=no)" \
        "$(record barrier 2 workload=limits unit=us)"
    ladder --roofline "$scratch/x.dat"
    dots 'a dot is at cells a byte and MCOPs' 'rung naive 0.0625 1000 1 yes'
    dots 'one that failed its check is one too' 'rung half 0.5 3 1 no'
    dots 'more cores are named' 'rung threads, 2 cores 4 900000 2 yes'
    dots 'what is far above the roof cannot go step by step' 'rung jump: not step by step 50000 1e+09 1 yes'
    dots 'a GPU has other roofs' 'rung cuda, GPU 2 900000000 1 yes'
    dots 'a rung without a cost is known by name only' 'unknown mystery 0 7 1 yes'
    dots 'bandwidths are MCOPs at a byte a cell' 'copy L2 1 160000 1 -'
    dots 'the better of two counts, for each number of cores' 'copy memory 1 20000 1 -' 'copy memory 1 30000 2 -'
    dots 'logic has its roofs' 'logic logic 0 500000 1 -' 'logic logic 0 980000 2 -'
    same 'and that is all' 11 "$(grep -vc '^#' "$scratch/x.dat")"
    check 'no part of it is left behind' [ ! -e "$scratch/x.dat.part" ]
    ladder --roofline "$scratch/none/x.dat"
    check 'a file that cannot be written: status 2' [ $? -eq 2 ]
    ladder --plot "$scratch/same" --roofline "$scratch/same"
    check 'two kinds of data in one file: status 2' [ $? -eq 2 ]
    same 'in one line' "ladder: --plot and --roofline are the same file, $scratch/same" "$(cat "$scratch/errors")"
    ladder --roofline
    check 'no file: status 2' [ $? -eq 2 ]
    test_roofline_drawn
}

test_roofline_drawn() {
    if ! command -v gnuplot >/dev/null; then
        skip 'drawing the roofline: gnuplot is not here'
        return
    fi
    draws 'a roofline' roofline
    for text in naive 'half, not verified' 'threads, 2 cores' 'jump: not step by step' \
        'L2 160 GB/s' 'memory 20 GB/s' '2 cores 30 GB/s' 'logic, one core' 'logic, 2 cores'; do
        has_in_svg "$text"
    done
    has_in_svg 'is not known: mystery'
    file "$(record naive 1000 bytes=16)" "$(record array 5000 bytes=2)" "$roof"
    ladder --roofline "$scratch/x.dat"
    draws 'roofs of logic alone' roofline
    has_not_in_svg slanted
    has_not_in_svg 'Not drawn'
    file "$(record array 5000 bytes=2)"
    ladder --roofline "$scratch/x.dat"
    draws 'a dot and no roof' roofline
    file "$l2" "$naive"
    ladder --roofline "$scratch/x.dat"
    draws 'a roof and no dot' roofline
    file "$naive"
    ladder --roofline "$scratch/x.dat"
    draws 'neither' roofline
    set --
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        set -- "$@" "$(record "stage_$i" 5000 bytes=2)"
    done
    file "$l2" "$memory" "$roof" "$@"
    ladder --roofline "$scratch/x.dat"
    draws 'twelve rungs in one place' roofline
    places=$(sed -n 's/.*translate(\([0-9.]*,[0-9.]*\)).*/\1/p; s/.*<text>\(.*\)<.*/\1/p' \
        "$scratch/plot.svg" | grep -B 1 stage_ | grep -v -e stage_ -e -- | sort -u | wc -l)
    same 'whose names stand in twelve places' 12 "$places"
}

# program NAME LINE...: a program that can run; behind --probe, these lines are what it does, with
# the record file in $file.
program() {
    program=$scratch/bin/$1
    shift
    {
        echo '#!/bin/sh'
        # shellcheck disable=SC2016
        echo '[ "$1" != --probe ] || exit 0; for file; do :; done; echo "arguments: $*"'
        printf '%s\n' "$@"
    } >"$program"
    chmod +x "$program"
}

# records RECORD: the line that makes such a program append that record.
records() {
    echo "[ -s \"\$file\" ] || echo '$header' >\"\$file\"; echo '$1' >>\"\$file\""
}

climb() {
    LADDER=$BIN/ladder sh common/climb.sh "$scratch/out" "$@" >"$scratch/table" 2>"$scratch/errors" </dev/null
}

test_climb() {
    mkdir "$scratch/bin" "$scratch/out"
    program traffic-naive.py "$(records "$python")"
    program traffic-naive "$(records "$naive")"
    program traffic-packed "$(records "$packed")"
    program limits "$(records "$(record copy-memory 9 workload=limits unit=GB/s)")" \
        "$(records "$roof")" "$(records "$(record logic 800000 workload=limits threads=2)")" \
        "$(records "$(record dgemm 7 workload=limits unit=GFLOP/s)")"
    for name in mpi deep; do
        printf '#!/bin/sh\necho "traffic-%s: needs mpicc: apt-get install mpich" >&2\nexit 2\n' $name \
            >"$scratch/bin/traffic-$name"
        chmod +x "$scratch/bin/traffic-$name"
    done
    echo "stale,line" >"$scratch/out/ladder.csv.part"
    climb "$scratch/bin/traffic-naive.py" "$scratch/bin/traffic-naive" "$scratch/bin/traffic-mpi" \
        "$scratch/bin/traffic-deep" "$scratch/bin/limits" "$scratch/bin/traffic-packed"
    check 'a climb has status 0' [ $? -eq 0 ]
    check 'and complains of nothing' [ ! -s "$scratch/errors" ]
    shows 'each rung has its line' '^\[4/4\] traffic-packed +250,000 MCOPs +verified$'
    shows 'limits shows the roof' '^\[3/4\] limits +500,000 MCOPs +the roof'
    shows 'what cannot run says why' '^skipped: traffic-mpi, traffic-deep: needs mpicc: apt-get install mpich$'
    shows 'all are counted' '^4 of 6 ran, 2 skipped, 0 failed$'
    shows 'the table follows' '^packed .* 250,000 +50,000 +250 '
    shows 'and the verdict' 'barrier is broken'
    check 'one header, seven records' [ "$(wc -l <"$scratch/out/ladder.csv")" -eq 8 ]
    check 'the table is kept' grep -q '^packed' "$scratch/out/speedup.txt"
    check 'naive Python gets fewer cells, and no time to fill' grep -q \
        "arguments: --cells 1024000 --steps 20 --record $scratch/out/ladder.csv.part\$" \
        "$scratch/out/traffic-naive.py.log"
    check 'others get a second, three times' \
        grep -q 'arguments: --min-time 0.5 --repeat 7 --record' "$scratch/out/traffic-packed.log"
    check 'limits gets a record file only' grep -q 'arguments: --record' "$scratch/out/limits.log"
    check 'no parts are left' [ -z "$(find "$scratch/out" -name '*.part*' -o -name '*.lock')" ]
    if command -v gnuplot >/dev/null; then
        for picture in speedup.svg speedup.png roofline.svg roofline.png; do
            check "$picture is drawn" [ -s "$scratch/out/$picture" ]
        done
        shows 'and named' "^Plot: $scratch/out/roofline.png $scratch/out/roofline.svg$"
    fi
    test_climb_without_gnuplot
    test_climb_of_warm_ups
    test_climb_on_ranks
}

# Behind --ranks a launcher starts what is looked at, and what runs.
test_climb_on_ranks() {
    mkdir "$scratch/few" "$scratch/ranks"
    printf '#!/bin/sh\necho 2\n' >"$scratch/few/nproc"
    printf '#!/bin/sh\necho "$1 $2 ${3##*/} $4" >>"%s"\nshift 2\nexec "$@"\n' "$scratch/started" \
        >"$scratch/few/launch"
    chmod +x "$scratch/few/nproc" "$scratch/few/launch"
    bound='echo "bound: ${OMP_PROC_BIND:-no} ${OMP_PLACES:-no}"'
    program traffic-naive "$bound" "$(records "$naive")"
    program traffic-halo "$bound" "$(records "$(record halo 2000 ranks=2)")"
    program traffic-hybrid "$(records "$(record hybrid 9000 ranks=2 threads=3)")"
    on_ranks 'launch' 2
    same 'a climb on ranks: status, complaints' '0 ' "$? $(cat "$scratch/errors")"
    same 'only what comes behind --ranks is launched' \
        '-n 2 traffic-halo --probe;-n 2 traffic-mpi --probe;-n 2 traffic-hybrid --probe;-n 2 traffic-halo --min-time;-n 2 traffic-hybrid --min-time;' \
        "$(tr '\n' ';' <"$scratch/started")"
    shows 'rungs have no gaps in their numbers' '^\[1/3\] traffic-naive +1,000 MCOPs +verified$'
    shows 'and say on how many ranks' '^\[2/3\] traffic-halo +2,000 MCOPs +verified, 2 ranks$'
    shows 'and threads' '^\[3/3\] traffic-hybrid +9,000 MCOPs +verified, 2 ranks of 3 threads$'
    shows 'what cannot run is counted all the same' '^3 of 4 ran, 1 skipped, 0 failed$'
    shows 'cores stand below the table' '^ranks    2 on 2 cores: halo$'
    check 'threads stay put' grep -qx 'bound: close cores' "$scratch/ranks/traffic-naive.log"
    check 'but for those of ranks, which would all be put on one core' \
        grep -qx 'bound: no no' "$scratch/ranks/traffic-halo.log"
    on_ranks 'launch' 3
    same 'more ranks than cores: status' 0 $?
    same 'and a line about it' 'speedups: 3 ranks are more than the 2 cores here: on these they wait for each other' \
        "$(cat "$scratch/errors")"
    on_ranks 'no-such-launcher --here' 2
    same 'no launcher: status' 0 $?
    shows 'no launcher: one line' '^skipped: traffic-halo, traffic-mpi, traffic-hybrid: there is no no-such-launcher here'
    for ranks in 0 x -1 2.5 '' 1e3; do
        on_ranks 'launch' "$ranks"
        same "--ranks '$ranks': status, what it says" "2 speedups: --ranks $ranks: that is no number of ranks" \
            "$? $(cat "$scratch/errors")"
    done
}

# on_ranks LAUNCHER RANKS
on_ranks() {
    rm -f "$scratch/started"
    PATH=$scratch/few:$PATH LAUNCHER=$1 LADDER=$BIN/ladder sh common/climb.sh "$scratch/ranks" "$scratch/bin/traffic-naive" \
        --ranks "$2" "$scratch/bin/traffic-halo" "$scratch/bin/traffic-mpi" "$scratch/bin/traffic-hybrid" \
        >"$scratch/table" 2>"$scratch/errors" </dev/null
}

# What make would climb, with NP and without.
test_make_climb() {
    unset MAKEFLAGS MAKELEVEL
    for np in 0 x '2 3' -1; do
        make -n climb "NP=$np" >"$scratch/table" 2>"$scratch/errors"
        same "NP=$np: status, lines" '2 1' "$? $(wc -l <"$scratch/errors")"
        check "NP=$np: says so" grep -q "NP=$np is no number of ranks" "$scratch/errors"
    done
    make -n climb WORKLOAD='eigh street' >"$scratch/table" 2>"$scratch/errors"
    same 'a workload without a ladder: said in one line, status 2' "2 1" \
        "$? $(grep -c 'WORKLOAD=street has no ladder: traffic eigh' "$scratch/errors")"
    make -n climb NP=2 WORKLOAD=traffic MPICC= NVCC= >"$scratch/table" 2>&1
    same 'NP without an MPI: one line' 1 \
        "$(grep -c 'echo "skipped: all rungs on 2 ranks: no MPI here (apt-get install mpich libmpich-dev)"' "$scratch/table")"
    shows_not 'NP without an MPI: no ranks' '--ranks'
    make -n climb MPICC=mpicc.mpich NVCC= >"$scratch/table" 2>&1
    shows_not 'without NP no ranks' '--ranks'
    make -n climb NP=2 WORKLOAD='traffic vecadd' MPICC=mpicc.mpich >"$scratch/table" 2>&1
    same 'with NP one climb has ranks' 1 "$(grep -c -e '--ranks 2 bin/traffic-' "$scratch/table")"
    shows 'and the launcher of that MPI' "LAUNCHER='mpiexec.mpich' sh common/climb.sh"
    shows 'each stage is one of them' '--ranks 2 .*bin/traffic-halo .*bin/traffic-shared'
    if [ -e bin/traffic-cuda-mpi ]; then
        shows 'also of GPUs' '--ranks 2 .*bin/traffic-cuda-mpi'
        shows_not 'which no longer run without' 'bin/traffic-cuda-mpi.* --ranks'
    else
        skip 'stages for several GPUs: no nvcc here (the CUDA Toolkit)'
    fi
}

# Each workload has its own table, roof and way to be timed.
test_climb_of_warm_ups() {
    program vecadd-naive "$(records "$(warm_up vecadd naive 20)")"
    program integral-naive "$(records "$(warm_up integral naive 0.1)")"
    program integral-threads "$(records "$(warm_up integral threads 3)")"
    climb "$scratch/bin/limits" "$scratch/bin/vecadd-naive"
    check 'a climb of vecadd: status 0' [ $? -eq 0 ]
    shows 'its roof' '^\[1/2\] limits +9\.00 GB/s +the roof of one core$'
    shows 'its table' '^naive .* 20\.00 .* yes$'
    check 'its way' grep -q 'arguments: --min-time 0.2 --repeat 5 --record' "$scratch/out/vecadd-naive.log"
    check 'no roofline' [ ! -e "$scratch/out/roofline.dat" ]
    climb "$scratch/bin/integral-naive" "$scratch/bin/integral-threads"
    check 'a climb of integral: status 0' [ $? -eq 0 ]
    shows 'its table' '^threads .* 3\.000 +30\.0 +30\.0 +yes$'
    check 'a slow sine is waited for less often' grep -q 'arguments: --repeat 3 --record' "$scratch/out/integral-naive.log"
    check 'complains of nothing' [ ! -s "$scratch/errors" ]
}

# All the tools that a climb needs, and no gnuplot.
test_climb_without_gnuplot() {
    mkdir "$scratch/tools"
    for tool in sh awk cat cut dirname grep kill mkdir mv rm rmdir sed uname wc; do
        ln -s "$(command -v $tool)" "$scratch/tools/$tool"
    done
    PATH=$scratch/tools LADDER=$BIN/ladder sh common/climb.sh "$scratch/out" \
        "$scratch/bin/traffic-naive" >"$scratch/table" 2>"$scratch/errors" </dev/null
    check 'a climb without gnuplot: status 0' [ $? -eq 0 ]
    same 'says how to get plots, in one line' 1 "$(grep -c '^No plots: .*apt-get install gnuplot-nox' "$scratch/table")"
    check 'complains of nothing' [ ! -s "$scratch/errors" ]
    check 'leaves no pictures of the climb before' [ -z "$(find "$scratch/out" -name '*.svg' -o -name '*.png')" ]
    check 'but the data of both' [ -s "$scratch/out/speedup.dat" -a -s "$scratch/out/roofline.dat" ]
}

test_climb_again() {
    climb "$scratch/bin/traffic-naive"
    check 'two climbs never mix' [ "$(wc -l <"$scratch/out/ladder.csv")" -eq 2 ]
    program traffic-array 'echo "it began"' 'echo "lost a car" >&2' 'exit 1'
    climb "$scratch/bin/traffic-array" "$scratch/bin/traffic-naive" "$scratch/bin/none"
    check 'a rung that fails: status 1' [ $? -eq 1 ]
    shows 'its last word is shown' '^\[1/2\] traffic-array +FAILED: lost a car$'
    shows 'the others go on' '^\[2/2\] traffic-naive +1,000 MCOPs +verified$'
    shows 'a program that is not there is skipped' '^skipped: none: there is no program .*/none$'
    shows 'and all are counted' '^1 of 3 ran, 1 skipped, 1 failed$'
    check 'all that it printed is kept' grep -q 'it began' "$scratch/out/traffic-array.log"
    climb "$scratch/bin/traffic-array"
    check 'a climb that records nothing: status 1' [ $? -eq 1 ]
    check 'leaves the records before alone' grep -q ',naive,' "$scratch/out/ladder.csv"
    program traffic-array 'exit 0'
    climb "$scratch/bin/traffic-naive" "$scratch/bin/traffic-array"
    check 'success without a record: status 1' [ $? -eq 1 ]
    shows 'is a failure' '^\[2/2\] traffic-array +FAILED: ended without a record$'
    shows 'and counted as one' '^1 of 2 ran, 0 skipped, 1 failed$'
    program traffic-array "$(records "$(record array 5 verified=no fingerprint=bad)")" 'exit 1'
    climb "$scratch/bin/traffic-array" "$scratch/bin/traffic-naive"
    check 'a rung that is wrong: status 1' [ $? -eq 1 ]
    shows 'it stands in the table' '^array .* no$'
    program traffic-array "$(records "$(record array 16000 host=lab4)")"
    climb "$scratch/bin/traffic-array" "$scratch/bin/traffic-naive"
    check 'records that cannot be compared: status 2' [ $? -eq 2 ]
    check 'leave no table and no picture of the climb before' \
        [ -z "$(find "$scratch/out" -name 'speedup.*' -o -name 'roofline.*')" ]
}

test_climb_refused() {
    echo kept >"$scratch/plain"
    sh common/climb.sh "$scratch/plain" "$scratch/bin/traffic-naive" >"$scratch/table" 2>"$scratch/errors"
    check 'a file for a folder: status 2' [ $? -eq 2 ]
    check 'one line' [ "$(wc -l <"$scratch/errors")" -eq 1 ]
    check 'and the file is left alone' grep -q kept "$scratch/plain"
    line=$( (trap '' XFSZ; ulimit -f 0; LADDER=$BIN/ladder sh common/climb.sh "$scratch/out" \
        "$scratch/bin/traffic-naive") 2>&1 >/dev/null)
    check 'a full disk: status 2' [ $? -eq 2 ]
    check 'says so in one line' [ "$line" = \
        "speedups: $scratch/out cannot be written to: is the disk full?" ]
    (trap '' XFSZ; ulimit -f 0; climb "$scratch/bin/traffic-naive") 2>/dev/null
    check 'and leaves no lock' [ ! -e "$scratch/out/climb.lock" ]
    as_nobody refused_to_write
}

# Somebody else's folder. Root may write everywhere, so it must be another user who tries.
as_nobody() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@" env
    elif command -v setpriv >/dev/null; then
        "$@" setpriv --reuid 65534 --regid 65534 --clear-groups
    else
        skip "somebody else's folder: as root this needs setpriv (apt-get install util-linux)"
    fi
}

refused_to_write() {
    mkdir "$scratch/theirs" "$scratch/theirs/out"
    chmod 755 "$scratch"
    chmod 555 "$scratch/theirs" "$scratch/theirs/out"
    for folder in out new; do
        "$@" env LADDER=true sh common/climb.sh "$scratch/theirs/$folder" true >/dev/null 2>"$scratch/errors"
        check "somebody else's folder ($folder): status 2" [ $? -eq 2 ]
        same 'and one line about it' 1 "$(grep -c "^speedups: $scratch/theirs/$folder" "$scratch/errors")"
        same 'and no other' 1 "$(wc -l <"$scratch/errors")"
    done
    chmod 755 "$scratch/theirs" "$scratch/theirs/out"
}

# locked HOST PID: a climb while these hold the lock.
locked() {
    mkdir "$scratch/out/climb.lock"
    [ -z "$1" ] || echo "$1 $2" >"$scratch/out/climb.lock/owner"
    climb "$scratch/bin/traffic-naive"
}

# locked_out NAME TEXT: it was refused, and the text says by whom.
locked_out() {
    check "$1: status 2" [ $? -eq 2 ]
    check "$1: who is there is said" grep -q "$2" "$scratch/errors"
    check "$1: and what to remove" grep -q "remove $scratch/out/climb.lock)" "$scratch/errors"
    check "$1: the lock stays" rm -r "$scratch/out/climb.lock"
}

test_climb_locked() {
    locked "$(uname -n)" $$
    locked_out 'another climb' "process $$ on $(uname -n) is climbing"
    locked another-host 999999999
    locked_out 'a climb on another host' 'process 999999999 on another-host is climbing'
    locked ''
    locked_out 'a lock without a name' 'another climb'
    locked "$(uname -n)" 'x;y'
    locked_out 'a lock with nonsense in it' 'another climb'
    sleep 0 &
    wait $!
    locked "$(uname -n)" $!
    check 'the lock of a climb that died is taken over' [ $? -eq 0 ]
    check 'and given back' [ ! -e "$scratch/out/climb.lock" ]
}

# Several that start together: one climbs, the others are refused, and no records mix. Tools that
# take their time make sure that they meet.
test_climb_race() {
    mkdir "$scratch/slow"
    for tool in mkdir mv cat; do
        # shellcheck disable=SC2016 # the tool expands it
        printf '#!/bin/sh\nsleep 0.1\n%s "$@"\nstatus=$?\nsleep 0.1\nexit $status\n' \
            "$(command -v $tool)" >"$scratch/slow/$tool"
        chmod +x "$scratch/slow/$tool"
    done
    program traffic-slow 'sleep 2' "$(records "$naive")"
    for lock in none stale; do
        rm -rf "$scratch"/race.*
        [ $lock = none ] || { mkdir "$scratch/out/climb.lock" &&
            echo "$(uname -n) 999999999" >"$scratch/out/climb.lock/owner"; }
        for i in 1 2 3 4 5 6 7 8; do
            (PATH=$scratch/slow:$PATH LADDER=$BIN/ladder sh common/climb.sh "$scratch/out" \
                "$scratch/bin/traffic-slow" >/dev/null 2>&1; echo $? >"$scratch/race.$i") &
        done
        wait
        same "of eight climbs at once one climbs ($lock before)" '0 2 2 2 2 2 2 2 ' \
            "$(sort "$scratch"/race.* | tr '\n' ' ')"
        check 'and leaves its record' [ "$(wc -l <"$scratch/out/ladder.csv")" -eq 2 ]
    done
}

test_climb_interrupted() {
    cp "$scratch/out/ladder.csv" "$scratch/before.csv"
    program traffic-slow "echo \$\$ >'$scratch/slow.pid'" 'exec sleep 60'
    LADDER=$BIN/ladder sh common/climb.sh "$scratch/out" "$scratch/bin/traffic-naive" \
        "$scratch/bin/traffic-slow" >/dev/null 2>&1 &
    end_behind $! "$scratch/slow.pid"
    same 'an interrupted climb: status' 143 $status
    check 'and at once' [ $took -lt 20 ]
    check 'leaves the records of the climb before' cmp "$scratch/out/ladder.csv" "$scratch/before.csv"
    check 'leaves no parts' [ -z "$(find "$scratch/out" -name '*.part*' -o -name '*.lock')" ]
    check 'leaves nothing running' [ ! -d "/proc/$(cat "$scratch/slow.pid")" ]
}

test_table
test_barrier
test_missing
test_unverified
test_cores
test_ranks
test_roof_of_all_cores
test_cost
test_warm_ups
test_refusals
test_bad_files
test_width
test_plot
test_roofline
test_climb
test_climb_again
test_climb_refused
test_climb_locked
test_climb_race
test_climb_interrupted
test_make_climb
exit $failed
