# What tests of the workshop share; sourced behind lib.sh. A copy of the repository becomes the current
# folder, and there attendees' files may be anything. What make has compiled it need not compile again.
# shellcheck shell=sh
# shellcheck disable=SC2016 # make's and sed's dollars

repository=$PWD copy=$scratch/copy commit=$(cat build/commit)
mkdir "$copy"
cp -Rp Makefile common serial vectorized mpi gpu tests exercises archer2 "$copy"
find build \( -name '*.[oadh]' -o -name '*.cpp' -o -name options -o -name commit \) -exec cp -p --parents -t "$copy" {} +
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL MINE

# lesson WHAT [VARIABLE=VALUE...]: of the copy's make
lesson() {
    make --no-print-directory NVCC= COMMIT="$commit" "$@" >"$scratch/out" 2>"$scratch/err"
}

# The same make, in one word.
maker=$scratch/maker
printf '#!/bin/sh\nexec make NVCC= COMMIT=%s "$@"\n' "$commit" >"$maker" && chmod +x "$maker"

# fact NAME NN
fact() {
    awk -v name="$1" '$1 == name { sub(/^[^ ]+ +/, ""); print }' exercises/"$2"-*/facts
}

# file_of NN: the attendee's
file_of() {
    basename exercises/"$1"-*/*"$1"[._-]*
}

# called: the mistakes that were named
called() {
    sed -n 's/.*\[\([a-z-]*\)\][.:].*/\1/p' "$scratch/out" | paste -s -d + -
}

# tried NN: the file that is there. As `make check-NN` does it, but for a make the less.
tried() {
    UNTIMED=1 MAKE=$maker sh exercises/exercise.sh check "$1" >"$scratch/out" 2>"$scratch/err"
}

# verdict WHAT EXPECTED NN: of the file that is there
verdict() {
    tried "$3"
    same "$1" "${2:+1 }$2" "${2:+$? }$(called)"
    same "$1: on 80 columns" '' "$(grep -E '.{81}' "$scratch/out")"
}

# made FROM NAME NN SED...: a file changed, as the attendee's; what is said of it
made() {
    from=$1 name=$2 number=$3 mine=mine/$(file_of "$3")
    shift 3
    sed "$@" "$from" >"$mine"
    cmp -s "$from" "$mine" && not_ok "$number, $name: nothing was changed"
    verdict "$number: ${name:-no mistake} is named" "$name" "$number"
}

# mistake NAME NN SED...: made in the solution of an exercise; typed NAME NN SED...: into the stub
mistake() {
    made "$(fact solution "$2")" "$@"
}

typed() {
    made exercises/"$2"-*/"$(file_of "$2")" "$@"
}
