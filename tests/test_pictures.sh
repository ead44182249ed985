#!/bin/sh
# The gallery of space-time pictures: all are drawn, as their commands say, or none is.
. tests/lib.sh

out=$scratch/out
real=$PWD/$BIN/street-cars
if ! why=$("$real" --probe 2>&1); then
    skip "$why"
    exit 0
fi

# pictures PROGRAM
pictures() {
    sh common/pictures.sh "$out" "$1" >"$scratch/said" 2>"$scratch/errors"
}

# program LINE...: a shell script; "$@" are its arguments.
program() {
    printf '%s\n' '#!/bin/sh' "$@" >"$scratch/street-toy"
    chmod +x "$scratch/street-toy"
}

# ends STATUS PATTERN WHAT PROGRAM: so it ends, with one line, and what was there stays.
ends() {
    cat "$out"/* >"$scratch/before"
    pictures "$4"
    same "$3: status, lines" "$1 1" "$? $(wc -l <"$scratch/errors")"
    check "$3: says so" grep -q "^pictures: .*$2" "$scratch/errors"
    cat "$out"/* >"$scratch/after"
    check "$3: the pictures before are still there, and nothing else" cmp "$scratch/before" "$scratch/after"
}

# The names of the pictures are in README.md; so are their commands, which draw the same.
same_pictures() {
    same "$1: status, lines on stderr" '0 0' "$2 $(wc -l <"$scratch/errors")"
    same "$1: seven of them" "7 7 8" "$(grep -c '^!' "$out/README.md") $(grep -c "\\.$3 " "$scratch/said") \
$(find "$out" -type f | wc -l)"
    sed -n 's/^!.*(\(.*\))/\1/p' "$out/README.md" >"$scratch/names"
    while read -r name; do
        (cd "$scratch" && sh -c "$(grep -- "--image $name\$" "$out/README.md")" >printed)
        check "$1: $name is what its command draws" cmp "$out/$name" "$scratch/$name"
    done <"$scratch/names"
}

pictures "$real"
status=$?
if [ -e "$out/free.png" ]; then
    same_pictures 'pictures' $status png
else
    same_pictures 'pictures without libpng' $status pgm
fi
ends 2 'there is no program' 'no such program' "$scratch/none"
program 'case $* in *"--green 20"*) echo "street-toy: FAILED: it broke" >&2 && exit 1 ;; esac' "exec '$real' \"\$@\""
ends 1 'street-toy .* failed: street-toy: FAILED: it broke' 'a program that fails' "$scratch/street-toy"
program 'case $* in *.png) echo "street-toy: built without libpng" >&2 && exit 2 ;; esac' "exec '$real' \"\$@\""
rm -r "$out"
pictures "$scratch/street-toy"
same_pictures 'without libpng' $? pgm
exit $failed
