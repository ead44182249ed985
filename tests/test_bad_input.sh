#!/bin/sh
# Bad input: one clear line on stderr, nothing on stdout, exit status 2, nothing left behind.
. tests/lib.sh

# For one stage in C; the options are the same table for all.
program=$BIN/traffic-packed
for letters in abc 12x '' 1e6 0x10 1.5 ' ' - +5 ' 5' '5 ' '%s%n' 5-; do
    bad "--cells takes a whole number, not '$letters'" --cells "$letters"
done
bad '--steps takes a whole number' --steps=ten
bad '--cells must be at least 1' --cells 0
bad '--cells must be at least 1' --cells -5
bad '--cells 9223372036854775808 is past 2^63' --cells 9223372036854775808
bad 'a road of 9223372036854775807 cells needs [0-9.e+]* GB of memory' --cells 9223372036854775807
bad 'a road of 1000000000000000 cells needs' --cells 1000000000000000 --no-verify
bad '--steps must be at least 1' --steps 0
bad '--report must be at least 1' --report 0
bad '--report 11 is more than --steps 10' --steps 10 --report 11
bad '--repeat must be from 1 to' --repeat 0
bad '--seed must be at least 0' --seed -1
bad '--seed with --random numpy must be at most 4294967295' --seed 4294967296
bad '--seed with --random uni must be at most 900000000' --random uni --seed 900000001
bad "--random takes one of numpy, uni, philox, not 'dice'" --random dice
bad '--min-time must be from 0 to' --min-time -1
bad '--image-every needs --image' --image-every 5
bad '--image-every 101 is more than --steps 100' --image-every 101 --image "$scratch/a.pbm"
bad 'a row every 1 of 9223372036854775807 steps' --steps 9223372036854775807 --image "$scratch/a.pgm" --image-every 1
bad 'do not go together' --image "$scratch/a.pbm" --min-time 1
bad 'density must be from 0 to 1' --density -0.001
bad 'density must be from 0 to 1' --density 1.001
for density in nan inf -inf 1e999 half '' 0.5x 0x1p-1 ' 0.5' 0,5; do
    bad "--density takes a number, not '$density'" --density "$density"
done
bad 'there is no option --lanes' --lanes 8
bad 'there is no option --re' --re 8 # --repeat, --report or --record?
bad 'there is no option -n' -n 8
bad 'there is no option -a' -ab
bad 'there is no option -c' -cells 5
bad '--steps takes a value' --steps
bad '--no-verify takes no value' --no-verify=3
bad '--help takes no value' --help=1
bad "not '5?6'" --cells "5
6"
bad "not '.*xxxxxx" --random "$(printf 'x%.0s' $(seq 5000))"
bad "'1000' is not an option" 1000
bad "'traffic' is not an option" --cells 10 traffic --steps 5
bad '--image road.jpg: ' --image road.jpg
bad '--image road: ' --image road
bad "--image $scratch/none/road.png: " --image "$scratch/none/road.png"
bad "--record $scratch/none/a.csv: " --record "$scratch/none/a.csv"
bad "--record $scratch: " --record "$scratch"
echo 'a,file,of another kind' >"$scratch/other.csv"
bad "--record $scratch/other.csv: " --record "$scratch/other.csv"
same "the other kind of file is as it was" 'a,file,of another kind' "$(cat "$scratch/other.csv")"

# With a good name for what would be written, and a mistake elsewhere.
bad '--density' --cells 100 --record "$scratch/new.csv" --image "$scratch/new.pgm" --density 2
check "nothing half-written" test ! -e "$scratch/new.csv" -a ! -e "$scratch/new.pgm" -a \
    ! -e "$scratch/new.pgm.part"

# The same answers from every stage.
find_programs traffic
for program in $programs; do
    bad '--cells must be at least 1' --cells 0
    bad 'there is no option --wheels' --wheels
    bad 'a road of .* cells needs' --cells 1000000000000000
    "$program" --help >"$scratch/out" 2>"$scratch/err"
    same "$(basename "$program") --help: status" 0 $?
    check "$(basename "$program") --help: names --cells" grep -q -- '--cells N .*\[10240000\]' \
        "$scratch/out"
done

# A width that nobody builds, whichever of the two stages it is asked of.
for program in $programs; do
    case $program in *-lanes | *-threads) ;; *) continue ;; esac
    for bits in 0 64 384 1024 wide; do
        bad "--lanes takes one of fastest, 128.*, not '$bits'" --cells 100 --lanes $bits
    done
done

# A full disk: nothing is reported as done that is not.
if [ -w /dev/full ]; then
    "$BIN/traffic-packed" --cells 100 >/dev/full 2>"$scratch/err"
    same "output on a full disk: status" 1 $?
    check "output on a full disk: said so" grep -q 'cannot write the output' "$scratch/err"
else
    skip "output on a full disk: no /dev/full here"
fi
(
    ulimit -f 1
    "$BIN/traffic-packed" --cells 100000 --image "$scratch/big.pgm" >/dev/null 2>"$scratch/err"
)
same "a picture past the limit of a file: status" 1 $?
same "a picture past the limit of a file: said so" 1 "$(grep -c big.pgm "$scratch/err")"
check "a picture past the limit of a file: nothing is left" test ! -e "$scratch/big.pgm" -a \
    ! -e "$scratch/big.pgm.part"
"$BIN/traffic-packed" --cells 100 --no-verify >"$scratch/out"
check "--no-verify says that nothing was verified" grep -q '^Not verified' "$scratch/out"
exit $failed
