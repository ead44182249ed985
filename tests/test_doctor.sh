#!/bin/sh
# deps.sh, python.sh and doctor.sh on machines that are made up: a folder of links and of fakes is
# all of PATH, and the fakes write down how they are called. The real apt-get is never in reach.

# shellcheck disable=SC2317 # what `check` calls is reached

set -u
failed=0
repo=$(pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/tree/common" "$work/shelf"
cp common/deps.sh common/python.sh common/doctor.sh "$work/tree/common/"

# ---- the machine that is made up ----

# Prints a script for the shelf: what the fakes share, then what is on stdin.
shelve() {
    # shellcheck disable=SC2016 # for the fake to expand
    { printf '#!/bin/sh\necho "%s $*" >>"$LOG"\n' "$1" && cat; } >"$work/shelf/$1"
    chmod +x "$work/shelf/$1"
}

shelve gnuplot </dev/null
shelve make </dev/null

shelve id <<'END'
echo "$FAKE_UID"
END

shelve sudo <<'END'
[ "$FAKE_SUDO" = open ] && [ "$1" = -n ] || exit 1
shift
[ "$1" = true ] || exec "$@"
END

# The compiler has the headers whose packages are there.
shelve cc <<'END'
[ -e "$STATE/gcc" ] || exit 1
case "$*" in
*-l:libopenblas.so.0*) [ -e "$STATE/libopenblas0" ] || exit 1 ;;
*-l:*) exit 1 ;;
esac
while read -r line; do
    case $line in
    *png.h*) [ -e "$STATE/libpng-dev" ] || exit 1 ;;
    *mpi.h*) [ -e "$STATE/libmpich-dev" ] || exit 1 ;;
    *philox.h*) [ -e "$STATE/librandom123-dev" ] || exit 1 ;;
    esac
done
exit 0
END

shelve python3 <<'END'
case "$*" in
*numpy*) [ -e "$STATE/python3-numpy" ] ;;
*) [ -e "$STATE/python3" ] ;;
esac
END

# FAKE_APT: works, broken, stale (works after an update), or a package that it does not know.
shelve apt-get <<'END'
echo "front end $DEBIAN_FRONTEND" >>"$LOG"
case " $* " in *' update '*) : >"$STATE/updated" && exit ;; esac
[ "$FAKE_APT" = broken ] && echo 'E: no network' && exit 100
[ "$FAKE_APT" = stale ] && [ ! -e "$STATE/updated" ] && echo 'E: stale' && exit 100
case " $* " in *" $FAKE_APT "*) echo "E: Unable to locate package $FAKE_APT" && exit 100 ;; esac
for word in "$@"; do
    case $word in *[=:]*) continue ;; esac
    : >"$STATE/$word"
done
[ -e "$STATE/gnuplot-nox" ] && ln -sf "$SHELF/gnuplot" "$BIN/gnuplot"
exit 0
END

every='gcc libopenblas0 libpng-dev librandom123-dev python3 python3-numpy gnuplot-nox libmpich-dev'

# machine PACKAGES [TOOLS]: a new one, with the packages there and the tools on its PATH.
machine() {
    rm -rf "${work:?}/bin" "$work/state" "$work/log" "$work/tree/build"
    mkdir "$work/bin" "$work/state"
    : >"$work/log"
    for tool in sh env mkdir rm grep tail sed ln; do
        ln -s "$(command -v $tool)" "$work/bin/$tool"
    done
    for tool in ${2-make cc python3 id sudo apt-get}; do
        ln -s "$work/shelf/$tool" "$work/bin/$tool"
    done
    for package in $1; do
        : >"$work/state/$package"
        [ "$package" = gnuplot-nox ] && ln -s "$work/shelf/gnuplot" "$work/bin/gnuplot"
    done
}

# on_it VARIABLE=VALUE... SCRIPT ARGUMENTS: sets status; output is in $work/out and $work/err.
on_it() {
    (cd "$work/tree" && env -i PATH="$work/bin" LOG="$work/log" STATE="$work/state" \
        SHELF="$work/shelf" BIN="$work/bin" SYSTEM_PYTHON=/nonexistent FAKE_UID=1000 \
        FAKE_SUDO=closed FAKE_APT=works "$@" >"$work/out" 2>"$work/err" </dev/null)
    status=$?
}

deps() {
    on_it "$@" sh common/deps.sh
}

# ---- what can be asked of it ----

check() {
    what=$1
    shift
    if "$@"; then echo "ok - $what"; else
        echo "not ok - $what"
        sed 's/^/    /' "$work/log" "$work/out" "$work/err"
        failed=1
    fi
}

ended() { [ "$status" -eq "$1" ]; }
says() { grep -Eq -- "$1" "$work/out"; }
says_not() { ! says "$1"; }
called() { grep -Eq -- "$1" "$work/log"; }
called_not() { ! called "$1"; }
silent() { [ ! -s "$work/out" ] && [ ! -s "$work/err" ]; }
lines_with() { [ "$(grep -Ec -- "$1" "$work/out")" -eq "$2" ]; }

# ---- deps.sh ----

install_line='install --no-install-recommends'
wanted='libopenblas0 gnuplot-nox libpng-dev librandom123-dev python3 python3-numpy libmpich-dev mpich'

machine "$every"
deps
check 'deps: nothing missing, nothing said' silent
check 'deps: nothing missing, status 0' ended 0
check 'deps: nothing missing, no apt-get and no sudo' called_not 'apt-get|sudo'

machine gcc
deps FAKE_UID=0
check 'deps: root installs what is missing, and only that' called "^apt-get .*$install_line $wanted\$"
check 'deps: apt-get asks nothing' called 'front end noninteractive'
check 'deps: root needs no sudo' called_not '^sudo'
check 'deps: one line for each that is missing' lines_with '^missing: ' 7
check 'deps: installed, status 0' ended 0
check 'deps: what apt-get says goes to the log' test -e "$work/tree/build/deps.log"
deps FAKE_UID=0
check 'deps: the second time there is nothing to do' silent

machine 'gcc libopenblas0 libpng-dev python3 python3-numpy gnuplot-nox libmpich-dev'
deps FAKE_UID=0
check 'deps: one missing, one installed' called "$install_line librandom123-dev\$"

machine gcc
deps FAKE_SUDO=open
check 'deps: a user with sudo installs through it' called "^sudo -n env .*apt-get .*$wanted\$"
check 'deps: and sudo never asks' called_not '^sudo [^-]'
check 'deps: and ends with 0' ended 0

machine gcc
deps
check 'deps: a user whose sudo asks is given the line' says "^to get it: sudo apt-get $install_line $wanted\$"
check 'deps: and one line for each thing skipped' lines_with '^skipped: ' 7
check 'deps: and says why' says '^not installed: it takes root'
check 'deps: and nothing is called, not even through sudo' called_not 'apt-get'
check 'deps: and goes on' ended 0

machine gcc 'make cc python3 id apt-get'
deps
check 'deps: a user without sudo is given the line' says "^to get it: sudo apt-get $install_line $wanted\$"
check 'deps: and goes on, nothing called' called_not '^apt-get'

for uid in 0 1000; do
    machine gcc
    deps FAKE_UID=$uid FAKE_SUDO=open DEPS=0
    check "deps: DEPS=0 calls nothing, uid $uid" called_not 'apt-get|sudo'
    check "deps: DEPS=0 says how, uid $uid" says "apt-get $install_line $wanted\$"
    check "deps: DEPS=0 goes on, uid $uid" ended 0
done

machine gcc 'make cc python3 id sudo'
deps FAKE_UID=0
check 'deps: without apt-get, things are named and not packages' says "ask your package manager for .*libpng's headers"
check 'deps: without apt-get, goes on' ended 0

machine gcc
deps FAKE_UID=0 FAKE_APT=broken
check 'deps: a failed installation ends with 0' ended 0
check 'deps: and shows what apt-get said' says 'E: no network'
check 'deps: and what is skipped' lines_with '^skipped: ' 7
check 'deps: after an update was tried' called '^apt-get .*update'

machine gcc
deps FAKE_UID=0 FAKE_APT=stale
check 'deps: stale lists are brought up to date' test -e "$work/state/gnuplot-nox"
check 'deps: and nothing is skipped then' says_not '^skipped'

machine gcc
deps FAKE_UID=0 FAKE_APT=librandom123-dev
check 'deps: a package that is not known does not cost the others' test -e "$work/state/gnuplot-nox"
check 'deps: and is the only thing skipped' lines_with '^skipped: --random philox' 1
check 'deps: indeed the only one' lines_with '^skipped: ' 1

without_gcc='libopenblas0 libpng-dev librandom123-dev python3 python3-numpy gnuplot-nox libmpich-dev'
machine "$without_gcc"
deps FAKE_UID=0
check 'deps: no compiler: root installs one, and what it links with' called "$install_line gcc libc6-dev"
check 'deps: no compiler: and goes on' ended 0

machine "$without_gcc"
deps DEPS=0
check 'deps: no compiler and DEPS=0: status 2' ended 2
check 'deps: no compiler and DEPS=0: says how' says "$install_line gcc libc6-dev"
check 'deps: no compiler: one line on stderr' test "$(wc -l <"$work/err")" -eq 1

machine "$without_gcc"
deps FAKE_UID=0 FAKE_APT=broken
check 'deps: no compiler and none to be had: status 2' ended 2

machine "$every"
deps FAKE_UID=0 CC=nosuchcc
check 'deps: a compiler that Debian does not have: status 2' ended 2
check 'deps: and no other is installed for it' called_not 'install.* gcc'

# ---- python.sh ----

machine 'python3 python3-numpy'
on_it sh common/python.sh numpy
check 'python: the one on PATH' says "^$work/bin/python3\$"

machine python3
on_it sh common/python.sh numpy
check 'python: none has numpy: status 1' ended 1
check 'python: none has numpy: nothing printed' silent
on_it sh common/python.sh
check 'python: but one runs' says "^$work/bin/python3\$"

printf '#!/bin/sh\nexit 0\n' >"$work/shelf/other"
chmod +x "$work/shelf/other"
on_it SYSTEM_PYTHON="$work/shelf/other" sh common/python.sh numpy
check "python: the system's, where the first on PATH lacks numpy" says "^$work/shelf/other\$"
machine 'python3 python3-numpy'
on_it PYTHON="$work/shelf/other" sh common/python.sh numpy
check 'python: PYTHON is taken, whatever is on PATH' says "^$work/shelf/other\$"
on_it PYTHON=nosuchpython sh common/python.sh numpy
check 'python: where PYTHON is not there, no other is taken' ended 1
on_it PYTHON= sh common/python.sh numpy
check 'python: an empty PYTHON is none' says "^$work/bin/python3\$"

# ---- doctor.sh ----

items='system site processor cores SIMD memory C.compiler plain.flags native.flags make git OpenMP
MPI CUDA GPU BLAS libpng Random123 gnuplot python3 numpy Slurm clang-format clang-tidy cppcheck
shellcheck valgrind'

lists_all_items() {
    for item in $items; do
        lines_with "^$item  *[^ ]" 1 || { echo "    no line for $item" && return 1; }
    done
}

all_fit() { ! grep -Eq '.{101}' "$work/out"; }
complains_not() { [ ! -s "$work/err" ]; }

machine '' ''
rm "$work"/bin/*
ln -s "$(command -v sh)" "$work/bin/sh"
on_it CUDA_HOME=/nonexistent sh common/doctor.sh
check 'doctor: a shell and nothing else: status 0' ended 0
check 'doctor: a shell and nothing else: every item' lists_all_items
check 'doctor: a shell and nothing else: no complaint' complains_not
check 'doctor: a shell and nothing else: no compiler found' says '^C compiler  *no '
check 'doctor: a shell and nothing else: no gnuplot found' says '^gnuplot  *no '

machine "$every"
on_it CC=cc sh common/doctor.sh
check 'doctor: apt-get is named but never called' called_not 'apt-get'
check 'doctor: how to get MPI, by its package' says '^MPI  *no  *apt-get install mpich'
on_it NERSC_HOST=perlmutter sh common/doctor.sh
check 'doctor: guesses NERSC' says '^site .*perlmutter'
on_it SLURM_CLUSTER_NAME=archer2 sh common/doctor.sh
check 'doctor: guesses ARCHER2' says '^site .*ARCHER2'

# This machine, as it is.
cd "$repo" || exit 1
PLAIN='-O3 -DLONG=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' \
    sh common/doctor.sh >"$work/out" 2>"$work/err"
status=$?
: >"$work/log"
check 'doctor: on this machine: status 0' ended 0
check 'doctor: on this machine: every item' lists_all_items
check 'doctor: on this machine: no complaint' complains_not
check 'doctor: on this machine: nothing wider than 100 columns' all_fit
check 'doctor: on this machine: the compiler' says '^C compiler  *yes '

exit $failed
