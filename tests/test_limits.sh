#!/bin/sh
# The roofs: each has its record, is positive and no more than the machine has. How high they are is
# for nobody to test: machines differ, and others may be at work on this one.
. tests/lib.sh

limits=$BIN/limits
export OMP_NUM_THREADS=2

# measure NAME [OPTION...]: a short run; its table in $scratch/table, its records in $scratch/csv.
measure() {
    name=$1
    shift
    rm -f "$scratch/csv"
    "$limits" --seconds 0.05 --record "$scratch/csv" "$@" >"$scratch/table" 2>"$scratch/errors"
    same "$name: status" 0 $?
    same "$name: nothing to complain of" '' "$(cat "$scratch/errors")"
}

# rows FIELD...: these fields of all records, one record a line.
rows() {
    awk -F, -v fields="$*" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; many = split(fields, wanted, " "); next }
        { for (i = 1; i <= many; i++) printf "%s%s", $column[wanted[i]], i < many ? " " : "\n" }' \
        "$scratch/csv"
}

has() { check "there is a record $1 on $2" grep -q "^$1 $2\$" "$scratch/stages"; }

has_not() {
    check "there is no record $1" sh -c "! grep -q '^$1 ' '$scratch/stages'"
}

# The processor's own words for the widths; elsewhere than on x86 there is one width.
flag_of() {
    case $1 in 128) echo . ;; 256) echo ' avx2 ' ;; 256vl) echo ' avx512vl ' ;; 512) echo ' avx512f ' ;; esac
}

runs_here() {
    [ "$1" = 128 ] || grep -m 1 '^flags' /proc/cpuinfo | grep -q "$(flag_of "$1")"
}

measure 'a short run'
rows stage threads >"$scratch/stages"
most=2
if grep -q '^missing  barrier: built without OpenMP' "$scratch/table"; then
    skip "what several threads can do: $(grep '^missing  barrier' "$scratch/table")"
    most=1
fi
for threads in $(seq $most); do
    for stage in logic logic-128 copy-L1 copy-L2 copy-memory; do
        has $stage "$threads"
    done
done
for stage in fork-join barrier; do
    if [ $most -eq 2 ]; then has $stage 2; else has_not $stage; fi
done
if [ -x "$BIN/mpi-roundtrip" ] && "$BIN/mpi-roundtrip" >"$scratch/us"; then
    has round-trip 1
    check "a message takes its time" awk '{ exit !($1 > 0) }' "$scratch/us"
else
    has_not round-trip
    skip "$(grep '^missing  MPI round trip' "$scratch/table")"
fi
for bits in 256 256vl 512; do
    if ! runs_here $bits; then
        has_not logic-$bits
    elif grep -q -e "-DHAVE_WIDE_$(echo "$bits" | sed s/6vl/7/)" build/options; then
        has logic-$bits 1
    else
        has_not logic-$bits
    fi
done
same 'no stage has two records of as many threads' '' "$(sort "$scratch/stages" | uniq -d)"
same 'all are limits of this host, verified where there is a result' '' \
    "$(rows workload host verified stage | grep -v "^limits $(uname -n | cut -d. -f1) yes " |
        grep -vE ' skipped (fork-join|barrier|round-trip)$')"
same 'all rates and times are above 0' '' \
    "$(rows rate seconds_best seconds_median stage | awk '!($1 > 0 && $2 > 0 && $3 >= $2)')"
same 'each has its unit' '' "$(rows stage unit | grep -vE \
    '^(logic.* MCOPs|copy-.* GB/s|dgemm GFLOP/s|fork-join us|barrier us|round-trip us)$')"
same 'copies and matrices have a size' '' "$(rows size stage | grep -E '^0 (copy|dgemm)')"
check 'more memory is copied than the caches hold' awk '
    $1 ~ /copy-L/ && $2 > cache { cache = $2 } $1 == "copy-memory" { memory = $2 }
    END { exit !(memory >= 2 * cache) }' <<EOF
$(rows stage size threads | grep ' 1$')
EOF
check 'a better way stands for several' awk '
    $2 != 1 { next }
    $1 == "logic" { logic = $3 } $1 ~ /^logic-/ && $3 > best { best = $3 }
    END { exit !(logic == best && best > 0) }' <<EOF
$(rows stage threads rate)
EOF
width=$(LC_ALL=C tr -d '\200-\277' <"$scratch/table" |
    LC_ALL=C awk '{ if (length > n) n = length } END { print n }')
check "the table is 100 columns wide at most ($width)" test "$width" -le 100
same 'matrix multiply has records, or a line that says why not' 1 "$(
    { grep "^dgemm $most" "$scratch/stages"; grep '^missing  matrix multiply' "$scratch/table"; } | wc -l)"
check 'the ladder takes them with its rungs' sh -c "
    '$BIN/traffic-packed' --cells 100000 --record '$scratch/csv' >/dev/null &&
    '$BIN/ladder' '$scratch/csv' | grep '^roof .* MCOPs a core'"

# Threads that there are not.
export OMP_NUM_THREADS=1
measure 'one thread'
export OMP_NUM_THREADS=2
rows stage threads >"$scratch/stages"
same 'one thread: no record of two' '' "$(grep -v ' 1$' "$scratch/stages")"
has_not fork-join
has_not barrier
check 'one thread: says why there is no barrier' grep -q '^missing  barrier: ' "$scratch/table"

# Libraries: one that is not there, one without what is wanted, one that does nothing, one that works.
CC=${CC:-cc}
library() {
    # shellcheck disable=SC2086 # CC may be several words
    $CC -O2 -shared -fPIC -x c -o "$scratch/$1" - 2>"$scratch/errors" ||
        not_ok "$1 cannot be built: $(head -n 1 "$scratch/errors")"
}

left_out() {
    measure "$1" --blas "$2"
    rows stage threads >"$scratch/stages"
    has_not dgemm
    has logic 1
    same "$1: one line says so" 1 "$(grep -c "^missing  matrix multiply: .*$3" "$scratch/table")"
}
left_out 'a library that is not there' "$scratch/none.so" none.so
echo 'not a library' >"$scratch/text.so"
left_out 'a file that is no library' "$scratch/text.so" text.so
echo 'int x;' | library empty.so
left_out 'a library without dgemm' "$scratch/empty.so" 'empty.so: it has no dgemm_'

refused() {
    rm -f "$scratch/csv"
    "$limits" --seconds 0.05 --record "$scratch/csv" --blas "$scratch/$1" \
        >"$scratch/table" 2>"$scratch/errors"
    same "$1: status" 1 $?
    same "$1: named in one line" "limits: matrix multiply: the result is wrong ($1)" \
        "$(cat "$scratch/errors")"
    rows stage threads >"$scratch/stages"
    has_not dgemm
    has logic 1
}
echo 'void dgemm_(void) {}' | library idle.so
refused idle.so

# multiplies FILE STATEMENT: a library whose sums are each followed by the statement.
multiplies() {
    library "$1" <<EOF
void dgemm_(const char *p, const char *q, const int *m, const int *n, const int *k, const double *f,
            const double *a, const int *x, const double *b, const int *y, const double *g, double *c,
            const int *z) {
    for (long j = 0; j < *n; j++)
        for (long i = 0; i < *m; i++)
            c[i + j * *z] = 0;
    for (long j = 0; j < *n; j++)
        for (long l = 0; l < *k; l++)
            for (long i = 0; i < *m; i++)
                c[i + j * *z] += a[i + l * *x] * b[l + j * *y];
    $2;
}
EOF
}
multiplies honest.so ''
measure 'a library that multiplies' --blas "$scratch/honest.so"
rows stage threads >"$scratch/stages"
# How many threads it has cannot be told.
same 'a library that multiplies has one record' "dgemm $most" "$(grep '^dgemm' "$scratch/stages")"
check 'and is named' grep -q '^BLAS     honest.so, with threads as it likes' "$scratch/table"
multiplies last.so 'c[*n * (long)*n - 1] += 1'
refused last.so
multiplies nan.so 'c[0] = 0.0 / 0.0'
refused nan.so

# bad PATTERN ARGUMENT...
bad() {
    pattern=$1
    shift
    "$limits" "$@" >"$scratch/out" 2>"$scratch/errors"
    same "$*: status" 2 $?
    same "$*: one line" 1 "$(grep -c "^limits: .*$pattern" "$scratch/errors")"
    same "$*: nothing else" '1 0' "$(wc -l <"$scratch/errors") $(wc -l <"$scratch/out")"
}
bad '--seconds must be from 0.01 to 60' --seconds 0
bad '--seconds must be from 0.01 to 60' --seconds -1
bad "--seconds takes a number, not 'nan'" --seconds nan
bad '--blas takes a name' --blas ''
bad 'there is no option --cells' --cells 5
bad "'5' is not an option" 5
bad "--record $scratch: " --record "$scratch"
bad "--record $scratch/none/a.csv: there is no folder" --record "$scratch/none/a.csv"
check '--help names all options' sh -c "'$limits' --help | grep -c -e --seconds -e --blas -e --record | grep 3"


# Where there is no MPI, or one that cannot start its ranks, a line says so.
mkdir "$scratch/alone"
cp "$BIN/limits" "$scratch/alone"
for fault in 'is not there' 'cannot run' 'prints no number'; do
    case $fault in
    'cannot run') printf '#!/bin/sh\necho 1.5; exit 1\n' >"$scratch/alone/mpi-roundtrip" ;;
    'prints no number') printf '#!/bin/sh\necho nan\n' >"$scratch/alone/mpi-roundtrip" ;;
    esac
    chmod +x "$scratch/alone"/*
    "$scratch/alone/limits" --seconds 0.01 --blas "$scratch/none" >"$scratch/table" 2>&1
    same "an MPI that $fault: status" 0 $?
    check "an MPI that $fault: said so" grep -q '^missing  MPI round trip: .*mpich' "$scratch/table"
done
exit $failed
