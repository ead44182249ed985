#!/bin/sh
# Where the time went, of one process; of many, tests/test_mpi.sh.
. tests/lib.sh

program=$BIN/traffic-packed
"$program" --cells 100000 --repeat 3 --profile >"$scratch/out"
same '--profile: status, verified' '0 1' "$? $(grep -c '^Verified' "$scratch/out")"
check '--profile: all of the time was computing' awk '
    /^Time taken/ { took = $4 } /^compute/ { least = $2; most = $4 }
    /^(halos|copy|barrier)/ { other = 1 }
    END { exit !(least == most && most > 0.5 * took && most <= took + 1e-6 && !other) }' "$scratch/out"
"$program" --cells 1000 >"$scratch/out"
same 'no profile unless it is asked for' 0 "$(grep -c 'Where the time went' "$scratch/out")"

# A gnuplot that notes what it was asked for, and one that fails.
mkdir "$scratch/bin"
printf '#!/bin/sh\ncp "$3" "$4.svg"\n' >"$scratch/bin/gnuplot"
chmod +x "$scratch/bin/gnuplot"
PATH=$scratch/bin:$PATH "$program" --cells 1000 --profile-file "$scratch/a.csv" >"$scratch/out"
same '--profile-file: status' 0 $?
same '--profile-file: a header and a line' 'rank,compute,halos,sum,copy,barrier,messages,bytes 2' \
    "$(head -n 1 "$scratch/a.csv") $(wc -l <"$scratch/a.csv")"
check '--profile-file: drawn from the file' cmp "$scratch/a.csv" "$scratch/a.svg"
same '--profile-file: says what was drawn' "Plot: $scratch/a.svg" "$(grep '^Plot' "$scratch/out")"
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/gnuplot"
PATH=$scratch/bin:$PATH "$program" --cells 1000 --profile-file "$scratch/b.csv" >"$scratch/out" 2>"$scratch/err"
same 'gnuplot fails: status, said so' "1 traffic-packed: gnuplot could not draw $scratch/b.csv" \
    "$? $(cat "$scratch/err")"
rm "$scratch/bin/gnuplot"
PATH=$scratch/bin "$program" --cells 1000 --profile-file "$scratch/c.csv" >"$scratch/out"
same 'no gnuplot: status, said so, and the file is there' \
    '0 No plot: gnuplot is not here (apt-get install gnuplot-nox). 2' \
    "$? $(grep '^No plot' "$scratch/out") $(wc -l <"$scratch/c.csv")"
if command -v gnuplot >/dev/null; then
    "$program" --cells 1000 --profile-file "$scratch/d.csv" >"$scratch/out"
    check 'drawn by gnuplot' grep -q '<svg' "$scratch/d.svg"
else
    skip 'drawn by gnuplot: apt-get install gnuplot-nox'
fi

bad 'must end in .csv' --profile-file profile.png
bad '--record and --profile-file are the same file' --record "$scratch/same.csv" --profile-file "$scratch/same.csv"
bad 'there is no folder' --profile-file "$scratch/none/profile.csv"
exit $failed
