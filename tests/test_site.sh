#!/bin/sh
# Site files: what is wrong with one is said, with its line; which site this is; what make makes of it.

# shellcheck source=tests/lib.sh
. tests/lib.sh
unset ROUNDABOUT_SITE ROUNDABOUT_HOST NERSC_HOST SLURM_CLUSTER_NAME SITE MAKEFLAGS MAKELEVEL CC CFLAGS

good=archer2/archer2.site
file=$scratch/x.site

# facts of $file, into $scratch/out and err
facts() { awk -f common/site.awk "$file" >"$scratch/out" 2>"$scratch/err"; }

# broken NAME 'SED COMMAND' PATTERN: so is a good file made bad; that is said in one line.
broken() {
    sed "$2" $good >"$file"
    cmp -s $good "$file" && not_ok "$1: sed changed nothing"
    facts
    same "$1: status" 2 $?
    same "$1: one line" 1 "$(wc -l <"$scratch/err")"
    same "$1: and nothing else" 0 "$(wc -l <"$scratch/out")"
    grep -q "^$file:[0-9]*: .*$3" "$scratch/err" || not_ok "$1: says '$(cat "$scratch/err")', not '$3'"
}

test_reader() {
    for found in */*.site; do
        check "$found can be read" awk -f common/site.awk "$found"
    done
    awk -f common/site.awk $good >"$scratch/facts"
    tab=$(printf '\t')
    check 'what the site says holds for each kind' grep -qx "highmem${tab}compiler${tab}cc" "$scratch/facts"
    same 'a kind says something else' 'PrgEnv-gnu cudatoolkit craype-accel-nvidia80' \
        "$(sh common/site.sh get perlmutter modules gpu)"
    same 'and the others do not' PrgEnv-gnu "$(sh common/site.sh get perlmutter modules cpu)"
    same 'comments are no values' cores "$(sh common/site.sh get archer2 counts)"
    same 'what is not said is nothing' '' "$(sh common/site.sh get archer2 gpus standard)"
    broken 'an unknown key' 's/^centre/center/' 'no key center'
    broken 'a key twice' '2p' 'a second centre'
    broken 'a section twice' 's/^\[highmem\]/[standard]/' 'a second section'
    broken 'no value' 's/^centre .*/centre =/' 'centre has no value'
    broken 'a comment for a value' 's/^centre .*/centre = # none/' 'centre has no value'
    broken 'no key' 's/^centre .*/Edinburgh/' 'neither key = value'
    broken 'letters for a number' 's/^cores .*/cores = many/' 'no whole number'
    broken 'a negative number' 's/^memory .*/memory = -1/' 'no whole number'
    broken 'a minus in a section' 's/^\[gpu\]/[GPU]/' 'no section'
    broken 'a key of a kind above all' 's/^centre .*/cores = 3/' 'belongs in a section'
    broken 'a key of the site in a kind' 's/^partition.*/centre = here/' 'belongs above'
    broken 'a kind without cores' '/^cores/d' '\[standard\] does not say cores'
    broken 'a site without a compiler' '/^compiler/d' 'the site does not say compiler'
    broken 'no limit of time' '/^qos/d' 'neither qos nor longest'
    broken 'a QOS without nodes' 's/^qos .*/qos = short:00:20:00/' 'qos is name'
    broken 'a QOS of no time' 's/^qos .*/qos = short\/3\/20/' 'qos is name'
    broken 'GPUs without a request' '/^gpu_request/d' 'does not say gpu_request'
    broken 'a request without a number' 's/^gpu_request.*/gpu_request = --gpus=2/' 'must end in %d'
    broken 'a request of two' 's/^gpu_request.*/gpu_request = --gpus=%s:%d/' 'must end in %d'
    broken 'cores that no sockets share' 's/^sockets .*/sockets = 3/' 'unevenly'
    broken 'what neither cores nor threads are' 's/^counts .*/counts = cpus/' 'counts is'
    broken 'no kinds of nodes' '/^\[/,$d' 'no section'
    : >"$file"
    facts
    same 'an empty file is an error' 2 $?
    head -c 3000 /bin/sh >"$file"
    facts
    same 'so is a file that is none' 2 $?
    printf 'name = x' >"$file"
    facts
    same 'so is one that ends at once' 2 $?
    sed 's/$/\r/' $good >"$file"
    facts && awk -f common/site.awk $good | cmp -s - "$scratch/out" && cr=same
    same "DOS's ends of lines are as good" same "$cr"
}

# guessed SITE VARIABLE=VALUE...: that is what it is then.
guessed() {
    expected=$1
    shift
    same "$*: ${expected:-no site that is known}" "$expected" "$(env "$@" sh common/site.sh guess)"
}

test_guess() {
    guessed archer2 ROUNDABOUT_HOST=ln03
    guessed archer2 ROUNDABOUT_HOST=ln03.archer2.ac.uk
    guessed '' ROUNDABOUT_HOST=ln03x
    guessed '' ROUNDABOUT_HOST=laptop
    guessed '' ROUNDABOUT_HOST=nid001234
    guessed archer2 ROUNDABOUT_HOST=nid001234 SLURM_CLUSTER_NAME=archer2
    guessed perlmutter ROUNDABOUT_HOST=nid001234 NERSC_HOST=perlmutter
    guessed '' ROUNDABOUT_HOST=login01 NERSC_HOST=cori
    guessed '' ROUNDABOUT_HOST=ln03 SLURM_CLUSTER_NAME=another
    guessed kebnekaise ROUNDABOUT_HOST=b-an02
    guessed tetralith ROUNDABOUT_HOST=tetralith2.nsc.liu.se
    guessed cosmos ROUNDABOUT_HOST=ln03 ROUNDABOUT_SITE=cosmos
    guessed '' ROUNDABOUT_HOST=ln03 ROUNDABOUT_SITE=
    check 'a login node' env ROUNDABOUT_HOST=ln03 sh common/site.sh login archer2
    same 'a compute node is none' 1 "$(ROUNDABOUT_HOST=nid001 sh common/site.sh login archer2; echo $?)"
    same 'Perlmutter knows its own' 0 "$(ROUNDABOUT_HOST=login07 sh common/site.sh login perlmutter; echo $?)"
    for site in nowhere ../archer2/archer2 'a b' '*' ''; do
        sh common/site.sh facts "$site" >"$scratch/out" 2>"$scratch/err"
        same "no site '$site': status" 2 $?
        same "no site '$site': one line, with those that there are" 1 "$(grep -c 'archer2, .*tetralith' "$scratch/err")"
    done
}

# compiles NAME PATTERN COMMAND...: what the command would compile road.c with is like that.
compiles() {
    name=$1 pattern=$2
    shift 2
    "$@" -n -B build/common/road.o >"$scratch/made" 2>&1
    check "$name" grep -Eq -- "(^|&& )$pattern" "$scratch/made"
}

test_make() {
    compiles "make SITE= has the site's compiler" 'gcc .*-std=c17' make SITE=kebnekaise
    compiles 'it is guessed' 'gcc .*-std=c17' env ROUNDABOUT_HOST=b-an02 make
    check 'and said' grep -q '^make: for kebnekaise, by gcc; MPI by ' "$scratch/made"
    compiles 'or not' 'cc .*-std=c17' env ROUNDABOUT_HOST=b-an02 make SITE=
    same 'and then not said' 0 "$(grep -c '^make: for' "$scratch/made")"
    compiles 'nor by a make in a make' 'cc .*-std=c17' env MAKELEVEL=1 make
    same 'of no site' 0 "$(grep -c '^make: for' "$scratch/made")"
    compiles "the command line's compiler is stronger" 'clang .*-std=c17' make SITE=kebnekaise CC=clang
    compiles "so is the environment's" 'clang .*-std=c17' env CC=clang make SITE=kebnekaise
    compiles "an environment's SITE is somebody else's" 'cc .*-std=c17' env SITE=Edinburgh make
    mkdir "$scratch/tree"
    cp -r Makefile common serial vectorized mpi gpu tests archer2 "$scratch/tree"
    cd "$scratch/tree" || exit 1
    sed -i 's/^compiler .*/compiler = gcc\nflags = -O1 -DSITE_FLAG/' $good
    compiles "the site's flags" 'gcc .*-std=c17 .*-O1 -DSITE_FLAG' make SITE=archer2
    compiles "the user's instead" 'gcc .*-std=c17 .*-O3 +-DMINE -MMD' make SITE=archer2 CFLAGS=-DMINE
    compiles "or the environment's" 'gcc .*-std=c17 .*-O3 +-DMINE -MMD' env CFLAGS=-DMINE make SITE=archer2
    sed -i 's/^compiler .*/colour = red/' $good
    make SITE=archer2 bin/ladder >"$scratch/out" 2>"$scratch/err"
    same 'a site file that is not right: status' 2 $?
    check 'with its file and line' grep -q 'archer2.site:[0-9]*: there is no key colour' "$scratch/err"
    make SITE=nowhere bin/ladder >"$scratch/out" 2>"$scratch/err"
    same 'no such site: status' 2 $?
    same 'no such site: one line' 1 "$(cat "$scratch/out" "$scratch/err" | wc -l)"
    check 'no such site: those that there are' grep -q 'there is no site nowhere, but archer2' "$scratch/err"
    rm -r archer2
    compiles 'without any site file' 'cc .*-std=c17' make
    same 'nothing else is said' '' "$(grep -E '^make: |^ls|site' "$scratch/made")"
}

# Programs that were built for a site know its login nodes. In a copy of the tree.
test_login() {
    mkdir "$scratch/polite"
    cp -r Makefile common serial vectorized mpi gpu tests archer2 "$scratch/polite"
    cd "$scratch/polite" || exit 1
    programs='traffic-naive eigh-householder vecadd-naive integral-naive'
    # shellcheck disable=SC2046 # words
    check 'programs are built for ARCHER2' make -j4 SITE=archer2 PLAIN=-O1 $(for p in $programs; do echo "bin/$p"; done)
    for program in $programs; do
        case $program in
        traffic-*) option=--cells other='--steps 10 --record r.csv' ;;
        eigh-*) option=--size other='--tasks 1 --record r.csv' ;;
        vecadd-* | integral-*) option=--size other='--record r.csv' ;;
        esac
        rm -f r.csv
        # shellcheck disable=SC2086
        ROUNDABOUT_HOST=ln03.archer2.ac.uk bin/$program $other >"$scratch/out" 2>"$scratch/err"
        same "$program on a login node: status" 0 $?
        same "$program on a login node: one line" 1 "$(wc -l <"$scratch/err")"
        size=$(sed -n "s/^$program: this is a login node, .* $option is \([0-9]*\) here .*sbatch.*/\1/p" "$scratch/err")
        check "$program on a login node: says how small" [ "${size:-0}" -gt 0 ]
        same "$program on a login node: and is" "$size" "$(field size r.csv)"
        # shellcheck disable=SC2086
        ROUNDABOUT_HOST=ln03 bin/$program $other $option 300 >"$scratch/out" 2>"$scratch/err"
        same "$program: what is asked for is done" 300 "$(field size r.csv)"
        # shellcheck disable=SC2086
        ROUNDABOUT_HOST=nid001234 bin/$program $other $option 301 >"$scratch/out" 2>"$scratch/err"
        same "$program on a compute node: nothing is said" "301 " "$(field size r.csv) $(cat "$scratch/err")"
    done
    ROUNDABOUT_HOST=ln03 bin/traffic-naive --help 2>/dev/null >"$scratch/out"
    check '--help knows it' grep -q 'length of the road \[1024000\]' "$scratch/out"
    ROUNDABOUT_HOST=nid001 bin/traffic-naive --help >"$scratch/out"
    check 'elsewhere it is longer' grep -q 'length of the road \[10240000\]' "$scratch/out"
    for goal in speedups climb scaling scan-size; do
        ROUNDABOUT_HOST=ln03 make SITE=archer2 DEPS=0 PLAIN=-O1 "$goal" >"$scratch/out" 2>"$scratch/err"
        same "make $goal on a login node: status" 2 $?
        check "make $goal on a login node: where instead" grep -q '^make: a login node is for small runs: .*(srun --nodes=1 ' "$scratch/err"
    done
    check 'on a compute node: whatever is wanted' env ROUNDABOUT_HOST=nid001 make SITE=archer2 polite
}

test_reader
test_guess
(test_make; exit $failed) || failed=1
test_login
exit $failed
