#!/bin/sh
# The suite once more, while somebody watches what the programs do with memory, numbers and threads.
# Usage: MAKE=make sh tests/watched.sh address|thread|memory [TEST...]
#
#     build/address/   Makefile common tests ...   the sources, copied
#                      bin build                   built anew for who watches
#                      seen/                       what he saw, a file for each process: best nothing
#
#   address   the compiler's sanitizers of addresses, leaks and undefined behaviour
#   thread    ThreadSanitizer: data races
#   memory    valgrind: what was never written and is read, and all of address that it knows
#
# A program that is caught ends with status 99, which no test expects; and what is said of it is in a file,
# should nobody look at its status. (Only gcc's sanitizer of undefined behaviour says it on stderr.)
# Status 0: all tests passed, and nothing was seen.

# What has C at work; not those that build, or measure, or lay out files. Threads are in few; valgrind
# takes thirty times as long, and is given what ends in its time. Both see every stage once, too (once.sh).
tests_address='awkward bad_input checkpoint driver test_eigh.sh eigh_timeit fuzz test_golden.sh gpu_eigh gpu_mpi gpu_shim
    integral launch mpi_eigh mpi_ranks mpi_hybrid mpi_window test_mpi.sh pictures profile property random_ record
    shim street vecadd watch test_wrong.sh test-'
tests_thread='integral mpi_hybrid property street test_vecadd.sh'
tests_memory='bad_input driver fuzz test_vecadd.sh test-checkpoint test-clock test-eigh test-image
    test-random test-record test-theory'

kind=$1
shift
cd "$(dirname "$0")/.." || exit 2
tree=$PWD/build/$kind
case $kind in
address) how='SANITIZE=address,undefined' tests=$tests_address ;;
thread) how='SANITIZE=thread CXX_20=' tests=$tests_thread ;;
memory) how='MACHINE= CXX_20=' tests=$tests_memory ;;
*) echo "watched: address, thread or memory, not '$kind'" >&2 && exit 2 ;;
esac
# shellcheck disable=SC2086 # words
[ $# -gt 0 ] || set -- $tests
if [ "$kind" = memory ] && ! command -v valgrind >/dev/null; then
    echo "memcheck: there is no valgrind here (apt-get install valgrind)" >&2
    exit 2
fi

# The newest sources, and programs that are valgrind's until make links them again.
mkdir -p "$tree/build" "$tree/bin" || exit 2
for entry in *; do
    case $entry in bin | build | mine | results) ;; *) rm -rf "${tree:?}/$entry" && cp -rp "$entry" "$tree" ;; esac
done
rm -rf "$tree/seen"
mkdir "$tree/seen"

# shellcheck disable=SC2086 # words
make_there() { ${MAKE:-make} --no-print-directory -C "$tree" $how CFLAGS=-O1 COMMIT=watched "$@"; }

options=exitcode=99:log_path=$tree/seen/$kind:log_exe_name=1
export ASAN_OPTIONS="$options" UBSAN_OPTIONS="$options:print_stacktrace=1"
export UCX_MEM_EVENTS=n     # MPICH's UCX puts itself where memory is given out, and so do they
export HWLOC_COMPONENTS=-x86 # which says on stderr that it is not fit for valgrind
export TSAN_OPTIONS="$options:ignore_noninstrumented_modules=1:die_after_fork=0"

# In place of each program a script that has valgrind start it.
hand_over() {
    for program in "$tree"/bin/* "$tree"/build/patient/* "$tree"/build/random/* "$tree"/build/wrong/* \
        "$tree"/build/replay/* "$tree"/build/tests/*; do
        [ ! -x "$program" ] || [ -d "$program" ] || [ "$(head -c 4 "$program" | tail -c 3)" != ELF ] && continue
        folder=${program%/*}/.watched
        mkdir -p "$folder"
        mv "$program" "$folder"
        cat >"$program" <<END
#!/bin/sh
exec valgrind -q --log-file='$tree/seen/${program##*/}.%p' --error-exitcode=99 --leak-check=full \\
    --show-leak-kinds=definite --errors-for-leak-kinds=definite --suppressions='$PWD/tests/mpich.supp' \\
    '$folder/${program##*/}' "\$@"
END
        chmod +x "$program"
    done
}

# But for what is about valgrind itself, or is what a program said whose stdout is closed; and a stage that
# is wrong in just that: tests/wrong/eigh_beside.c.
seen() {
    find "$tree/seen" -type f -size +0 ! -name '*eigh-beside*' \
        -exec sh -c 'grep -v "WARNING: valgrind ignores" "$1" | grep -qE "^==|runtime error"' sh {} \; -print
}

# sees MISDEED...: each of them ends as said above; and nothing is seen where there is nothing
sees() {
    for misdeed in none "$@"; do
        "$tree/build/tests/misdeed" "$misdeed" >/dev/null 2>&1
        case $misdeed$?$(seen) in
        none0 | [!n]*99*) rm -rf "$tree"/seen/* ;;
        *) echo "watched: who watches is blind, or sees what is not there: misdeed $misdeed" >&2 && exit 1 ;;
        esac
    done
    echo "Planted, and seen: $*"
}

make_there -j"$(nproc)" tested || exit
case $kind in
address) sees heap overflow leak ;;
thread) sees race ;;
memory) hand_over && sees heap unread leak ;;
esac
make_there test TESTS="$*"
status=$?
[ "$kind" = address ] || (cd "$tree" && sh tests/once.sh) || status=1
seen | while read -r file; do
    echo "not ok - ${file#"$PWD"/}"
    head -n 12 "$file"
done
count=$(seen | wc -l)
echo "Watched: $kind; $count processes did what they must not"
[ $status -eq 0 ] && [ "$count" -eq 0 ]
