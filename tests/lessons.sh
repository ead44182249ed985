# What tests of the workshop share; sourced behind lib.sh. A copy of the repository becomes the current
# folder, and there attendees' files may be anything.
# shellcheck shell=sh
# shellcheck disable=SC2016 # make's and sed's dollars

repository=$PWD copy=$scratch/copy
mkdir "$copy"
cp -r Makefile common serial vectorized mpi gpu tests exercises archer2 "$copy"
cd "$copy" || exit 1
unset MAKEFLAGS MAKELEVEL MINE

# lesson WHAT [VARIABLE=VALUE...]: of the copy's make; its stages are built as ever, all else soon
lesson() {
    make --no-print-directory NVCC= PLAIN=-O1 WIDTHS=128 "$@" >"$scratch/out" 2>"$scratch/err"
}

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

# verdict WHAT EXPECTED NN: of the file that is there
verdict() {
    UNTIMED=1 lesson "check-$3"
    same "$1" "$2" "$(called)"
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
