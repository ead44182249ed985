# The rules that keep the house: what may include what, and how long a stage may be.
. tests/lib.sh

check "common/ includes nothing from a stage folder" \
    sh -c '! grep -nE "#include.*(serial|vectorized|mpi|gpu|tests)/" common/*'
for stage in serial/*.c vectorized/*.c; do
    check "$stage has at most 80 lines" test "$(wc -l <"$stage")" -le 80
    check "$stage leaves options, clock and output to the driver" \
        sh -c '! grep -nE "printf|getopt|argv|clock|<time.h>" "$1"' - "$stage"
done
check "the contract has under 60 lines" test "$(wc -l <common/traffic.h)" -lt 60
for header in common/*.h; do
    guard=$(basename "$header" .h | tr '[:lower:]' '[:upper:]')_H
    check "$header is guarded by $guard" grep -q "^#ifndef $guard\$" "$header"
done

# MPI stays behind world.h.
check "MPI appears in mpi/ and gpu/ only" \
    sh -c '! grep -nE "mpi\.h|MPI_[A-Z]" common/*.[ch] serial/*.c vectorized/*.c'

if command -v clang-format >/dev/null; then
    check "one formatting" sh -c 'clang-format --dry-run -Werror $(find . -path ./build -prune -o \
        \( -name "*.c" -o -name "*.h" \) -print)'
else
    skip "one formatting: apt-get install clang-format"
fi

# Both compilers, every warning an error, also for those who do not make it the default.
for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        skip "$compiler has nothing to warn of: apt-get install $compiler"
        continue
    fi
    for source in common/*.c serial/*.c vectorized/*.c tests/*.c tests/wrong/*.c; do
        $compiler -std=c17 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -Icommon -Itests -c \
            -DBUILD_PROGRAM='""' -DBUILD_WORKLOAD='""' -DBUILD_STAGE='""' -DBUILD_IDEA=NULL \
            -DBUILD_SCRIPT=NULL -DBUILD_FLAGS='""' -DBUILD_COMMIT='""' \
            -o "$scratch/x.o" "$source" 2>"$scratch/err" ||
            not_ok "$compiler $source: $(head -n 1 "$scratch/err")"
    done
    [ $failed -eq 0 ] && ok "$compiler has nothing to warn of"
done
exit $failed
