#!/bin/sh
# --watch, on terminals that a script plays: what is shown is the road, and the terminal is given back
# as it was, however the program ends.
. tests/lib.sh

program=$BIN/traffic-packed
bad '--watch needs a terminal, for its keys' --watch
for arguments in "--image $scratch/a.pbm" "--record $scratch/a.csv" --profile '--min-time 1' '--repeat 2'; do
    # shellcheck disable=SC2086 # two words
    bad '--watch measures and writes nothing: it does not go with' --watch $arguments
done
check 'nothing was written' test ! -e "$scratch/a.pbm" -a ! -e "$scratch/a.csv"

# shellcheck source=tests/ranks.sh
. tests/ranks.sh
program=build/patient/traffic-halo
if [ -z "$no_ranks" ]; then bad_on 3 '--watch shows the road of one rank' --watch
else skip "--watch on several ranks: $no_ranks"; fi

if command -v python3 >/dev/null; then
    python3 tests/watch.py || failed=1
else
    skip '--watch on a terminal: no python3 here, which would play one'
fi
exit $failed
