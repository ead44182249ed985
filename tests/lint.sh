#!/bin/sh
# What compilers and checkers have to say; nothing is the only good answer. A checker that is not
# here is skipped, with the way to get it.

status=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# Files for vectors of several widths are looked at in the narrowest; make compiles the others.
flags='-std=c17 -D_GNU_SOURCE -Icommon -Itests -DWIDE_BITS=128'
have='-DHAVE_PNG -DHAVE_PHILOX -DHAVE_WIDE_256 -DHAVE_WIDE_257 -DHAVE_WIDE_512 -fopenmp'

all() {
    find common serial vectorized mpi gpu exercises tests -name "$1" ! -name build.c
}

package_of() {
    case $1 in mpicc*) echo libmpich-dev ;; *) echo "$1" ;; esac
}

# lint TOOL WHAT COMMAND...
lint() {
    tool=$1 what=$2
    shift 2
    if ! command -v "$tool" >/dev/null; then
        echo "skip - $tool, $what: apt-get install $(package_of "$tool")"
    elif "$@" >"$work/out" 2>&1; then
        echo "ok - $tool, $what"
    else
        echo "not ok - $tool, $what"
        cat "$work/out"
        status=1
    fi
}

mpicc=${MPICC:-mpicc}
with_mpi="^mpi/$(grep -l 'part\.h\|<mpi\.h>' exercises/*/*.c | sed 's/^/|/' | tr -d '\n')"

# compile_all FILES COMPILER...: each is really compiled: some warnings come only from the optimiser.
compile_all() {
    files=$1
    shift
    for file in $files; do
        "$@" "$file" || return
    done
}

# shellcheck disable=SC2046,SC2086 # words are meant to split
{
    plain=$(all '*.c' | grep -vE "$with_mpi")
    for compiler in gcc clang; do
        lint $compiler 'every warning an error' compile_all "$plain" \
            $compiler $flags $have -O3 -Wall -Wextra -Werror -c -o "$work/object"
        lint $compiler 'the same without libraries' compile_all "$plain" \
            $compiler $flags -O3 -Wall -Wextra -Werror -Wno-unknown-pragmas -c -o "$work/object"
    done
    lint "$mpicc" 'every warning an error' compile_all "$(all '*.c' | grep -E "$with_mpi")" \
        "$mpicc" $flags -Impi -fopenmp -DLAUNCHER='"mpiexec"' -O3 -Wall -Wextra -Werror -c -o "$work/object"
    # What gcc takes for not initialised across functions is what valgrind knows better; nor does it know vectors.
    analyzer="$have -Impi -O1 -fanalyzer -Wno-analyzer-use-of-uninitialized-value -Wno-analyzer-shift-count-overflow"
    lint gcc 'the analyzer of common/' compile_all "$(all '*.c' | grep '^common/')" \
        gcc $flags $analyzer -Werror -c -o "$work/object"
    MPICH_CC=gcc OMPI_CC=gcc lint "$mpicc" 'the analyzer of mpi/' compile_all "$(all '*.c' | grep '^mpi/')" \
        "$mpicc" $flags $analyzer -DLAUNCHER='"mpiexec"' -Werror -c -o "$work/object"
    lint clang-format 'one formatting' clang-format --dry-run -Werror $(all '*.[ch]') $(all '*.cu') $(all '*.cpp')
    lint cppcheck 'C' cppcheck --std=c11 --quiet --error-exitcode=1 \
        --enable=warning,performance,portability --inline-suppr -DHAVE_PNG -DHAVE_PHILOX -DWIDE_BITS=128 -D_OPENMP -Icommon -Itests \
        $(all '*.c')
    lint clang-tidy 'C' clang-tidy --quiet $(all '*.c' | grep -vE "^tests/|$with_mpi") -- $flags $have
    lint shellcheck 'shell' shellcheck -x -P tests -e SC2016,SC2034,SC2154,SC2317 $(all '*.sh')
}
exit $status
