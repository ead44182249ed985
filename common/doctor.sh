#!/bin/sh
# doctor.sh: what Roundabout finds on this machine, and how to get what it does not. A table of
# item, yes or no, and which one or how; always status 0. Looks, and changes nothing.
#
# CC, PLAIN and NATIVE come from the Makefile. Works with a shell alone: whatever else it asks may
# be missing, so it reads the kernel's files itself.

case $0 in */*) cd "${0%/*}/.." || exit 0 ;; esac

CC=${CC:-cc}
PLAIN=${PLAIN:--O3}
NATIVE=${NATIVE:--O3 -march=native}

scratch=$(mktemp -d 2>/dev/null)
trap '[ -z "$scratch" ] || rm -rf "$scratch"' EXIT

# ---- helpers ----

row() {
    printf '%-14s %-4s %.80s\n' "$1" "$2" "$3"
}

title() {
    printf '\n%s\n' "$1"
}

has() {
    command -v "$1" >/dev/null 2>&1
}

get() {
    if has apt-get; then echo "apt-get install $1"; else echo "a module, or the package $1"; fi
}

# The first line with a digit in it: some tools say their name first, or nothing.
version_of() {
    "$@" 2>&1 </dev/null | while read -r line; do
        case $line in *[0-9]*) echo "$line" && break ;; esac
    done
}

# tool NAME PACKAGE: a row for a program that says its --version.
tool() {
    if has "$1"; then row "$1" yes "$(version_of "$1" --version)"; else row "$1" no "$(get "$2")"; fi
}

# preprocess COMPILER... : what it makes of the lines on stdin; its last line is what they ask for.
preprocess() {
    "$@" -x c -E -P - 2>/dev/null
}

last_line() {
    last=
    while read -r line; do last=${line:-$last}; done
    echo "$last"
}

# macros COMPILER...: all that it defines, after the lines on stdin.
macros() {
    "$@" -x c -E -dM - 2>/dev/null
}

# links LIBRARIES...: whether the program on stdin does.
links() {
    # shellcheck disable=SC2086 # CC may be several words, here and below
    [ -n "$scratch" ] && $CC -x c - -o "$scratch/probe" "$@" >/dev/null 2>&1
}

# field FILE KEY: the rest of the first line "KEY: ..." of one of the kernel's files.
field() {
    [ -r "$1" ] && while IFS=: read -r key rest; do
        key=${key%%[[:space:]]*}
        [ "$key" = "$2" ] && echo "${rest# }" && break
    done <"$1"
}

# ---- the machine ----

operating_system() {
    system=$(uname -sm 2>/dev/null)
    [ -r /etc/os-release ] && while IFS='=' read -r key value; do
        [ "$key" = PRETTY_NAME ] && system="${value#\"}" && system="${system%\"}, $(uname -m 2>/dev/null)"
    done </etc/os-release
    echo "${system:-not known}"
}

# A guess, from what each centre sets on its nodes.
site() {
    host=$(uname -n 2>/dev/null)
    case ${SLURM_CLUSTER_NAME-}:${MODULEPATH-}:$host in
    archer2:* | *archer2-lmod* | *:ln0[1-4] | *:uan0[1-4]) echo 'ARCHER2: see archer2/' && return ;;
    esac
    case ${NERSC_HOST-} in ?*) echo "NERSC, $NERSC_HOST: see nersc/" && return ;; esac
    case ${SLURM_CLUSTER_NAME-}:${SNIC_RESOURCE-}:$host in
    *dardel* | *tetralith* | *alvis*) echo 'NAISS: see naiss/' && return ;;
    esac
    echo 'a machine of your own'
}

processor() {
    for key in 'model name' 'Model' 'cpu model'; do
        while IFS=: read -r name value; do
            case $name in "$key"*) echo "${value# }" && return ;; esac
        done </proc/cpuinfo
    done 2>/dev/null
    uname -m 2>/dev/null
}

# "0-3,8" holds 5.
count_list() {
    total=0
    IFS=,
    for range in $1; do
        total=$((total + ${range#*-} - ${range%-*} + 1))
    done
    unset IFS
    echo $total
}

# A core is counted at the first of its hardware threads. Not with `read`: a byte at a time is more
# than some kernels' topology files answer.
count_cores() {
    logical=0 physical=0
    for cpu in /sys/devices/system/cpu/cpu[0-9]*; do
        siblings=$(cat "$cpu/topology/thread_siblings_list" 2>/dev/null) || continue
        logical=$((logical + 1))
        case $siblings in "${cpu##*cpu}" | "${cpu##*cpu}"[,-]*) physical=$((physical + 1)) ;; esac
    done
}

# ratio A B: A / B with one decimal.
ratio() {
    tenths=$(($1 * 10 / $2))
    echo "$((tenths / 10)).$((tenths % 10))"
}

cores() {
    count_cores
    allowed=$(field /proc/self/status Cpus_allowed_list)
    text="$(count_list "${allowed#?}") for this shell"
    [ $logical -gt 0 ] && text="$text, $physical on the machine, $logical hardware threads"
    read -r quota period 2>/dev/null </sys/fs/cgroup/cpu.max || quota=max
    [ "$quota" = max ] || text="$text, a quota of $(ratio "$quota" "$period")"
    echo "$text"
}

gibibytes() {
    kilobytes=${1% kB}
    echo "$(ratio "${kilobytes##* }" 1048576) GiB"
}

memory() {
    total=$(field /proc/meminfo MemTotal)
    [ -n "$total" ] || return
    echo "$(gibibytes "$total"), $(gibibytes "$(field /proc/meminfo MemAvailable)") of it free"
}

# The widest of those that a list of processor flags, or of compiler macros, names.
widest_simd() {
    case " $1 " in
    *avx512f* | *__AVX512F__*) echo AVX-512 ;;
    *' avx2 '* | *__AVX2__*) echo AVX2 ;;
    *' sve '* | *__ARM_FEATURE_SVE*) echo SVE ;;
    *' asimd '* | *' neon '* | *__ARM_NEON*) echo NEON ;;
    *' sse2 '* | *__SSE2__*) echo SSE2 ;;
    *) echo none ;;
    esac
}

simd_row() {
    flags=$(field /proc/cpuinfo flags)
    simd=$(widest_simd "${flags:-$(field /proc/cpuinfo Features)}")
    [ "$simd" = none ] && row SIMD no 'none known: words of 64 bits only' && return
    row SIMD yes "$simd in the processor"
}

machine() {
    title 'The machine'
    row system '' "$(operating_system)"
    row site '' "$(site)"
    row processor '' "$(processor)"
    row cores '' "$(cores)"
    simd_row
    row memory '' "$(memory)"
}

# ---- building ----

compiler_row() {
    # shellcheck disable=SC2086
    defined=$(macros $CC </dev/null)
    case $defined in
    *__INTEL_LLVM_COMPILER*) kind=icx ;;
    *__cray__*) kind='Cray clang' ;;
    *__clang__*) kind=clang ;;
    *__GNUC__*) kind=gcc ;;
    *) row 'C compiler' no "$CC does not run; $(get 'gcc libc6-dev'), or make CC=..." && return ;;
    esac
    # shellcheck disable=SC2086
    row 'C compiler' yes "$kind: $(version_of $CC --version)"
}

# flags_row NAME FLAGS
flags_row() {
    # shellcheck disable=SC2086
    defined=$(macros $CC $2 </dev/null)
    [ -n "$defined" ] && row "$1" yes "$2 (SIMD: $(widest_simd "$defined"))" && return
    row "$1" no "$2: not flags that $CC takes"
}

openmp_row() {
    program='#include <omp.h>
int main(void) { return omp_get_max_threads() < 1; }'
    if printf '%s\n' "$program" | links -fopenmp; then
        row OpenMP yes '-fopenmp'
    else
        row OpenMP no "-fopenmp does not link; with gcc it does, with clang: $(get libomp-dev)"
    fi
}

mpi_name() {
    case $(echo '#include <mpi.h>' | macros "$1") in
    *CRAY_MPICH_VERSION*) echo 'Cray MPICH' ;;
    *I_MPI_VERSION*) echo 'Intel MPI' ;;
    *MVAPICH*_VERSION*) echo MVAPICH ;;
    *OMPI_MAJOR_VERSION*) echo 'Open MPI' ;;
    *MPICH_VERSION*)
        version=$(printf '#include <mpi.h>\nMPICH_VERSION\n' | preprocess "$1" | last_line)
        echo "MPICH $version" | tr -d '"'
        ;;
    esac
}

mpi_row() {
    launcher='nothing: no mpiexec'
    for run in mpiexec.mpich mpiexec mpirun srun; do
        has "$run" && launcher=$run && break
    done
    for wrapper in mpicc.mpich mpicc cc; do
        has "$wrapper" || continue
        name=$(mpi_name "$wrapper")
        [ -n "$name" ] && row MPI yes "$name: $wrapper, launched with $launcher" && return
    done
    row MPI no "$(get 'mpich libmpich-dev')"
}

blas_row() {
    program='#include <lapacke.h>
int main(void) {
    double a = 1, w;
    return LAPACKE_dsyevd(LAPACK_ROW_MAJOR, 86, 85, 1, &a, 1, &w);
}'
    for libraries in '' '-llapacke -lopenblas' '-lopenblas' '-llapacke -llapack -lblas'; do
        # shellcheck disable=SC2086
        printf '%s\n' "$program" | links $libraries || continue
        row BLAS yes "LAPACKE with ${libraries:-nothing but $CC}" && return
    done
    row BLAS no "$(get 'libopenblas-dev liblapacke-dev')"
}

# header_row NAME HEADER PACKAGE [MACRO]: the macro holds the version, as a string.
header_row() {
    # shellcheck disable=SC2086
    if ! text=$(printf '#include <%s>\n%s\n' "$2" "${4-}" | preprocess $CC ${CPPFLAGS-}); then
        row "$1" no "$(get "$3")" && return
    fi
    version=
    [ -n "${4-}" ] && version=$(echo "$text" | last_line)
    version=${version#\"}
    row "$1" yes "<$2>${version:+, version ${version%\"}}"
}

find_nvcc() {
    for nvcc in nvcc "${CUDA_HOME:-/usr/local/cuda}/bin/nvcc"; do
        command -v "$nvcc" && return
    done
}

nvcc_release() {
    "$1" --version 2>/dev/null | while read -r line; do
        case $line in *release*) echo "${line##*release }" ;; esac
    done
}

cuda_rows() {
    nvcc=$(find_nvcc)
    if [ -n "$nvcc" ]; then
        row CUDA yes "$(nvcc_release "$nvcc"), $nvcc"
    else
        row CUDA no "a module (cuda, cudatoolkit), or $(get nvidia-cuda-toolkit)"
    fi
    gpus=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null) || gpus=
    if [ -n "$gpus" ]; then
        row GPU yes "$(echo "$gpus" | count_same)"
    else
        row GPU no 'no NVIDIA GPU that nvidia-smi sees; on a cluster, ask in a GPU job'
    fi
}

count_same() {
    lines=0
    while read -r line; do lines=$((lines + 1)) && last=$line; done
    echo "$lines x $last"
}

building() {
    title 'To build with'
    compiler_row
    flags_row 'plain flags' "$PLAIN"
    flags_row 'native flags' "$NATIVE"
    tool make make
    tool git git
    openmp_row
    mpi_row
    cuda_rows
    blas_row
    header_row libpng png.h libpng-dev PNG_LIBPNG_VER_STRING
    header_row Random123 Random123/philox.h librandom123-dev
}

# ---- running, and working on it ----

# python_row NAME MODULE EXPRESSION PACKAGE
python_row() {
    if python=$(sh common/python.sh "$2" 2>/dev/null); then
        row "$1" yes "$("$python" -c "import $2; print($3)" 2>/dev/null), $python"
    else
        row "$1" no "$(get "$4")"
    fi
}

running() {
    title 'To run and plot with'
    tool gnuplot gnuplot-nox
    python_row python3 platform 'platform.python_version()' python3
    python_row numpy numpy numpy.__version__ python3-numpy
    if has sbatch; then
        row Slurm yes "$(version_of sbatch --version)"
    else
        row Slurm no 'job scripts need a cluster; everything else runs without'
    fi
}

working() {
    title 'To work on it with'
    for tool in clang-format clang-tidy cppcheck shellcheck valgrind; do
        tool $tool $tool
    done
}

machine
building
running
working
exit 0
