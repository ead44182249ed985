#!/bin/sh
# deps.sh: says what is missing on this machine and installs it where it may: with apt-get, as root
# or through a sudo that asks no password. Elsewhere it prints the one line to run and goes on with
# what there is. Silent where nothing is missing. DEPS=0 leaves the system alone: it is only looked
# at. Its arguments are the items to look for, else all that `make speedups` can use.
#
# Status 0, or 2 if there is no C compiler at the end: nothing can go on without one.
#
# Headers are looked for with the compiler and not with the package manager: on most clusters they
# come from modules.

case $0 in */*) cd "${0%/*}/.." || exit 2 ;; esac

cc=${CC:-cc}
log=build/deps.log
items=${*:-compiler make openmp blas gnuplot libpng random123 python numpy mpi}

# ---- what is looked for ----

# A compiler counts when its program links: gcc without libc6-dev does not, clang without libomp-dev
# has no threads.
links() {
    probe=$(mktemp 2>/dev/null) || probe=deps.probe
    # shellcheck disable=SC2086 # "ccache gcc" is two words
    echo 'int main(void) { return 0; }' | $cc "$@" -x c - -o "$probe" >/dev/null 2>&1
    works=$?
    rm -f "$probe"
    return $works
}

have_header() {
    # shellcheck disable=SC2086
    echo "#include <$1>" | $cc ${CPPFLAGS-} -x c -E - >/dev/null 2>&1
}

# Programs look for it when they run; the linker finds it without what is needed to build with it.
have_blas() {
    for library in ${BLAS-} libopenblas.so.0 libmkl_rt.so.2 libsci_gnu.so libsci_cray.so; do
        case $library in
        */*) [ -e "$library" ] && return ;;
        *) links "-l:$library" && return ;;
        esac
    done
    return 1
}

# By Debian's name of MPICH, by everybody's, by Cray's: as the Makefile looks for it.
have_mpi() {
    for wrapper in mpicc.mpich mpicc cc; do
        echo '#include <mpi.h>' | "$wrapper" -x c -E - >/dev/null 2>&1 && return
    done
}

have() {
    case $1 in
    compiler) links ;;
    openmp) links -fopenmp -include omp.h ;;
    make) command -v make >/dev/null ;;
    blas) have_blas ;;
    gnuplot) command -v gnuplot >/dev/null ;;
    libpng) have_header png.h ;;
    random123) have_header Random123/philox.h ;;
    python) sh common/python.sh >/dev/null ;;
    numpy) sh common/python.sh numpy >/dev/null ;;
    mpi) have_mpi ;;
    simgrid) command -v smpicc >/dev/null && command -v smpirun >/dev/null ;;
    slurm) command -v slurmctld >/dev/null && [ -e /usr/share/modules/init/bash ] ;;
    esac
}

describe() {
    case $1 in
    compiler) item="a C compiler ($cc)" use='everything' ;;
    make) item=make use='building' ;;
    openmp) item="OpenMP for $cc" use='the rungs with threads' ;;
    blas) item='OpenBLAS (or MKL or libsci)' use='the rungs of eigh with LAPACK' ;;
    gnuplot) item=gnuplot use='the plots, results/*.svg and *.png' ;;
    libpng) item="libpng's headers" use='images as .png (.pbm and .pgm need nothing)' ;;
    random123) item="Random123's headers" use='--random philox' ;;
    python) item=python3 use='the rungs in Python' ;;
    numpy) item='numpy for python3' use='the rung in numpy' ;;
    mpi) item='MPICH (or another MPI)' use='the programs of mpi/' ;;
    simgrid) item='SimGrid (smpicc, smpirun)' use='machines that are simulated' ;;
    slurm) item='Slurm (slurmctld, slurmd), or modules' use='the tests of batch jobs' ;;
    esac
}

# Debian's names; nothing for a compiler that Debian does not have.
package_of() {
    case $1 in
    compiler) compiler_package ;;
    openmp) openmp_package ;;
    blas) echo libopenblas0 ;;
    gnuplot) echo gnuplot-nox ;;
    libpng) echo libpng-dev ;;
    random123) echo librandom123-dev ;;
    python) echo python3 ;;
    numpy) echo python3-numpy ;;
    mpi) echo libmpich-dev mpich ;;
    simgrid) echo libsimgrid-dev ;;
    slurm) echo slurm-wlm environment-modules ;;
    *) echo "$1" ;;
    esac
}

compiler_package() {
    case $cc in
    cc | gcc) echo gcc libc6-dev ;;
    clang | gcc-[0-9]* | clang-[0-9]*) echo "$cc" libc6-dev ;;
    esac
}

# gcc brings its own.
openmp_package() {
    case $cc in
    clang) echo libomp-dev ;;
    clang-[0-9]*) echo "libomp-${cc#clang-}-dev" ;;
    esac
}

# Sets `missing`, items, and `packages`, what Debian calls them.
look() {
    missing='' packages=''
    for name in $items; do
        have "$name" && continue
        missing="$missing $name"
        wanted=$(package_of "$name")
        packages="$packages${wanted:+ $wanted}"
    done
    packages=${packages# }
}

# ---- what can be done about it ----

# Sets `runner`, what stands before apt-get, or `obstacle`, why it cannot be run.
find_way() {
    runner='' obstacle=''
    if [ "${DEPS-1}" = 0 ]; then
        obstacle='DEPS=0 leaves the system alone'
    elif ! command -v apt-get >/dev/null; then
        obstacle='there is no apt-get here'
    elif [ -z "$packages" ]; then
        obstacle='no package is known to have it'
    elif [ "$(id -u)" = 0 ]; then
        runner='env'
    elif command -v sudo >/dev/null && sudo -n true >/dev/null 2>&1 </dev/null; then
        runner='sudo -n env'
    else
        obstacle='it takes root, or a sudo that asks no password'
    fi
}

list_items() {
    listed=
    for name in $missing; do
        describe "$name"
        listed="$listed, $item"
    done
    listed=${listed#, }
}

say_missing() {
    for name in $missing; do
        describe "$name"
        echo "missing: $item, for $use"
    done
}

say_skipped() {
    for name in $missing; do
        describe "$name"
        echo "skipped: $use, for want of $item"
    done
}

say_how() {
    list_items
    if ! command -v apt-get >/dev/null || [ -z "$packages" ]; then
        echo "to get it: load a module or ask your package manager for $listed"
    elif [ "$(id -u 2>/dev/null)" = 0 ]; then
        echo "to get it: apt-get install --no-install-recommends $packages"
    else
        echo "to get it: sudo apt-get install --no-install-recommends $packages"
    fi
}

# ---- installing ----

apt() {
    # shellcheck disable=SC2086 # the runner is several words
    $runner DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=60 \
        -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 "$@" >>"$log" 2>&1 </dev/null
}

apt_install() {
    # shellcheck disable=SC2086 # one word for each package
    apt install --no-install-recommends $1
}

have_lists() {
    set -- /var/lib/apt/lists/*_Packages*
    [ -e "$1" ]
}

# An old system may not know one of the packages; it shall not cost us the others.
install_one_by_one() {
    grep -q 'Unable to locate package' "$log" || return
    for package in $packages; do
        apt_install "$package"
    done
}

install_all() {
    have_lists || apt update
    apt_install "$packages" && return
    apt update
    apt_install "$packages" || install_one_by_one
}

install_missing() {
    { mkdir -p build && : >"$log"; } 2>/dev/null || log=/dev/null
    echo "installing $packages ... (what apt-get says: $log)"
    install_all
    look
    [ -n "$missing" ] || echo 'installed.'
}

# ---- the whole of it ----

look
[ -n "$missing" ] || exit 0

find_way
if [ -z "$obstacle" ]; then
    say_missing
    install_missing
    [ -n "$missing" ] || exit 0
    obstacle='apt-get could not'
    tail -n 5 "$log" | sed 's/^/    /'
fi
echo "not installed: $obstacle"
have compiler || fatal=yes
[ -n "${fatal-}" ] || say_skipped
say_how
[ -z "${fatal-}" ] && exit 0
echo "nothing can be built: $cc does not make a program that links" >&2
exit 2
