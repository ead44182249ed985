# What the scripts that run many programs share; sourced. $me is what they are called, $out their
# folder. All grows in $work, a folder of its own, and is moved out when it is whole: of what failed or
# was interrupted nothing is left, and what was found before is still there.
# shellcheck shell=sh

work=$out/$me.part.$$
cores=$(unset OMP_NUM_THREADS OMP_THREAD_LIMIT; nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
child=''

# end STATUS TEXT
end() {
    echo "$me: $2" >&2
    exit "$1"
}

claim_folder() {
    trap 'rm -rf "$work"' EXIT
    trap 'interrupted 130' INT
    trap 'interrupted 143' TERM HUP
    mkdir -p "$work" 2>/dev/null || end 2 "$out is not a folder that may be written to"
}

# shellcheck disable=SC2317 # the traps call it
interrupted() {
    trap '' INT TERM HUP
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null
        wait "$child" 2>/dev/null
    fi
    end "$1" interrupted
}

# run PROGRAM [ARGUMENT...]: or ends, if the program does not end well.
run() {
    command -v "$1" >/dev/null || end 2 "there is no program $1: make"
    "$@" >"$work/printed" 2>"$work/errors" </dev/null &
    child=$!
    wait "$child" 2>/dev/null
    status=$?
    child=''
    [ $status -ne 0 ] || return 0
    reason=$(tail -n 1 "$work/errors")
    reason="$* failed: ${reason:-status $status and not a word}"
    [ $status -eq 2 ] || status=1
    end $status "$reason"
}
