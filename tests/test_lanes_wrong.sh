#!/bin/sh
# Seams planted wrong in the lanes, one at a time: the test of the lanes must find each.
. tests/lib.sh

CC=${CC:-cc}
flags='-std=c17 -D_GNU_SOURCE -O1 -Icommon -Itests -DWIDE_BITS=128'
echo '#include "build.h"
const struct build build = {.program = "test-lanes"};' >"$scratch/build.c"
sources="$scratch/build.c tests/test.c tests/test_lanes.c"
for name in lanes lanes_wide logic_wide wide memory die progress terminal clock world_single exact road random; do
    sources="$sources common/$name.c"
done

objects=
for source in $sources; do
    object=$scratch/$(basename "$source" .c).o
    # shellcheck disable=SC2086 # words are meant to split
    $CC $flags -c -o "$object" "$source" || { not_ok "$source does not compile"; exit 1; }
    objects="$objects $object"
done

# wrong WHAT FILE SED: with the file as sed changes it, the test fails; or, with "right" for the
# first word, it passes.
wrong() {
    what=$1 name=$(basename "$2" .c)
    sed "$3" "common/$2" >"$scratch/mutant.c"
    if cmp -s "common/$2" "$scratch/mutant.c"; then
        not_ok "$what: nothing was changed in $2"
        return
    fi
    # shellcheck disable=SC2046,SC2086
    if ! $CC $flags -o "$scratch/test" "$scratch/mutant.c" \
        $(echo "$objects" | sed "s|[^ ]*/$name\.o||") -lm >"$scratch/compiled" 2>&1; then
        not_ok "$what: does not compile: $(grep -m 1 -E "error|undefined" "$scratch/compiled")"
        return
    fi
    timeout 60 "$scratch/test" >"$scratch/found" 2>&1
    found=$?
    case $what in
    right*) same "$what" 0 $found ;;
    *) check "$what: found" test $found -ne 0 ;;
    esac
}

wrong 'right: a comment more' lanes.c '1s|^|/* the same */ |'
wrong 'halo behind a cell too far back' lanes.c 's|length - 1 - i) \* lanes->words;|length - 2 - i) * lanes->words;|'
wrong 'short lanes looked at as long ones' lanes.c 's|(lanes->shortest - 1 - i)|(lanes->length - 1 - i)|'
wrong 'nothing passes between the words of a vector' lanes.c 's|cell = last >> 63|cell = 0|'
wrong 'nothing comes back between the words of a vector' lanes.c 's|first\[w + 1\] << 63|0|'
wrong 'the part behind is not seen' lanes.c 's/(last << 1 | cell)/(last << 1)/'
wrong 'the part ahead is not seen' lanes.c 's/ | cell << last % 64//'
wrong 'lanes not in use fill with cars' lanes.c 's|(last << 1 . cell) & lanes->use\[w\]|(last << 1 \| cell)|'
wrong 'all lanes taken for equal' lanes.c 's|bool uneven = .*|bool uneven = false;|'
wrong 'the ends told a cell late' lanes.c 's|length_of(lanes, last) - 1 - i)|length_of(lanes, last) - 2 - i)|'
wrong 'the last lane taken for a long one' lanes.c 's|length_of(lanes, last) - 1|length_of(lanes, 0) - 1|'
wrong 'the remainder not spread' lanes.c 's|lane \* lanes->shortest + smaller(lane, longer_lanes(lanes))|lane * lanes->shortest|'
wrong 'a bit of the square turned' lanes.c 's|low ^= low << size)|low ^= low << 1)|'
wrong 'a row forgets what it held' lanes_wide.c 's|held\[1\] = v\[GROUP + 1\];||'
wrong 'rows share what they hold' lanes_wide.c 's|step(v, work->held\[row\])|step(v, work->held[0])|'
wrong 'a row begun at the wrong end' lanes_wide.c 's|int k = GROUP - 1; k >= 0; k--|int k = 0; k < GROUP; k++|'
wrong 'a step is lost' lanes_wide.c 's|row < last; row++|row < last - 1; row++|'
wrong 'the last of a block forgotten' lanes_wide.c '/seen\[0\] = /d'
wrong 'halos counted' lanes_wide.c 's|p < 0 ? -p : 0|0|'
wrong 'a halo counted as the middle' lanes_wide.c 's|done >= 0 \&\& ||'
wrong 'a cell of the next lane counted' lanes_wide.c 's|p + i < lanes->shortest ? moved : .*|moved);|'
wrong 'the end counted as the middle' lanes_wide.c 's|done + vectors <= lanes->shortest|done <= lanes->shortest|'
wrong 'the first pair of a group forgets who is behind' lanes_wide.c '/v\[1\] = work->held\[last\]/d'
wrong 'fours counted as twos' lanes_wide.c 's|4 \* ones_in(digit|2 * ones_in(digit|'
wrong 'carries lost' lanes_wide.c 's|bits\[k / 2\] = logic_carry|bits[k] = logic_carry|'
wrong 'what was left counted once' lanes_wide.c 's|WEIGHT \* ones_in_all|ones_in_all|'
wrong 'numbers kept from sweep to sweep' lanes_wide.c '/memset(work->digit/d'
exit $failed
